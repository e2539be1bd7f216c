"""Texts cut to a length, and texts without Markdown: what they hide stays hidden.

Nothing else cuts what people wrote; a test fails where something does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from app.core.graphemes import boundary
from app.core.markdown import BARS, hidden, is_plain
from app.core.markup import TOKEN
from app.core.runs import Mark, Run, inline, rendered, runs_of, step

ELLIPSIS = "…"
COVER = "▒▒▒"
"""What stands for something hidden where nothing can be clicked on."""
NO_NAMES: Final[Mapping[int, str]] = MappingProxyType({})
_LINE_START = re.compile(r"^[ \t]*(?:>{3} |> |#{1,3} |-# )+", re.MULTILINE)
_LINE_BEGINNING = re.compile(r"^(\s*\d*)([#+\-*>.])")
"""What begins a heading, a list or a quotation where a cut makes it the beginning of a line."""
_MASKED = re.compile(r"\[(.+)\]\(.*\)", re.DOTALL)


def shortened(text: str, limit: int) -> str:
    """Markdown of at most ``limit`` characters. A cut is marked by an ellipsis, its marks are closed."""
    return text if len(text) <= limit else _beginning(runs_of(text), limit)


def excerpt(text: str, limit: int) -> str:
    """The beginning of Markdown on one line."""
    if is_plain(text):
        return shortened(" ".join(text.split()), limit)
    # Lines decide what belongs together, so they are joined only when that is known.
    runs = [replace(run, text=" ") if run.text == "\n" else run for run in runs_of(text)]
    whole = rendered(runs).strip()
    return whole if len(whole) <= limit else _beginning(runs, limit)


def clipped(text: str, limit: int) -> str:
    """The beginning of what is no Markdown, such as a name; a cut is marked by an ellipsis."""
    if len(text) <= limit:
        return text
    return text[: boundary(text, limit - len(ELLIPSIS))].rstrip() + ELLIPSIS


def plain(text: str, limit: int | None = None, names: Mapping[int, str] = NO_NAMES) -> str:
    """Markdown as a plain line: spoilers covered, mentions and moments readable.

    ``names`` are those of members, roles and channels, by id.
    """
    line = " ".join("".join(_plain_parts(text, names)).split())
    return line if limit is None else clipped(line, limit)


def caption(text: str, limit: int) -> str:
    """One plain line of what is shown letter by letter, a title or a label: spoilers covered, ids readable."""
    line = TOKEN.sub(lambda token: _readable(token, NO_NAMES), covered(text))
    return clipped(" ".join(line.split()), limit)


def covered(text: str) -> str:
    """``text`` with its spoilers covered, and otherwise as it is."""
    parts, position = [], 0
    for start, end in hidden(text):
        parts += [text[position : start - len(BARS)], COVER]
        position = end + len(BARS)
    return "".join([*parts, text[position:]])


def pack(blocks: Iterable[str], limit: int) -> list[str]:
    """Deal ``blocks`` of Markdown out to as few texts of at most ``limit`` characters as their order allows.

    Blocks are joined by a line break. One that is too long by itself is broken at a line break, else at
    a space; the marks that are open there are closed and opened again.
    """
    texts: list[str] = []
    for block in blocks:
        for piece in _pieces(block, limit):
            if texts and len(texts[-1]) + 1 + len(piece) <= limit:
                texts[-1] += "\n" + piece
            else:
                texts.append(piece)
    return texts


def _beginning(runs: list[Run], limit: int) -> str:
    kept = _kept(runs, limit - len(ELLIPSIS))
    end = ELLIPSIS
    if _ends_in_address(kept):
        # Discord would take the ellipsis for a part of it.
        kept = _kept(runs, limit - len(ELLIPSIS) - 1)
        end = f" {ELLIPSIS}" if _ends_in_address(kept) else ELLIPSIS
    return rendered([*kept, Run(end, kept[-1].marks if kept else ())])


def _kept(runs: list[Run], room: int) -> list[Run]:
    return _stripped(_split(runs, *_reach(runs, room))[0])


def _ends_in_address(runs: list[Run]) -> bool:
    return bool(runs) and runs[-1].whole and runs[-1].text.startswith("http")


def _stripped(runs: list[Run]) -> list[Run]:
    """The runs without space at their end."""
    while runs and not runs[-1].text.rstrip():
        runs = runs[:-1]
    return [*runs[:-1], replace(runs[-1], text=runs[-1].text.rstrip())] if runs else []


def _pieces(text: str, limit: int) -> Iterator[str]:
    if len(text) <= limit:
        yield from [text] if text else []
        return
    rest = runs_of(text)
    while rest:
        piece, rest = _split(rest, *_break(rest, limit))
        if shown := rendered(piece):
            yield shown


def _reach(runs: list[Run], room: int) -> tuple[int, int]:
    """How far ``room`` characters reach: so many whole runs, and so many characters of the next."""
    length = 0
    open_marks: tuple[Mark, ...] = ()
    for number, run in enumerate(runs):
        length += len(step(open_marks, run.marks))
        left = room - length - len(step(run.marks, ()))
        if len(run.text) > left:
            return number, 0 if run.whole else boundary(run.text, max(0, left))
        length += len(run.text)
        open_marks = run.marks
    return len(runs), 0


def _break(runs: list[Run], room: int) -> tuple[int, int]:
    """Where to break: after a line, else after a word, else anywhere; what is too long by itself is broken as well."""
    number, offset = _reach(runs, room)
    if number == len(runs):
        return number, offset
    for mark in "\n ":
        for index in range(number, -1, -1):
            until = offset if index == number else len(runs[index].text)
            cut = -1 if runs[index].whole else runs[index].text.rfind(mark, 0 if index else 1, until)
            if cut >= 0:
                return index, cut + 1
    if (number, offset) != (0, 0):
        return number, offset
    marks = 2 * len(step((), runs[0].marks))
    return 0, max(1, room - marks)


def _split(runs: list[Run], number: int, offset: int) -> tuple[list[Run], list[Run]]:
    """The runs before a place, and those behind it."""
    if not offset:
        return runs[:number], runs[number:]
    cut = runs[number]
    before, behind = replace(cut, text=cut.text[:offset]), replace(cut, text=cut.text[offset:])
    if not before.text.endswith("\n"):
        behind = replace(behind, text=_LINE_BEGINNING.sub(r"\1\\\2", behind.text))
    return [*runs[:number], before], [*([behind] if behind.text else []), *runs[number + 1 :]]


def _plain_parts(text: str, names: Mapping[int, str]) -> Iterator[str]:
    for run in inline(_LINE_START.sub("", covered(text))):
        if not run.whole:
            yield run.text
        elif token := TOKEN.fullmatch(run.text):
            yield _readable(token, names)
        elif masked := _MASKED.fullmatch(run.text):
            yield from _plain_parts(masked[1], names)
        else:
            yield run.text.removeprefix("\\")


def _readable(token: re.Match[str], names: Mapping[int, str]) -> str:
    """A mention or the like, as somebody would write it."""
    if (mentioned := token["who"] or token["channel"]) is not None:
        sign = "@" if token["who"] else "#"
        return sign + names.get(int(mentioned), ELLIPSIS)
    if token["emoji"]:
        return f":{token['emoji']}:"
    if token["moment"]:
        return _moment(int(token["moment"]))
    if token["command"]:
        return f"/{token['command']}"
    return token["address"] or f"#{token['page']}"


def _moment(seconds: int) -> str:
    try:
        at = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return ELLIPSIS
    return f"{at.replace(tzinfo=None).isoformat(' ', 'minutes')} UTC"

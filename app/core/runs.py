"""Discord's Markdown as runs: stretches of text with the marks that are around them.

A run can be cut, its marks closed before the cut and opened again behind it; what has to stay whole says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import regex

from app.core.markdown import BARS, FENCE, is_plain
from app.core.markup import TOKEN
from app.core.words import CODE, PLAIN, Word, words_of


class Mark(NamedTuple):
    """What is written around text."""

    opening: str
    closing: str


SPOILER: Final = Mark(BARS, BARS)
BROKEN_BAR = "¦"
DEEPEST = 12
"""Marks within marks that are told apart. Nobody writes more, and hostile text would have a thousand."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text between the same marks, the outermost first."""

    text: str
    marks: tuple[Mark, ...] = ()
    whole: bool = False
    """Whether it is not to be cut: a mention, an address, an escaped letter."""


_SPECIAL = regex.compile(
    # A mark with a combining character on it, such as a keycap, is a letter.
    rf"""(?P<whole>(?=[*_~`|\\<\[][\p{{M}}\u200d])\X
      | \\[^\w\s]
      | {TOKEN.pattern}
      | \[(?:\\.|[^\[\]\\])+\]\(<?https?://[^\s()<>]+(?:\([^\s()]*\)[^\s()<>]*)*>?(?:\s+"[^"]*")?\)
      | https?://[^\s<>]+)
    | ```(?P<language>[\w+#.-]+\n|\n)?(?P<block>[^`]*[^`\s][^`]*)```
    | (?P<ticks>`{{1,2}})(?P<code>[^`]+)(?P=ticks)(?!`)
    | (?P<mark>\*\*|__|~~|\|\|)(?P<marked>(?:\\.|[^\\])+?)(?P=mark)(?!(?<!\|)(?:(?<=\*)\*|(?<=_)_))
    | (?P<star>\*)(?=\S)(?P<slanted>(?:\\.|\*\*|[^\\*])+?)(?<=\S)\*(?!\*)
    | (?<!\w)(?P<line>_)(?P<underlined>(?:\\.|__|[^\\_])+?)_(?!\w)""",
    regex.VERBOSE | regex.DOTALL,
)


def runs_of(text: str) -> list[Run]:
    """``text`` in runs. Where it is not plain what Discord hides of it, it is escaped, and hides too much."""
    return inline(text) if is_plain(text) else [_literal(word) for word in words_of(text)]


def inline(text: str) -> list[Run]:
    """``text`` in runs, whatever Discord makes of it as a whole."""
    return list(_inline(text, ()))


def rendered(runs: Iterable[Run]) -> str:
    """The runs as Markdown."""
    parts: list[str] = []
    open_marks: tuple[Mark, ...] = ()
    for run in runs:
        parts.append(step(open_marks, run.marks) + run.text)
        open_marks = run.marks
    return "".join(parts) + step(open_marks, ())


def step(before: tuple[Mark, ...], after: tuple[Mark, ...]) -> str:
    """What closes the marks before a place and opens those behind it."""
    shared = 0
    for one, other in zip(before, after, strict=False):
        if one != other:
            break
        shared += 1
    closed = "".join(mark.closing for mark in reversed(before[shared:]))
    return closed + "".join(mark.opening for mark in after[shared:])


def _inline(text: str, marks: tuple[Mark, ...]) -> Iterator[Run]:
    position = 0
    for found in _SPECIAL.finditer(text):
        if found.start() > position:
            yield _bare(text[position : found.start()], marks)
        yield from _special(found, marks)
        position = found.end()
    if position < len(text):
        yield _bare(text[position:], marks)


def _bare(text: str, marks: tuple[Mark, ...]) -> Run:
    # Beside those of a spoiler that is closed and opened again, a bar would pair with one of them.
    return Run(text.replace("|", BROKEN_BAR) if SPOILER in marks else text, marks)


def _special(found: regex.Match[str], marks: tuple[Mark, ...]) -> Iterator[Run]:
    if found["whole"]:
        yield Run(found["whole"], marks, whole=True)
    elif found["block"]:
        opening = FENCE + (found["language"] or "\n")
        yield Run(found["block"], (*marks, Mark(opening, FENCE)))
    elif found["code"]:
        yield Run(found["code"], (*marks, Mark(found["ticks"], found["ticks"])))
    elif len(marks) >= DEEPEST:
        # Something hidden may begin in it: then all of it is.
        yield _bare(found[0], (*marks, SPOILER) if BARS in found[0] and SPOILER not in marks else marks)
    else:
        mark = found["mark"] or found["star"] or found["line"]
        inner = found["marked"] or found["slanted"] or found["underlined"]
        yield from _inline(inner, (*marks, Mark(mark, mark)))


def _literal(word: Word) -> Run:
    if word.kind == CODE:
        return inline(word.text)[0]
    # A spoiler that reaches over the end of a line is broken by what the next one begins with.
    marks = (SPOILER,) if word.hidden and word.text != "\n" else ()
    # An escaped bar would close the spoiler together with the bar behind it.
    text = BROKEN_BAR if word.hidden and word.text == "|" else word.shown
    return Run(text, marks, whole=word.kind != PLAIN or text != word.text)

"""Texts of members, word by word: what is hidden, and how it is shown again with nothing laid open.

Everything is escaped, so the only Markdown in what comes out is put there here: spoilers, marks on what changed,
blocks of code that were blocks of code, mentions, addresses. A spoiler never reaches over the end of a line, so
that text can be dealt out to several messages between lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import regex

from app.core.markdown import BARS, QUOTATION, fences, hidden
from app.core.markup import escape

LONGEST_LINE = 1200
UNPARTED = "".join(
    rf"\p{{scx={script}}}" for script in ("Han", "Hira", "Kana", "Bopo", "Thai", "Laoo", "Khmr", "Mymr")
)
"""Scripts that write no space between words."""
WORD = regex.compile(
    r"(?P<mention><(?:@[!&]?|\#|a?:\w+:|t:)\d+(?::[a-zA-Z])?>)"
    r"|(?P<address>https?://[^\s<>|\\`*~]*[^\s<>|\\`*~.,:;!?\"')\]])"
    r"|(?P<line>\n)|(?:\r|(?=[^\S\r\n])\X)+"
    # In whole characters, as they are read: a keycap begins with a digit.
    rf"|(?:(?=\w)(?![{UNPARTED}]|\d\ufe0f?\u20e3)\X){{1,300}}|\X"
)
PLAIN, MENTION, ADDRESS, CODE, CUT = "plain", "mention", "address", "code", "cut"


@dataclass(frozen=True, slots=True)
class Word:
    """A word, what is between two words, or a whole block of code."""

    text: str
    kind: str = PLAIN
    hidden: bool = False
    changed: bool = False

    @property
    def shown(self) -> str:
        if self.kind == ADDRESS:
            return f"<{self.text}>"
        if self.kind != PLAIN:
            return self.text
        # An address that Discord finds by itself would swallow the bars behind it.
        return escape(self.text).replace(":", r"\:")


def quoted(text: str) -> str:
    """``text`` as a block quote."""
    if BARS in text and QUOTATION.search(text):
        # Inside of a quotation Discord knows no further one, whose end was the end of a spoiler.
        return "\n".join(rendered(words_of(text)))
    return "\n".join(f"> {line}" for line in text.splitlines())


def words_of(text: str) -> list[Word]:
    """``text`` in words, without the bars of its spoilers."""
    found: list[Word] = []
    code = fences(text)
    position = 0
    for start, end in hidden(text):
        found += _open_words(text, position, start - len(BARS), code)
        found += (replace(word, hidden=True) for word in plain_words(text[start:end]))
        position = end + len(BARS)
    return found + list(_open_words(text, position, len(text), code))


def _open_words(text: str, start: int, end: int, code: Iterable[tuple[int, int]]) -> Iterator[Word]:
    for first, last in code:
        if start <= first and last <= end:
            yield from plain_words(text[start:first])
            yield Word(text[first:last], CODE)
            start = last
    yield from plain_words(text[start:end])


def plain_words(text: str) -> Iterator[Word]:
    """The words of text without spoilers and code."""
    for match in WORD.finditer(text):
        kind = match.lastgroup if match.lastgroup in {MENTION, ADDRESS} else PLAIN
        yield Word(match.group(), kind)


def rendered(words: Sequence[Word], mark: str = "") -> list[str]:
    """The words as Markdown, in quoted lines and blocks of code; ``mark`` is put around what changed."""
    blocks: list[str] = []
    for is_code, run in groupby(words, key=lambda word: word.kind == CODE):
        if is_code:
            blocks += (word.text for word in run)
        elif lines := [*_lines(list(run), mark)]:
            blocks.append("\n".join(f"> {line}" for line in lines))
    return blocks


def _lines(words: Iterable[Word], mark: str) -> Iterator[str]:
    line: list[Word] = []
    length = 0
    for word in words:
        ends = word.text == "\n"
        if line and (ends or length + len(word.shown) > LONGEST_LINE):
            yield _line(line, mark)
            line, length = [], 0
        if not ends:
            line.append(word)
            length += len(word.shown)
    if line:
        yield _line(line, mark)


def _line(words: Iterable[Word], mark: str) -> str:
    parts = []
    for is_hidden, run in groupby(words, key=lambda word: word.hidden):
        text = _marked(run, mark)
        if is_hidden:
            # An escaped bar at the end would pair with the first of the closing ones.
            text = _around(text, BARS, f" {BARS}" if text.rstrip().endswith("|") else BARS)
        parts.append(text)
    return "".join(parts)


def _marked(words: Iterable[Word], mark: str) -> str:
    parts = []
    for changed, run in groupby(words, key=lambda word: word.changed):
        text = "".join(word.shown for word in run)
        parts.append(_around(text, mark, mark) if changed else text)
    return "".join(parts)


def _around(text: str, before: str, after: str) -> str:
    """``text`` with marks around all but the space at its ends, where Discord knows none."""
    core = text.strip()
    if not core:
        return text
    start = text.index(core)
    return f"{text[:start]}{before}{core}{after}{text[start + len(core) :]}"

"""What somebody sees of a text in Discord without clicking on anything.

Written after how Discord's client reads Markdown, and not after how the bot writes it: rules are tried in order at
each position, the contents of what matches are read in turn, and quotations and headings come before all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

QUOTATION = re.compile(r">>> ?([\s\S]*)|> [^\n]*(?:\n> [^\n]*)*\n?")
HEADING = re.compile(r"(?:#{1,3}|-#) +([^\n]*)(?:\n|$)")
ITEM = re.compile(r" *(?:[*-]|\d+\.) +([^\n]*)(?:\n|$)")
SHOWN_AS_IT_IS = (
    re.compile(r"\\([^0-9A-Za-z\s])"),
    re.compile(r"<(https?://[^ >]+)>"),
    re.compile(r"(<(?:@[!&]?|#|a?:\w+:|t:)\d+(?::[a-zA-Z])?>)"),
    re.compile(r"(https?://[^\s<]+[^<.,:;\"')\]\s])"),
    re.compile(r"```((?:[a-z0-9_+\-.#]+?\n)?\n*[^\n][\s\S]*?)\n*```", re.IGNORECASE),
    re.compile(r"(`+)([\s\S]*?[^`])\1(?!`)"),
)
MARKED = (
    re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)"),
    re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)"),
    re.compile(r"\*(?=\S)((?:\*\*|\s+(?:[^*\s]|\*\*)|[^\s*])+?)\*(?!\*)"),
    re.compile(r"\b_((?:__|\\[\s\S]|[^\\_])+?)_\b"),
    re.compile(r"~~([\s\S]+?)~~(?!_)"),
)
SPOILER = re.compile(r"\|\|([\s\S]+?)\|\|")


def visible(text: str) -> str:
    """What is shown of ``text`` while its spoilers are closed."""
    return "".join(_blocks(text))


def _blocks(text: str) -> Iterator[str]:
    """Lines that begin a quotation, a heading or a list; everything between them is read as one."""
    position = start = 0
    while position < len(text):
        at_line = position == 0 or text[position - 1] == "\n"
        found = at_line and next(
            (rule for rule in (QUOTATION, HEADING, ITEM) if rule.match(text, position)), None
        )
        if not found:
            position += 1
            continue
        match = found.match(text, position)
        assert match
        yield from _inline(text[start:position])
        inner = match[1] if match[1] is not None else re.sub(r"^> ", "", match[0], flags=re.MULTILINE)
        yield from _blocks(inner) if found is QUOTATION else _inline(inner)
        position = start = match.end()
    yield from _inline(text[start:])


def _inline(text: str) -> Iterator[str]:
    position = 0
    while position < len(text):
        for rule in SHOWN_AS_IT_IS:
            if match := rule.match(text, position):
                yield match[match.lastindex or 0]
                break
        else:
            for rule in MARKED:
                if match := rule.match(text, position):
                    yield from _inline(match[1])
                    break
            else:
                match = SPOILER.match(text, position)
        if match is None:
            yield text[position]
        position = match.end() if match else position + 1

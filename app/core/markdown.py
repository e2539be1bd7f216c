"""Spoilers and blocks of code in what members wrote: a copy may hide more than the original does, never less."""

from __future__ import annotations

import re

from app.core.markup import TOKEN

FENCE = "```"
BARS = "||"

FENCED = re.compile(r"```(?:[\w+#.-]+\n)?[^`]*[^`\s][^`]*```")
SPOILER = re.compile(r"\|\|(.+?)\|\|", re.DOTALL)
STRANGE = re.compile(r"[\\*_~`<\[]|://|^\s*(?:[#+-]|\d+\.)", re.MULTILINE)
"""What could make Discord pair the bars in another way: marks that reach over them, addresses, headings, lists."""
QUOTATION = re.compile(r"^\s*>", re.MULTILINE)
_EMPHASIS = re.compile(r"(\*\*|__|~~|[*_])(?![*_~\s])[^\\*_~`<>\[\]|\n]+(?<!\s)\1(?![*_~])")
"""Marks around a few words without further marks."""


def hidden(text: str) -> list[tuple[int, int]]:
    """From where to where ``text`` is behind spoilers, the bars left out.

    Where it is not plain how Discord pairs the bars, everything from the first to the last counts as hidden.
    """
    first, last = text.find(BARS), text.rfind(BARS)
    if last - first <= len(BARS):
        return []
    outside = _outside_code(text)
    if outside is not None and BARS not in outside:
        return []
    if outside == text:
        return [match.span(1) for match in SPOILER.finditer(text)]
    return [(first + len(BARS), last)]


def is_plain(text: str) -> bool:
    """Whether it is beyond doubt what of ``text`` Discord hides, also when something is cut off at its end."""
    if BARS not in text:
        return True
    outside = _outside_code(text)
    return outside is not None and (outside == text or BARS not in outside)


def fences(text: str) -> list[tuple[int, int]]:
    """From where to where ``text`` has blocks of code, the fences included; none where a spoiler may be meant."""
    if BARS in text and _outside_code(text) is None:
        return []
    return [match.span() for match in FENCED.finditer(text)]


def _outside_code(text: str) -> str | None:
    """``text`` without its blocks of code; None where it is not plain what is one, and what bars belong together."""
    outside = FENCED.sub("", text)
    # Something has to stay between the bars on both sides of what is taken out.
    marked = _EMPHASIS.sub("x", TOKEN.sub("x", outside))
    return None if STRANGE.search(marked) or QUOTATION.search(text) else outside

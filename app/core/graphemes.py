"""What a reader takes for one character: a letter with its marks, a flag, a family of emoji, a syllable.

Unicode calls it an extended grapheme cluster. ``len``, slices and patterns of the standard library take it apart.
"""

from __future__ import annotations

from itertools import takewhile

import regex

_GRAPHEME = regex.compile(r"\X")


def graphemes(text: str) -> list[str]:
    """``text``, character by character as it is read."""
    return _GRAPHEME.findall(text)


def boundary(text: str, position: int) -> int:
    """The last place up to ``position`` where ``text`` can be cut without taking a character apart.

    0 where the first character reaches further.
    """
    if position >= len(text):
        return len(text)
    starts = takewhile(lambda start: start <= position, (found.start() for found in _GRAPHEME.finditer(text)))
    return max(starts, default=0)

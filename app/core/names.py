"""Names that people give to things: when two are the same, and in which order they are listed."""

from __future__ import annotations

import re
import unicodedata

from app.core.prose import UNSTORABLE, inked, visible

DIGITS = re.compile(r"(\d+)")


def normalized(name: str) -> str:
    """What a name is compared by: without case, width, spacing, and whatever leaves no ink."""
    # Some of the spaces leave no ink either, and what they part must stay apart.
    seen = inked(visible(" ".join(UNSTORABLE.sub("", name).split())))
    # What is folded can become one that leaves no ink: the Hangul fillers do.
    folded = inked(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).casefold()))
    return " ".join(folded.split())


def natural_sort_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key by which 9.9 comes before 9.10, however long the digits are."""
    return tuple(_ordered(part) for part in DIGITS.split(normalized(name)) if part)


def _ordered(part: str) -> tuple[int, int, str]:
    if not part[0].isdecimal():
        return (1, 0, part)
    # Of two numbers without leading zeros the longer is greater; int() would refuse very long ones.
    digits = part.lstrip("0")
    return (0, len(digits), digits)

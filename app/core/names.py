"""Names that people give to things: when two are the same, and in which order they are listed."""

from __future__ import annotations

import re
import unicodedata

DIGITS = re.compile(r"(\d+)")


def key_of(name: str) -> str:
    """What a name is compared by: without case, width and spacing."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def natural(name: str) -> tuple[tuple[int, int | str], ...]:
    """A sort key by which 9.9 comes before 9.10, however long the digits are."""
    parts = (part for part in DIGITS.split(key_of(name)) if part)
    return tuple((0, _number(part)) if part.isdecimal() else (1, part) for part in parts)


def _number(digits: str) -> int:
    # int() refuses very long digits; their length and their first digits are order enough.
    return int(digits[:4000]) * 10 ** min(len(digits[4000:]), 4000) if len(digits) > 4000 else int(digits)

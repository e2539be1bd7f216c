"""Words in pictures: what people wrote is made one plain line, and shortened to the room there is."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from app.core.excerpts import caption
from app.core.graphemes import boundary
from app.drawing.scene import Measure

JOINER = "\u200d"
MOST_MARKS = 3
"""Marks above or below one letter; more only serve to smear over other lines."""
LONGEST = 100


def one_line(text: str) -> str:
    """Text without what cannot be seen or goes out of its line."""
    return caption("".join(_seen(" ".join(text.split()))), LONGEST)


def _seen(text: str) -> Iterator[str]:
    marks = 0
    for letter in text:
        category = unicodedata.category(letter)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if marks > MOST_MARKS or (category[0] == "C" and letter != JOINER):
            continue
        yield letter


def fitted(text: str, room: float, size: float, measure: Measure, *, bold: bool = False) -> str:
    """As much of a line as there is room for, with an ellipsis where it ends early."""
    text = one_line(text)
    if measure(text, size, bold=bold) <= room:
        return text
    least, most = 0, len(text) - 1
    while least < most:
        middle = (least + most + 1) // 2
        if measure(_cut(text, middle), size, bold=bold) <= room:
            least = middle
        else:
            most = middle - 1
    return _cut(text, least)


def _cut(text: str, length: int) -> str:
    """So many letters and an ellipsis; what people see as one letter stays whole or goes."""
    return f"{text[: boundary(text, length)].rstrip()}…"

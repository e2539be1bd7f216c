"""Bars: a name, its bar, its number, on one line each."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.chart import Bars
from app.drawing.look import Look
from app.drawing.scale import amount
from app.drawing.scene import LABEL, Box, Item, Measure, Words
from app.drawing.wording import fitted

ROW, THICK, GAP = 25.0, 11.0, 8.0
MOST_FOR_NAMES = 0.46
"""Of the width."""


def height_of(part: Bars) -> float:
    return ROW * len(part.values)


def bars(
    part: Bars, left: float, top: float, width: float, look: Look, locale: str, measure: Measure
) -> Iterator[Item]:
    """The rows, from ``top`` down."""
    names = [fitted(label, width * MOST_FOR_NAMES, LABEL, measure) for label in part.labels]
    numbers = [amount(value, locale) for value in part.values]
    start = left + max((measure(name, LABEL) for name in names), default=0) + GAP
    beside = max((measure(number, LABEL, bold=True) for number in numbers), default=0) + GAP
    room, most = left + width - beside - start, max([*part.values, 1])
    for row, (name, value, number) in enumerate(zip(names, part.values, numbers, strict=True)):
        line = top + row * ROW + ROW / 2
        long = max(2.0, room * value / most) if value else 0.0
        yield Words(x=left, y=line + LABEL * 0.36, text=name, size=LABEL, fill=look.ink)
        if long:
            yield Box(x=start, y=line - THICK / 2, width=long, height=THICK, fill=look.main, radius=3)
        yield Words(
            x=start + long + (GAP if long else 0),
            y=line + LABEL * 0.36,
            text=number,
            size=LABEL,
            fill=look.ink,
            bold=True,
        )

"""The week by its hours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time

from app.core.chart import Heat
from app.core.localized import TimeOfDay
from app.drawing.look import Look
from app.drawing.scale import amount, step_of
from app.drawing.scene import SMALL, Box, Item, Measure, Words
from app.drawing.wording import fitted

ROW, GAP, AXIS, KEY = 16.0, 2.0, 21.0, 25.0
MARKED = (0, 6, 12, 18)
SWATCH = 14.0


def height_of(part: Heat) -> float:
    return ROW * len(part.values) + AXIS + KEY


def heat(
    part: Heat, left: float, top: float, width: float, look: Look, locale: str, measure: Measure
) -> Iterator[Item]:
    """Seven rows of hours, the hours' names, and what the colours say."""
    most = max(map(max, part.values))
    beside = max(measure(day, SMALL) for day in part.weekdays) + 8
    cell = (width - beside) / 24
    for row, (day, hours) in enumerate(zip(part.weekdays, part.values, strict=True)):
        y = top + row * ROW
        yield Words(x=left, y=y + (ROW - GAP) / 2 + SMALL * 0.36, text=day, size=SMALL, fill=look.faint)
        for hour, value in enumerate(hours):
            yield Box(
                x=left + beside + hour * cell,
                y=y,
                width=cell - GAP,
                height=ROW - GAP,
                fill=look.heat[step_of(value, most, len(look.heat) - 1)],
                radius=2,
            )
    bottom = top + len(part.values) * ROW
    for hour in MARKED:
        yield Words(
            x=left + beside + hour * cell,
            y=bottom + SMALL,
            text=TimeOfDay(time(hour)).to(locale),
            size=SMALL,
            fill=look.faint,
        )
    yield from _key(part, most, left, bottom + AXIS + 16, width, look, locale, measure)


def _key(
    part: Heat,
    most: int,
    left: float,
    line: float,
    width: float,
    look: Look,
    locale: str,
    measure: Measure,
) -> Iterator[Item]:
    """What the strongest cell is, and the colours from nothing to that."""
    number = amount(most, locale)
    x = left + width - measure(number, SMALL)
    yield Words(x=x, y=line, text=number, size=SMALL, fill=look.faint)
    x -= 6 + len(look.heat) * (SWATCH + GAP)
    for step, fill in enumerate(look.heat):
        yield Box(x=x + step * (SWATCH + GAP), y=line - 11, width=SWATCH, height=12, fill=fill, radius=2)
    zero = amount(0, locale)
    x -= 6
    yield Words(x=x, y=line, text=zero, size=SMALL, fill=look.faint, anchor="end")
    room = x - measure(zero, SMALL) - left - 12
    yield Words(x=left, y=line, text=fitted(part.busiest, room, SMALL, measure), size=SMALL, fill=look.ink)

"""Columns: what happened day by day, week by week or hour by hour."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import time

from app.core.chart import Bucket, Columns
from app.core.localized import Day, TimeOfDay
from app.drawing.look import Look
from app.drawing.scale import amount, ticks
from app.drawing.scene import LABEL, SMALL, Box, Item, Measure, Words
from app.drawing.wording import fitted

PLOT, KEY, AXIS = 118.0, 24.0, 22.0
MANY = 7
"""Up to so many columns carry their numbers; more have a scale beside them."""
WIDEST = 30.0


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where columns stand."""

    left: float
    top: float
    width: float
    slot: float
    most: float

    def x(self, index: float) -> float:
        return self.left + index * self.slot

    def y(self, value: float) -> float:
        return self.top + PLOT - PLOT * value / self.most

    @property
    def bottom(self) -> float:
        return self.top + PLOT


def height_of(_: Columns) -> float:
    return KEY + PLOT + AXIS


def columns(
    part: Columns, left: float, top: float, width: float, look: Look, locale: str, measure: Measure
) -> Iterator[Item]:
    """A line that says what is what in its own colours, then the columns on whole numbers."""
    yield from _key(part, left, top, width, look, measure)
    few = len(part.buckets) <= MANY
    highest = max(each.value or 0 for each in part.buckets)
    scale = [0] if few else ticks(highest)
    labels = [amount(value, locale) for value in scale]
    beside = 0.0 if few else max(measure(label, SMALL) for label in labels) + 8
    # Above the highest there is room for its number.
    most = max(highest, 1) * PLOT / (PLOT - LABEL - 6) if few else scale[-1]
    slot = (width - beside) / len(part.buckets)
    plot = _Plot(left + beside, top + KEY, width - beside, slot, most)
    for value, label in zip(scale, labels, strict=True):
        y = plot.y(value)
        yield Box(x=plot.left, y=y - 0.5, width=plot.width, height=1, fill=look.line)
        if not few:
            yield Words(
                x=plot.left - 8, y=y + SMALL * 0.34, text=label, size=SMALL, fill=look.faint, anchor="end"
            )
    yield from _unknown(part, plot, look, measure)
    for index, bucket in enumerate(part.buckets):
        yield from _column(bucket, index, plot, look)
    if few:
        yield from _numbers(part.buckets, plot, look, locale)
    yield from _axis(part, plot, look, locale, measure)


def _key(
    part: Columns, left: float, top: float, width: float, look: Look, measure: Measure
) -> Iterator[Item]:
    yield Box(x=left, y=top + 3, width=11, height=11, fill=look.main, radius=2)
    now = fitted(part.now, width - 20, LABEL, measure)
    yield Words(x=left + 17, y=top + 13, text=now, size=LABEL, fill=look.main)


def _column(bucket: Bucket, index: int, plot: _Plot, look: Look) -> Iterator[Item]:
    if not bucket.value:
        return
    gap = 1 if plot.slot < 8 else max(2.0, plot.slot * 0.2)
    wide = min(plot.slot - gap, WIDEST)
    x, y = plot.x(index + 0.5) - wide / 2, min(plot.y(bucket.value), plot.bottom - 1.5)
    tall, radius = plot.bottom - y, 3 if wide >= 8 else 0
    yield Box(x=x, y=y, width=wide, height=tall, fill=look.main, radius=min(radius, tall / 2))
    if not bucket.whole and wide > 4 and tall > 4:
        # Hollow: it still grows.
        yield Box(
            x=x + 1.5, y=y + 1.5, width=wide - 3, height=tall - 3, fill=look.soft, radius=0, on=look.main
        )


def _unknown(part: Columns, plot: _Plot, look: Look, measure: Measure) -> Iterator[Item]:
    """A calm field where nothing was counted, with a word where there is room."""
    for first, last in _runs(part.buckets, lambda each: each.value is None):
        x, wide = plot.x(first), (last - first + 1) * plot.slot
        fill = look.heat[0]
        yield Box(x=x, y=plot.top, width=wide, height=PLOT - 0.5, fill=fill)
        if measure(part.unknown, SMALL) + 12 <= wide:
            yield Words(
                x=x + wide / 2,
                y=plot.top + PLOT / 2 + SMALL / 2,
                text=part.unknown,
                size=SMALL,
                fill=look.faint,
                anchor="middle",
                on=fill,
            )


def _runs(buckets: Sequence[Bucket], wanted: Callable[[Bucket], bool]) -> Iterator[tuple[int, int]]:
    """First and last of those in a row that are wanted."""
    first: int | None = None
    for index, bucket in enumerate(buckets):
        if wanted(bucket):
            first = index if first is None else first
        elif first is not None:
            yield first, index - 1
            first = None
    if first is not None:
        yield first, len(buckets) - 1


def _numbers(buckets: Sequence[Bucket], plot: _Plot, look: Look, locale: str) -> Iterator[Item]:
    for index, bucket in enumerate(buckets):
        if bucket.value is None:
            continue
        y = min(plot.y(bucket.value), plot.bottom - 1.5)
        yield Words(
            x=plot.x(index + 0.5),
            y=y - 4,
            text=amount(bucket.value, locale),
            size=LABEL,
            fill=look.ink,
            bold=True,
            anchor="middle",
        )


def _axis(part: Columns, plot: _Plot, look: Look, locale: str, measure: Measure) -> Iterator[Item]:
    """The names of as many columns as there is room for; the last always has one."""
    names = [_name(bucket, locale) for bucket in part.buckets]
    if part.open_end and not part.buckets[-1].whole:
        names[-1] = part.open_end
    widest = max(measure(name, SMALL) for name in names)
    edge = plot.left + plot.width
    for index in range(len(names) - 1, -1, -max(1, math.ceil((widest + 12) / plot.slot))):
        half = measure(names[index], SMALL) / 2
        x = min(max(plot.x(index + 0.5), plot.left + half), plot.left + plot.width - half)
        # The last may have moved to the left, to be whole.
        if x + half > edge:
            continue
        edge = x - half - 8
        yield Words(
            x=x, y=plot.bottom + SMALL + 4, text=names[index], size=SMALL, fill=look.faint, anchor="middle"
        )


def _name(bucket: Bucket, locale: str) -> str:
    if bucket.hour is not None:
        return TimeOfDay(time(bucket.hour)).to(locale)
    return Day(bucket.first, "short").to(locale)

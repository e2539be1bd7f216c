"""Charts as they occur, for tests, for the contact sheets and for measuring."""

from __future__ import annotations

import zlib
from datetime import date, timedelta

from app.core.chart import Bars, Bucket, Chart, Columns, Heat, Panel

TODAY = date(2026, 10, 14)
NAMES = (
    "#general",
    "#🍜-food-🎉",
    "#我家在上海东边",
    "#الدردشة العامة",
    "#हिन्दी-बातचीत",
    "#𝓰𝓮𝓷𝓮𝓻𝓪𝓵-𝕮𝖍𝖆𝖙",
)
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def some(number: int, most: int = 600) -> int:
    """A number that looks like chance and is the same every time."""
    return zlib.crc32(str(number).encode()) % most


def columns(days: int, *, unknown: int = 0, most: int = 600) -> Columns:
    """So many days up to today, of which some were before anything was counted."""
    buckets = []
    for number in range(days):
        day = TODAY - timedelta(days=days - 1 - number)
        whole = day != TODAY
        value = None if number < unknown else some(number, most) // (1 if whole else 4)
        buckets.append(Bucket(first=day, last=day, value=value, whole=whole))
    total = sum(each.value or 0 for each in buckets)
    return Columns(
        title="Messages a day",
        buckets=buckets,
        now=f"{days} days: {total:,}",
        unknown="not counted yet",
        open_end="today",
    )


def weeks() -> Columns:
    buckets = [
        Bucket(
            first=TODAY - timedelta(days=7 * number),
            last=TODAY - timedelta(days=7 * number - 6),
            value=None if number > 40 else some(number, 40_000),
            whole=number > 0,
        )
        for number in range(52, -1, -1)
    ]
    return Columns(
        title="Messages a week",
        buckets=buckets,
        now="365 days: 1,034,211",
        unknown="not counted yet",
        open_end="this week",
    )


def hours() -> Columns:
    buckets = [
        Bucket(
            first=TODAY, last=TODAY, hour=hour, value=some(hour, 60) if hour < 17 else None, whole=hour != 16
        )
        for hour in range(24)
    ]
    return Columns(title="Messages an hour", buckets=buckets, now="today: 412", unknown="still to come")


def week(most: int = 90) -> Heat:
    values = [[max(0, some(24 * day + hour, most) - 40) for hour in range(24)] for day in range(7)]
    return Heat(
        title="When people write (Europe/Berlin)",
        weekdays=WEEKDAYS,
        values=values,
        busiest="Busiest: Sun, 20:00",
    )


def bars(count: int = len(NAMES)) -> Bars:
    values = [4120 // number**2 for number in range(1, count + 1)]
    return Bars(title="Busiest channels", labels=NAMES[:count], values=values)


SAMPLES: dict[str, tuple[Panel, ...]] = {
    "a month": (columns(30), week()),
    "a week": (columns(7), week()),
    "ninety days": (columns(90), week()),
    "a year by weeks": (weeks(), week()),
    "one day by hours": (hours(), bars()),
    "a young server": (columns(30, unknown=19), bars()),
    "two days, two channels": (columns(2), bars(2)),
    "nearly nothing": (columns(7, most=2), bars(1)),
}
"""What members see, by what it shows."""


def sample(name: str, *, dark: bool = True) -> Chart:
    return Chart(panels=SAMPLES[name], dark=dark)

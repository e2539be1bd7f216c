"""Pictures of figures, as values: what is shown, not how. Laid out by ``app.drawing``, drawn by ``app.infra.charts``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from app.core.localized import SOURCE_LOCALE


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """What was counted in some days, or in an hour."""

    first: date
    last: date
    value: int | None
    """None where nothing was counted yet: that is another thing than 0."""
    whole: bool = True
    """False while it goes on, as today does."""
    hour: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What happened over time, the earliest first."""

    title: str
    buckets: Sequence[Bucket]
    now: str
    """What the columns are, such as "these 30 days"."""
    unknown: str = ""
    """Said where nothing was counted yet."""
    open_end: str = ""
    """What a bucket that goes on is called, such as "today"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat:
    """A value for each hour of each weekday: seven rows from Monday, 24 columns from midnight."""

    title: str
    weekdays: Sequence[str]
    values: Sequence[Sequence[int]]
    busiest: str = ""
    """What the strongest cell is, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """A value for each of a few things, the largest first."""

    title: str
    labels: Sequence[str]
    values: Sequence[int]


Panel: TypeAlias = Columns | Heat | Bars


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A picture of one or two short panels, from top to bottom."""

    panels: Sequence[Panel]
    locale: str = SOURCE_LOCALE
    """Of the numbers and dates beside what is drawn; the titles are in its language already."""
    dark: bool = True

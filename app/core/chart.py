"""Pictures of figures, as values: what is drawn, not how. Drawn by ``app.infra.charts``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from app.core.localized import SOURCE_LOCALE


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A value for each day."""

    title: str
    days: Sequence[date]
    values: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat:
    """A value for each hour of each weekday: seven rows from Monday, 24 columns from midnight."""

    title: str
    weekdays: Sequence[str]
    values: Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """A value for each of a few things, the largest first."""

    title: str
    labels: Sequence[str]
    values: Sequence[int]


Part: TypeAlias = Line | Heat | Bars


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A picture of one to three parts, from top to bottom."""

    parts: Sequence[Part]
    locale: str = SOURCE_LOCALE
    """Of the numbers and dates beside what is drawn; the titles are in its language already."""
    dark: bool = True

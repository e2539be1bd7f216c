"""Values that become words where the reader's locale is known: numbers, dates and durations, as Unicode's CLDR has them.

Sentences are such values too (``app.core.i18n``) and carry others inside, so a service can say a number without
knowing who will read it.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from babel import Locale

SOURCE_LOCALE = "en-US"
"""Of the sentences in the code, and of every reader whose own is not known."""


class Localized(ABC):
    """What reads differently in each locale. ``str()`` gives the English form."""

    __slots__ = ()

    @abstractmethod
    def to(self, locale: str) -> str:
        """What a reader sees whose locale this is, by Discord's name for it, such as ``pt-BR``."""

    def __str__(self) -> str:
        return self.to(SOURCE_LOCALE)


Words: TypeAlias = Localized | str
"""A sentence or value of ours, or text that is the same in every language."""


def translated(words: Words, locale: str) -> str:
    """``words`` as a reader with that locale sees them."""
    return words if isinstance(words, str) else words.to(locale)


@dataclass(frozen=True, slots=True)
class Number(Localized):
    """An amount, to ``decimals`` places. A number that names something, such as a quote's, is text."""

    value: float
    decimals: int = 0
    signed: bool = False
    """Whether a gain carries its sign."""

    def to(self, locale: str) -> str:
        from babel.numbers import format_decimal

        pattern = f"#,##0.{'0' * self.decimals}"
        if self.signed:
            pattern = f"+{pattern};-{pattern}"
        return format_decimal(self.value, pattern, locale=conventions(locale))


@dataclass(frozen=True, slots=True)
class Percent(Localized):
    """A share of one, in whole percent."""

    share: float

    def to(self, locale: str) -> str:
        from babel.numbers import format_percent

        return format_percent(self.share, locale=conventions(locale))


@dataclass(frozen=True, slots=True)
class Day(Localized):
    """A day; ``full`` has its weekday, ``short`` neither weekday nor year."""

    value: date
    form: Literal["full", "long", "short"] = "long"

    def to(self, locale: str) -> str:
        from babel.dates import format_date, format_skeleton

        if self.form == "short":
            return format_skeleton("MMMd", self.value, locale=conventions(locale))
        return format_date(self.value, self.form, locale=conventions(locale))


@dataclass(frozen=True, slots=True)
class Weekday(Localized):
    """The short name of a day of the week; 0 is Monday."""

    number: int

    def to(self, locale: str) -> str:
        from babel.dates import get_day_names

        names = get_day_names("abbreviated", "stand-alone", conventions(locale))
        return str(names[self.number])


@dataclass(frozen=True, slots=True)
class TimeOfDay(Localized):
    """Hours and minutes on the clock of 24 hours, as people type them."""

    value: time

    def to(self, locale: str) -> str:
        from babel.dates import format_skeleton

        return format_skeleton("Hm", self.value, locale=conventions(locale))


Unit: TypeAlias = Literal["second", "minute", "hour", "day", "year"]


@dataclass(frozen=True, slots=True)
class Duration(Localized):
    """So many of one unit of time."""

    count: int
    unit: Unit

    def to(self, locale: str) -> str:
        from babel.dates import TIMEDELTA_UNITS, format_timedelta

        # babel.units lacks some of Unicode's plurals, and then shows the name of the unit's pattern.
        seconds = self.count * dict(TIMEDELTA_UNITS)[self.unit]
        return format_timedelta(
            seconds, granularity=self.unit, threshold=math.inf, locale=conventions(locale)
        )


@cache
def conventions(locale: str) -> Locale:
    """How a locale writes numbers and dates; English for one that nobody has described."""
    # babel is imported where it is needed: most processes start without showing anybody a number.
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(locale, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(SOURCE_LOCALE, sep="-")

"""What a report holds, and how rows of the roll-ups become one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, TypeAlias

from app.features.statistics.repository import Place, Span, Totals
from app.infra.entries import Entry

TOP = 10
SHORTEST = timedelta(minutes=1)
PersonRow: TypeAlias = tuple[date | None, int | None, int | None, Totals]


@dataclass(frozen=True, slots=True)
class RankedEntry:
    """A channel or a member, with its messages."""

    id: int
    name: str
    messages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageCount:
    """Messages of a channel, and from when to when they were counted."""

    messages: int
    since: datetime
    until: datetime

    @property
    def per_hour(self) -> float:
        # Between two moments of one zone Python counts by its clock, which jumps twice a year.
        passed = self.until.astimezone(UTC) - self.since.astimezone(UTC)
        return self.messages / (max(passed, SHORTEST) / timedelta(hours=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipChanges:
    """Who came and went, for a whole guild. What may not be told, or is not known, is None."""

    members: int
    joins: int | None
    leaves: int | None
    reactions: int | None
    most_people: int | None
    """On the busiest day."""
    average_people: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Figures of some days. What may not be told is None."""

    first: date
    last: date
    zone: str
    totals: Totals
    by_day: tuple[tuple[date, int], ...]
    """Messages of every day, also of those with none."""
    counted_from: date | None = None
    """The guild's first day of which messages are known; what was written before is not counted yet."""
    heat: tuple[tuple[int, ...], ...] | None = None
    """Messages by weekday, from Monday, and hour."""
    channels: tuple[RankedEntry, ...] = ()
    channel_count: int = 0
    elsewhere: int = 0
    """Messages in channels that are not named: those that are gone, or closed to whom it is told."""
    people: tuple[RankedEntry, ...] = ()
    """The busiest of those who may be named."""
    people_count: int | None = None
    movement: MembershipChanges | None = None
    members: int | None = None
    """Who holds the role."""
    hidden: bool = False
    """Whether the bot cannot see the place any more, and counts nothing there."""

    @property
    def per_day(self) -> float:
        """Messages on an average day of those that are counted."""
        return self.totals.messages / days_known(self.first, self.last, self.counted_from)


FIGURES: Final = Entry("figures", Report, 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupedTotals:
    """Totals by day, by channel and by person."""

    days: Mapping[date, Totals]
    channels: Mapping[int, Totals]
    people: Mapping[int, Totals]


def days_known(first: date, last: date, known_from: date | None) -> int:
    """How many of these days there is anything to tell of; at least one, the last."""
    return (last - min(last, max(first, known_from or first))).days + 1


def report_of(
    span: Span, found: GroupedTotals, places: Mapping[int, Place], counted_from: date | None
) -> Report:
    """The report of what was found, with the channels named that are among ``places``."""
    days = [span.first + timedelta(days=number) for number in range((span.last - span.first).days + 1)]
    names = {place.id: place.name for place in places.values()}
    named = {each: totals for each, totals in found.channels.items() if each in places}
    return Report(
        first=span.first,
        last=span.last,
        zone=span.zone,
        totals=Totals.of(found.days.values()) if found.days else Totals(),
        by_day=tuple((day, found.days[day].messages if day in found.days else 0) for day in days),
        counted_from=counted_from,
        channels=top(named, names),
        channel_count=sum(1 for totals in named.values() if totals.messages),
        elsewhere=sum(totals.messages for each, totals in found.channels.items() if each not in named),
    )


def grouped_by_place(rows: Iterable[tuple[date | None, int | None, Totals]]) -> GroupedTotals:
    """Rows of the query by day and channel."""
    days: dict[date, Totals] = {}
    channels: dict[int, Totals] = {}
    for day, channel_id, totals in rows:
        if day is not None:
            days[day] = totals
        elif channel_id is not None:
            channels[channel_id] = totals
    return GroupedTotals(days=days, channels=channels, people={})


def grouped_by_person(rows: Iterable[PersonRow]) -> GroupedTotals:
    """Rows of the query by day, channel and person."""
    days: dict[date, Totals] = {}
    channels: dict[int, Totals] = {}
    people: dict[int, Totals] = {}
    for day, channel_id, user_id, totals in rows:
        if day is not None:
            days[day] = totals
        elif channel_id is not None:
            channels[channel_id] = totals
        elif user_id is not None:
            people[user_id] = totals
    return GroupedTotals(days=days, channels=channels, people=people)


def heat_of(weekdays: Mapping[int, tuple[int, ...]]) -> tuple[tuple[int, ...], ...]:
    """Messages by weekday, from Monday, and hour."""
    return tuple(weekdays.get(weekday, (0,) * 24) for weekday in range(1, 8))


def top(totals: Mapping[int, Totals], names: Mapping[int, str]) -> tuple[RankedEntry, ...]:
    """The busiest, with their names where those are known."""
    busiest = sorted(totals.items(), key=lambda item: (-item[1].messages, item[0]))[:TOP]
    return tuple(
        RankedEntry(each, names.get(each, ""), sums.messages) for each, sums in busiest if sums.messages
    )

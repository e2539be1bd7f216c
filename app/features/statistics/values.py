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
    """Who came and went, for a whole guild. What may not be told is None."""

    members: int
    joins: int
    leaves: int
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
    heat: tuple[tuple[int, ...], ...] | None = None
    """Messages by weekday, from Monday, and hour."""
    channels: tuple[RankedEntry, ...] = ()
    channel_count: int = 0
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
        return self.totals.messages / len(self.by_day)


FIGURES: Final = Entry("figures", Report, 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupedTotals:
    """Totals by day, by channel and by person."""

    days: Mapping[date, Totals]
    channels: Mapping[int, Totals]
    people: Mapping[int, Totals]


def report_of(span: Span, found: GroupedTotals, places: Mapping[int, Place]) -> Report:
    """The report of what may be told to everybody who sees ``places``."""
    days = [span.first + timedelta(days=number) for number in range((span.last - span.first).days + 1)]
    names = {place.id: place.name for place in places.values()}
    return Report(
        first=span.first,
        last=span.last,
        zone=span.zone,
        totals=Totals.of(found.days.values()) if found.days else Totals(),
        by_day=tuple((day, found.days[day].messages if day in found.days else 0) for day in days),
        channels=top(found.channels, names),
        channel_count=sum(1 for totals in found.channels.values() if totals.messages),
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

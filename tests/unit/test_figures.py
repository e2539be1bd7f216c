"""How rows of the roll-ups become a report."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.features.statistics.repository import Place, Span, Totals
from app.features.statistics.rollups.values import LocalDay
from app.features.statistics.values import (
    TOP,
    GroupedTotals,
    MessageCount,
    RankedEntry,
    grouped_by_person,
    grouped_by_place,
    heat_of,
    report_of,
    top,
)

MONDAY = date(2026, 10, 12)
TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)


def said(messages: int) -> Totals:
    return Totals(messages=messages, characters=10 * messages)


def test_rows_are_told_apart_by_what_they_are_about() -> None:
    found = grouped_by_person(
        [
            (MONDAY, None, None, said(1)),
            (TUESDAY, None, None, said(2)),
            (None, 7, None, said(3)),
            (None, None, 9, said(4)),
            (None, 8, None, said(5)),
            (None, None, None, said(6)),
        ]
    )
    assert found.days == {MONDAY: said(1), TUESDAY: said(2)}
    assert (found.channels, found.people) == ({7: said(3), 8: said(5)}, {9: said(4)})


def test_rows_of_places_know_no_people() -> None:
    found = grouped_by_place(
        [(MONDAY, None, said(1)), (None, 7, said(2)), (None, None, said(3)), (None, 0, said(4))]
    )
    assert found == GroupedTotals(days={MONDAY: said(1)}, channels={7: said(2), 0: said(4)}, people={})


def test_a_report_has_every_day_and_only_what_was_written() -> None:
    places = {7: Place(7, None, 0, "general"), 8: Place(8, None, 0, "quiet")}
    found = GroupedTotals(
        days={TUESDAY: said(4), WEDNESDAY: said(2)}, channels={7: said(6), 8: said(0)}, people={}
    )
    report = report_of(Span(1, MONDAY, WEDNESDAY, {7, 8}, "Europe/Berlin"), found, places, None)
    assert (report.first, report.last, report.zone) == (MONDAY, WEDNESDAY, "Europe/Berlin")
    assert report.by_day == ((MONDAY, 0), (TUESDAY, 4), (WEDNESDAY, 2))
    assert (report.totals, report.per_day) == (said(6), 2.0)
    assert (report.channels, report.channel_count) == ((RankedEntry(7, "general", 6),), 1)


def test_a_channel_counts_for_one_however_much_is_written() -> None:
    found = GroupedTotals(days={}, channels={7: said(6), 8: said(1), 9: said(0)}, people={})
    places = {each: Place(each, None, 0, "") for each in (7, 9)}
    report = report_of(Span(1, MONDAY, MONDAY, {7}, "UTC"), found, places, None)
    assert (report.totals, report.by_day, report.channel_count) == (Totals(), ((MONDAY, 0),), 1)
    assert (report.channels, report.elsewhere) == ((RankedEntry(7, "", 6),), 1)


def test_the_busiest_come_first_and_the_elder_among_equals() -> None:
    totals = {number: said(number // 2) for number in range(30)}
    busiest = top(totals, {29: "loud"})
    assert [share.id for share in busiest] == [28, 29, 26, 27, 24, 25, 22, 23, 20, 21]
    assert len(busiest) == TOP
    assert busiest[1] == RankedEntry(29, "loud", 14)
    wordy, brief = Totals(messages=1, characters=9), Totals(messages=1, characters=5)
    assert [share.id for share in top({8: brief, 7: wordy, 9: wordy}, {})] == [7, 8, 9]


def test_a_week_has_its_hours_from_monday() -> None:
    heat = heat_of({1: tuple(range(24)), 7: (5,) * 24})
    assert (len(heat), heat[0], heat[6]) == (7, tuple(range(24)), (5,) * 24)
    assert set(heat[1:6]) == {(0,) * 24}


@pytest.mark.parametrize(("minutes", "per_hour"), [(60, 30), (120, 15), (0.5, 1800), (0, 1800)])
def test_how_many_an_hour_is_told_of_at_least_a_minute(minutes: float, per_hour: float) -> None:
    since = datetime(2026, 10, 12, 12, tzinfo=UTC)
    until = since + timedelta(minutes=minutes)
    assert MessageCount(messages=30, since=since, until=until).per_hour == per_hour


def test_an_hour_that_comes_twice_counts_twice() -> None:
    zone = ZoneInfo("Europe/Berlin")
    since, until = datetime(2026, 10, 25, 2, tzinfo=zone), datetime(2026, 10, 25, 4, tzinfo=zone)
    assert MessageCount(messages=30, since=since, until=until).per_hour == 10


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        (date(2026, 3, 29), "Europe/Berlin", 23),
        (date(2026, 10, 25), "Europe/Berlin", 25),
        (date(2026, 10, 26), "Europe/Berlin", 24),
        (date(2026, 3, 29), "UTC", 24),
    ],
)
def test_a_day_is_as_long_as_its_zone_makes_it(day: date, zone: str, hours: int) -> None:
    local = LocalDay(1, day, zone)
    assert local.ended - local.began == timedelta(hours=hours)
    assert local.after_id - local.first_id == hours * 3_600_000 << 22
    assert local.ended == LocalDay(1, day + timedelta(days=1), zone).began
    assert local.began.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == datetime.combine(
        day, datetime.min.time()
    )


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("UTC", date(2026, 10, 12)),
        ("Europe/Berlin", date(2026, 10, 13)),
        ("Asia/Tokyo", date(2026, 10, 13)),
        ("America/New_York", date(2026, 10, 12)),
    ],
)
def test_a_moment_belongs_to_the_day_of_the_zone(zone: str, day: date) -> None:
    late = datetime(2026, 10, 12, 22, 30, tzinfo=UTC)
    local = LocalDay.at(7, late, zone)
    assert local == LocalDay(7, day, zone)
    assert local.began <= late < local.ended
    assert LocalDay.at(7, local.ended, zone).day == day + timedelta(days=1)

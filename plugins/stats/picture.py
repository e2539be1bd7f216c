"""The picture of a report, and the same in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from app.core.chart import Bars, Bucket, Chart, Columns, Heat, Panel
from app.core.i18n import Text, joined, t, tn
from app.core.localized import Day, Number, TimeOfDay, Weekday, Words
from app.features.statistics.values import Report

MOST_DAYS = 92
"""More days than this are shown by weeks: their columns would be hairs."""
SHOWN = 6
"""Bars beside another panel; the text and the table have more."""


def chart_of(report: Report, now: datetime, locale: str, *, dark: bool) -> Chart | None:
    """The picture of a report, with its words in the reader's language; None where nothing is to be seen."""
    panels: list[Panel] = []
    one_day = report.first == report.last
    if not one_day:
        panels.append(_over_time(report, locale))
    elif report.heat is not None:
        panels.append(_by_hour(report, report.heat[report.last.weekday()], now, locale))
    if report.heat is not None and not one_day:
        panels.append(_week(report, report.heat, locale))
    elif len(report.channels) > 1:
        labels = [f"#{share.name or share.id}" for share in report.channels[:SHOWN]]
        values = [share.messages for share in report.channels[:SHOWN]]
        panels.append(Bars(title=t("Busiest channels").to(locale), labels=labels, values=values))
    return Chart(panels=panels, locale=locale, dark=dark) if panels else None


def _over_time(report: Report, locale: str) -> Columns:
    days = len(report.by_day)
    weekly = days > MOST_DAYS
    buckets = list(_weeks(report) if weekly else _days(report))
    now = tn("today: {total}", "{count} days: {total}", days, total=Number(report.totals.messages))
    return Columns(
        title=(t("Messages a week") if weekly else t("Messages a day")).to(locale),
        buckets=buckets,
        now=now.to(locale),
        unknown=t("not counted yet").to(locale),
        open_end=(t("this week") if weekly else t("today")).to(locale),
    )


def _days(report: Report) -> Iterator[Bucket]:
    """The day that is told last is today, which goes on."""
    for day, messages in report.by_day:
        value = messages if _known(report, day) else None
        yield Bucket(first=day, last=day, value=value, whole=day != report.last)


def _weeks(report: Report) -> Iterator[Bucket]:
    """Weeks from Monday on. Those at both ends may be parts of one."""
    weeks: dict[date, list[tuple[date, int]]] = {}
    for day, messages in report.by_day:
        weeks.setdefault(day - timedelta(days=day.weekday()), []).append((day, messages))
    for days in weeks.values():
        known = [messages for day, messages in days if _known(report, day)]
        whole = len(known) == 7 and days[-1][0] != report.last
        value = sum(known) if known else None
        yield Bucket(first=days[0][0], last=days[-1][0], value=value, whole=whole)


def _by_hour(report: Report, hours: tuple[int, ...], now: datetime, locale: str) -> Columns:
    """One day by its hours; those that are still to come have nothing."""
    came = now.hour if now.date() == report.last else 23
    day = report.last
    return Columns(
        title=t("Messages an hour").to(locale),
        buckets=[
            Bucket(
                first=day,
                last=day,
                hour=hour,
                value=hours[hour] if hour <= came else None,
                whole=hour != came or came == 23,
            )
            for hour in range(24)
        ],
        now=t("today: {total}", total=Number(report.totals.messages)).to(locale),
        unknown=t("still to come").to(locale),
    )


def _week(report: Report, values: tuple[tuple[int, ...], ...], locale: str) -> Heat:
    weekday, hour = _busiest(values)
    busiest = t("Busiest: {weekday}, {hour}", weekday=Weekday(weekday), hour=TimeOfDay(time(hour)))
    return Heat(
        title=t("When people write ({zone})", zone=report.zone).to(locale),
        weekdays=[Weekday(number).to(locale) for number in range(7)],
        values=values,
        busiest=busiest.to(locale),
    )


def _known(report: Report, day: date) -> bool:
    return report.counted_from is None or day >= report.counted_from


def _busiest(heat: tuple[tuple[int, ...], ...]) -> tuple[int, int]:
    """Weekday and hour."""
    places = ((weekday, hour) for weekday in range(7) for hour in range(24))
    return max(places, key=lambda place: heat[place[0]][place[1]])


def words_of(report: Report) -> Text:
    """The picture for those who do not see it."""
    return joined(list(_sentences(report)), " ")


def _sentences(report: Report) -> Iterator[Words]:
    busiest, most = max(report.by_day, key=lambda each: each[1])
    yield t(
        "Messages a day from {first} to {last}; most were written on {busiest}: {most}.",
        busiest=Day(busiest),
        most=Number(most),
        first=Day(report.first),
        last=Day(report.last),
    )
    if report.counted_from is not None and report.counted_from > report.first:
        yield t("Counted from {day} on.", day=Day(report.counted_from))
    if report.heat is not None:
        weekday, hour = _busiest(report.heat)
        yield t(
            "The busiest hour of the week begins on {weekday} at {hour}.",
            weekday=Weekday(weekday),
            hour=TimeOfDay(time(hour)),
        )

"""The picture of a report, and the same in words."""

from __future__ import annotations

from datetime import date

from app.core.chart import Bars, Chart, Heat, Line, Part
from app.core.i18n import Text, t
from app.features.statistics.values import Report

WEEKDAYS = (t("Mon"), t("Tue"), t("Wed"), t("Thu"), t("Fri"), t("Sat"), t("Sun"))


def chart_of(report: Report, locale: str, *, dark: bool) -> Chart:
    """The picture of a report, with its words in the reader's language."""
    parts: list[Part] = [
        Line(
            title=t("Messages a day").to(locale),
            days=[day for day, _ in report.by_day],
            values=[count for _, count in report.by_day],
        )
    ]
    if report.heat is not None:
        weekdays = [day.to(locale) for day in WEEKDAYS]
        title = t("When people write ({zone})", zone=report.zone).to(locale)
        parts.append(Heat(title=title, weekdays=weekdays, values=report.heat))
    if len(report.channels) > 1:
        labels = [f"#{share.name or share.id}" for share in report.channels]
        values = [share.messages for share in report.channels]
        parts.append(Bars(title=t("Busiest channels").to(locale), labels=labels, values=values))
    return Chart(parts=parts, dark=dark)


def words_of(report: Report) -> Text:
    """The picture for those who do not see it."""
    busiest, most = max(report.by_day, key=lambda each: each[1])
    parts = {
        "busiest": _date(busiest),
        "most": most,
        "first": _date(report.first),
        "last": _date(report.last),
    }
    if report.heat is None:
        return t("Messages a day from {first} to {last}; most were written on {busiest}: {most}.", **parts)
    weekday, hour = max(
        ((weekday, hour) for weekday in range(7) for hour in range(24)),
        key=lambda place: report.heat[place[0]][place[1]] if report.heat else 0,
    )
    return t(
        "Messages a day from {first} to {last}; most were written on {busiest}: {most}."
        " The busiest hour of the week begins on {weekday} at {hour}:00.",
        weekday=WEEKDAYS[weekday],
        hour=hour,
        **parts,
    )


def _date(day: date) -> str:
    return f"{day:%Y-%m-%d}"

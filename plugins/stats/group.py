"""What the modules of this plugin share: the group, the options, how a report looks."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from datetime import date
from typing import Any, TypeAlias

import hikari
import lightbulb

from app.core.chart import Bars, Chart, Heat, Line, Part
from app.core.text import Text, t, tn
from app.discord.layout import Button, Card, Picture, Words
from app.discord.reply import Reply
from app.features.statistics.service import MOST_DAYS, StatisticsService
from app.features.statistics.values import MembershipChanges, RankedEntry, Report

GUILD = (hikari.ApplicationContextType.GUILD,)
NOTHING_YET = t(
    "Nothing is counted here yet. What is written now shows within two minutes; what was written before I came, "
    "staff can fetch with `/activity backfill`."
)
WEEKDAYS = (t("Mon"), t("Tue"), t("Wed"), t("Thu"), t("Fri"), t("Sat"), t("Sun"))
LOOKS = [lightbulb.Choice("Dark", "dark"), lightbulb.Choice("Light", "light")]
SHOWN = 5
DAYS_TEXT = "How many days back."

Ask: TypeAlias = Callable[[], Coroutine[Any, Any, Report]]

group = lightbulb.Group("stats", "Figures of what happens here.", contexts=GUILD)


def days_option(default: int = 30) -> Any:
    """The option for how far to look back."""
    return lightbulb.integer("days", DAYS_TEXT, default=default, min_value=1, max_value=MOST_DAYS)


async def show(
    reply: Reply,
    statistics: StatisticsService,
    report: Report,
    title: Text,
    *,
    source: str,
    light: bool = False,
    private: bool = True,
) -> None:
    """Answer with a report: picture, figures as text, a button for a table. ``source`` names what was asked."""
    chart = chart_of(report, reply.locale(private=private), dark=not light)
    content = await statistics.picture(chart) if report.totals.messages else None
    picture = [Picture(alt=_alt(report), content=content)] if content else []
    button = Button(
        label=t("As a table"), custom_id=reply.custom_id("stats.table", source, shared=not private)
    )
    card = Card(
        title=title,
        body=list(_remarks(report)),
        fields=list(_fields(report)),
        gallery=picture,
        footer=t("Days are counted in {zone}. Only channels that you can see.", zone=report.zone),
        controls=[[button]],
    )
    await reply.show(card, private=private)


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


def _remarks(report: Report) -> Iterator[Text]:
    if report.hidden:
        yield t("I cannot see this channel any more, so nothing that is written there now is counted.")
    elif not report.totals.messages:
        yield NOTHING_YET


def _fields(report: Report) -> Iterator[tuple[Words, Words]]:
    totals = report.totals
    per_day = f"{report.per_day:,.1f}"
    yield t("Messages"), t("{count}, {average} a day", count=f"{totals.messages:,}", average=per_day)
    if report.members is not None:
        yield t("Hold the role"), f"{report.members:,}"
    if report.people_count is not None:
        yield t("People who wrote"), f"{report.people_count:,}"
    if report.movement is not None:
        yield from _movement(report.movement)
    if totals.messages:
        yield t("Length"), t("{count} characters on average", count=f"{totals.average_length:,.0f}")
        yield t("With files or previews"), f"{totals.with_attachments:,} · {totals.with_embeds:,}"
    if totals.deleted or totals.by_bots:
        yield (
            t("Not counted"),
            t("{deleted} deleted, {bots} by bots", deleted=f"{totals.deleted:,}", bots=f"{totals.by_bots:,}"),
        )
    if len(report.channels) > 1:
        yield (
            tn("Busiest channel", "Busiest of {count} channels", report.channel_count),
            _listed("<#{}>", report.channels),
        )
    if report.people:
        yield t("Busiest members"), _listed("<@{}>", report.people)


def _movement(movement: MembershipChanges) -> Iterator[tuple[Words, Words]]:
    yield t("Members"), f"{movement.members:,}"
    net = movement.joins - movement.leaves
    yield (
        t("Came and went"),
        t(
            "{joins} joined, {leaves} left ({net})",
            joins=movement.joins,
            leaves=movement.leaves,
            net=f"{net:+d}",
        ),
    )
    if movement.average_people is not None and movement.most_people is not None:
        yield (
            t("People a day"),
            t(
                "{average} on average, {most} on the busiest",
                average=f"{movement.average_people:,.1f}",
                most=movement.most_people,
            ),
        )
    if movement.reactions is not None:
        yield t("Reactions"), f"{movement.reactions:,}"


def _listed(mention: str, shares: tuple[RankedEntry, ...]) -> str:
    return "\n".join(f"{mention.format(share.id)} · {share.messages:,}" for share in shares[:SHOWN])


def _alt(report: Report) -> Text:
    """The picture in words."""
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

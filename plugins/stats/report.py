"""How a report looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.core import markup
from app.core.cards import Button, Card, File, Picture
from app.core.i18n import Text, joined, t, tn
from app.core.localized import Day, Number, Words
from app.discord.reply import Reply
from app.features.statistics.repository import Totals
from app.features.statistics.service import StatisticsService
from app.features.statistics.values import MembershipChanges, RankedEntry, Report
from plugins.stats.picture import chart_of, words_of

NOTHING_YET = t(
    "Nothing is counted here yet. What is written now shows within two minutes; what was written before I came, "
    "staff can fetch with `/activity backfill`."
)
NOTHING_WRITTEN = t("Nobody wrote anything here in this time.")
SHOWN = 5
PICTURE = "picture.png"


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
    chart = chart_of(report, statistics.now(report), reply.locale(private=private), dark=not light)
    content = await statistics.picture(chart) if chart and report.totals.messages else None
    picture = [Picture(source=File(name=PICTURE, content=content), alt=words_of(report))] if content else []
    button = Button(label=t("As a table"), action="stats.table", argument=source, shared=not private)
    card = Card(
        title=title,
        body=list(_remarks(report)),
        fields=list(_fields(report)),
        gallery=picture,
        footer=joined(_footer(report), " "),
        controls=[[button]],
    )
    await reply.show(card, private=private)


def _remarks(report: Report) -> Iterator[Text]:
    if report.hidden:
        yield t("I cannot see this channel any more, so nothing that is written there now is counted.")
    elif report.totals == Totals():
        yield NOTHING_YET if report.counted_from in (None, report.last) else NOTHING_WRITTEN


def _footer(report: Report) -> Iterator[Text]:
    if report.counted_from is not None and report.first < report.counted_from <= report.last:
        yield t("Counted from {day} on.", day=Day(report.counted_from))
    yield t("Days are counted in {zone}. Only channels that you can see.", zone=report.zone)


def _fields(report: Report) -> Iterator[tuple[Words, Words]]:
    totals = report.totals
    yield (
        t("Messages"),
        t(
            "{count}, {average} a day",
            count=Number(totals.messages),
            average=Number(report.per_day, decimals=1),
        )
        if totals.messages
        else t("none"),
    )
    if report.members is not None:
        yield t("Hold the role"), Number(report.members)
    if report.people_count is not None:
        yield t("People who wrote"), Number(report.people_count)
    if report.movement is not None:
        yield from _movement(report.movement)
    if totals.messages:
        yield t("Length"), t("{count} characters on average", count=Number(totals.average_length))
        yield (
            t("With files or previews"),
            joined([Number(totals.with_attachments), Number(totals.with_embeds)], " · "),
        )
    if totals.deleted or totals.by_bots:
        yield (
            t("Not counted"),
            t(
                "{deleted} deleted, {bots} by bots",
                deleted=Number(totals.deleted),
                bots=Number(totals.by_bots),
            ),
        )
    if len(report.channels) > 1:
        yield (
            tn("Busiest channel", "Busiest of {count} channels", report.channel_count),
            _listed(markup.channel, report.channels),
        )
    if report.elsewhere:
        yield (
            t("Elsewhere"),
            t(
                "{count} in channels that are gone or closed to you",
                count=Number(report.elsewhere),
            ),
        )
    if report.people:
        yield t("Busiest members"), _listed(markup.user, report.people)


def _movement(movement: MembershipChanges) -> Iterator[tuple[Words, Words]]:
    yield t("Members"), Number(movement.members)
    if movement.joins is not None and movement.leaves is not None:
        yield (
            t("Came and went"),
            t(
                "{joins} joined, {leaves} left ({net})",
                joins=Number(movement.joins),
                leaves=Number(movement.leaves),
                net=Number(movement.joins - movement.leaves, signed=True),
            ),
        )
    if movement.average_people is not None and movement.most_people is not None:
        yield (
            t("People a day"),
            t(
                "{average} on average, {most} on the busiest",
                average=Number(movement.average_people, decimals=1),
                most=Number(movement.most_people),
            ),
        )
    if movement.reactions is not None:
        yield t("Reactions"), Number(movement.reactions)


def _listed(mention: Callable[[int], str], shares: tuple[RankedEntry, ...]) -> Words:
    lines = (joined([mention(share.id), Number(share.messages)], " · ") for share in shares[:SHOWN])
    return joined(lines, "\n")

"""How a report looks."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.cards import Button, Card, File, Picture, Words
from app.core.i18n import Text, t, tn
from app.discord.reply import Reply
from app.features.statistics.service import StatisticsService
from app.features.statistics.values import MembershipChanges, RankedEntry, Report
from plugins.stats.picture import chart_of, words_of

NOTHING_YET = t(
    "Nothing is counted here yet. What is written now shows within two minutes; what was written before I came, "
    "staff can fetch with `/activity backfill`."
)
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
    chart = chart_of(report, reply.locale(private=private), dark=not light)
    content = await statistics.picture(chart) if report.totals.messages else None
    picture = [Picture(source=File(name=PICTURE, content=content), alt=words_of(report))] if content else []
    button = Button(label=t("As a table"), action="stats.table", argument=source, shared=not private)
    card = Card(
        title=title,
        body=list(_remarks(report)),
        fields=list(_fields(report)),
        gallery=picture,
        footer=t("Days are counted in {zone}. Only channels that you can see.", zone=report.zone),
        controls=[[button]],
    )
    await reply.show(card, private=private)


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

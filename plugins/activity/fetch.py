"""``/activity backfill|progress``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import hikari
import lightbulb

from app.core import markup
from app.core.actor import Actor, Permission
from app.core.cards import Button, Style
from app.core.errors import InvalidInput
from app.core.i18n import Text, joined, t, tn
from app.core.localized import Day, Number, Percent
from app.discord import ui
from app.discord.command_info import GUILD, CommandInfo
from app.discord.components import ComponentEvent, on_component
from app.discord.reply import Reply, TextField
from app.recording.backfill.service import Coverage, HistoryService

loader = lightbulb.Loader()
group = lightbulb.Group(
    "activity",
    "The figures of this server.",
    contexts=GUILD,
    default_member_permissions=hikari.Permissions.MANAGE_GUILD,
)
loader.command(group)


@group.register
class Backfill(lightbulb.SlashCommand, name="backfill", description="Count what was written before I came."):
    info = CommandInfo(
        examples=("/activity backfill since:2026-01-01",),
        needs=Permission.MANAGE_GUILD,
        note=t(
            "It may take hours for years, and goes on after a restart. What is counted already stays as it is."
        ),
    )

    since = lightbulb.string("since", "From which day on, such as 2026-01-01.", min_length=8, max_length=10)

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply, actor: Actor, history: HistoryService) -> None:
        await begin(reply, actor, history, self.since)


@ui.paged(loader, "activity.progress")
async def fetched(_: ui.State, number: int, actor: Actor, history: HistoryService) -> ui.Page:
    """A page of the channels that are being counted."""
    coverage = await history.coverage(actor)
    lines = [
        joined([markup.channel(each.channel_id), Percent(each.share), Number(each.stored)], " · ")
        for each in coverage.fetching
    ]
    footer = t("How far I am, and how many messages came.") if lines else ""
    page = ui.one_page(lines, number, title=t("What is counted here"), footer=footer)
    # Discord is asked for one stretch at a time.
    offer = Button(label=t("Fetch what is older"), action="activity.ask", style=Style.PRIMARY)
    return replace(
        page,
        card=replace(
            page.card,
            body=[joined(_told(coverage), "\n"), *page.card.body],
            controls=() if lines else [[offer]],
        ),
    )


def _told(coverage: Coverage) -> Iterator[Text]:
    counted, came = coverage.counted_from, coverage.watched_from
    if counted is None:
        yield t("No message is counted yet.")
    else:
        yield t("Messages are counted from {day} on.", day=Day(counted.date()))
    if coverage.fetching:
        yield tn(
            "I am still fetching older ones of one channel:",
            "I am still fetching older ones of {count} channels:",
            len(coverage.fetching),
        )
    elif coverage.is_fetched:
        yield t("All that was asked for is fetched. It shows in `/stats` within two minutes.")
    elif came is not None:
        yield t("What was written before I came, on {day}, is not fetched.", day=Day(came.date()))
    else:
        yield t("What was written before is not fetched.")


@on_component(loader, "activity.ask")
async def ask_since(_: ComponentEvent, reply: Reply) -> None:
    """Ask from which day on messages are to be fetched."""
    since = TextField("since", t("From which day on, such as 2026-01-01"), shortest=8, longest=10)
    await reply.ask("activity.backfill", t("Fetch what is older"), [since])


@on_component(loader, "activity.backfill")
async def fetch_since(event: ComponentEvent, reply: Reply, actor: Actor, history: HistoryService) -> None:
    """Begin with what the form says."""
    await begin(reply, actor, history, event.field("since"))


async def begin(reply: Reply, actor: Actor, history: HistoryService, since: str) -> None:
    """Have everything since that day fetched, and say so."""
    channels = await history.backfill(actor, _day(since))
    text = tn(
        "I begin to count one channel. `/activity progress` tells how far I am.",
        "I begin to count {count} channels. `/activity progress` tells how far I am.",
        channels,
    )
    await reply.say(text, private=True)


@group.register
class ShowProgress(
    lightbulb.SlashCommand, name="progress", description="See what is counted, and how far fetching has come."
):
    info = CommandInfo(examples=("/activity progress",), needs=Permission.MANAGE_GUILD)

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply) -> None:
        await fetched.open(reply, private=True)


def _day(text: str) -> datetime:
    try:
        day = datetime.strptime(text.strip(), "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise InvalidInput(t("That is no day. Write it like 2026-01-01.")) from None
    return day

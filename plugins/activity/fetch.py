"""``/activity backfill|progress``."""

from __future__ import annotations

from datetime import UTC, datetime

import hikari
import lightbulb

from app.core.actor import Actor, Permission
from app.core.cards import Card
from app.core.errors import InvalidInput
from app.core.i18n import t, tn
from app.discord import ui
from app.discord.command_info import CommandInfo
from app.discord.reply import Reply
from app.recording.backfill.service import HistoryService

loader = lightbulb.Loader()
group = lightbulb.Group(
    "activity",
    "The figures of this server.",
    contexts=(hikari.ApplicationContextType.GUILD,),
    default_member_permissions=hikari.Permissions.MANAGE_GUILD,
)
loader.command(group)


@group.register
class Backfill(lightbulb.SlashCommand, name="backfill", description="Count what was written before I came."):
    info = CommandInfo(
        examples=("/activity backfill since:2026-01-01",),
        needs=Permission.MANAGE_GUILD,
        note="It may take hours for years, and goes on after a restart. What is counted already stays as it is.",
    )

    since = lightbulb.string("since", "From which day on, such as 2026-01-01.", min_length=8, max_length=10)

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply, actor: Actor, history: HistoryService) -> None:
        channels = await history.backfill(actor, _day(self.since))
        text = tn(
            "I begin to count one channel. `/activity progress` tells how far I am.",
            "I begin to count {count} channels. `/activity progress` tells how far I am.",
            channels,
        )
        await reply.say(text, private=True)


@ui.paged(loader, "activity.progress")
async def fetched(_: ui.State, number: int, actor: Actor, history: HistoryService) -> ui.Page:
    """A page of the channels that are being counted."""
    progress = await history.progress(actor)
    if not progress:
        return ui.Page(card=Card(body=[t("Everything is counted. It shows in `/stats` within two minutes.")]))
    lines = [f"<#{each.channel_id}> · {each.share:.0%} · {each.stored:,}" for each in progress]
    title = tn("One channel is being counted", "{count} channels are being counted", len(lines))
    return ui.one_page(lines, number, title=title, footer=t("How far I am, and how many messages came."))


@group.register
class ShowProgress(lightbulb.SlashCommand, name="progress", description="See how far counting has come."):
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

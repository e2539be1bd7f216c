"""``/stats digest``: the daily report, and what its button shows."""

from __future__ import annotations

import re
from datetime import time

import hikari
import lightbulb

from app.core.actor import Actor, Permission
from app.core.errors import InvalidInput
from app.core.i18n import t, tn
from app.discord.command_info import CommandInfo
from app.discord.components import ComponentEvent, on_component
from app.discord.reply import Reply
from app.features.statistics.digest.service import DigestService
from app.features.statistics.service import StatisticsService
from plugins.stats.group import group
from plugins.stats.report import show

TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
WRITABLE = [hikari.ChannelType.GUILD_TEXT, hikari.ChannelType.GUILD_NEWS]

loader = lightbulb.Loader()


@group.register
class DailyDigest(
    lightbulb.SlashCommand, name="digest", description="Have a report posted every day, or no more."
):
    info = CommandInfo(
        examples=("/stats digest channel:#general at:09:00", "/stats digest"),
        needs=Permission.MANAGE_GUILD,
        note="Without a channel it ends the report. The time is that of the server's time zone, see /settings.",
    )

    channel = lightbulb.channel("channel", "Where to; none ends it.", default=None, channel_types=WRITABLE)
    at = lightbulb.string("at", "When, such as 09:00.", default="09:00", max_length=5)

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply, actor: Actor, digests: DigestService) -> None:
        if self.channel is None:
            ended = await digests.end(actor)
            await reply.say(t("No more reports.") if ended else t("There was no report."), private=True)
            return
        at = _time(self.at)
        values = {"at": f"{at:%H:%M}", "place": f"<#{self.channel.id}>"}
        if await digests.begin(actor, int(self.channel.id), at):
            text = t(
                "Every day at {at}, from tomorrow on, I tell in {place} what happened the day before.",
                **values,
            )
        else:
            text = t("Every day at {at} I tell in {place} what happened the day before.", **values)
        await reply.say(text, private=True)


@on_component(loader, "stats.recent")
async def show_recent(
    event: ComponentEvent, reply: Reply, actor: Actor, statistics: StatisticsService
) -> None:
    """The figures of the last days, as whoever clicks may see them."""
    await reply.defer(private=True)
    days = int(event.argument)
    report = await statistics.server(actor, days)
    title = tn("This server, today", "This server, the last {count} days", days)
    await show(reply, statistics, report, title, source=f"server.0.{days}")


def _time(text: str) -> time:
    match = TIME.fullmatch(text.strip())
    if match is None:
        raise InvalidInput(t("That is no time of day. Write it like 09:00 or 21:30."))
    return time(int(match[1]), int(match[2]))

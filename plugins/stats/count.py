"""``/messagecount``."""

from __future__ import annotations

import lightbulb

from app.core.actor import Actor
from app.core.i18n import tn
from app.discord.command_info import CommandInfo
from app.discord.reply import Reply
from app.features.statistics.service import MOST_HOURS, StatisticsService
from plugins.stats.group import GUILD, TEXT_KINDS, THREADS

loader = lightbulb.Loader()


@loader.command
class MessageCount(
    lightbulb.SlashCommand,
    name="messagecount",
    description="Count the messages of a channel.",
    contexts=GUILD,
):
    info = CommandInfo(examples=("/messagecount channel:#general hours:24",))

    channel = lightbulb.channel("channel", "Which channel.", channel_types=[*TEXT_KINDS, *THREADS])
    hours = lightbulb.integer("hours", "How many hours back.", min_value=1, max_value=MOST_HOURS)

    @lightbulb.invoke
    async def invoke(
        self, _: lightbulb.Context, reply: Reply, actor: Actor, statistics: StatisticsService
    ) -> None:
        counted = await statistics.message_count(actor, int(self.channel.id), self.hours)
        await reply.say(
            tn(
                "One message in {place} since <t:{since}:f>, {average} an hour.",
                "{count} messages in {place} since <t:{since}:f>, {average} an hour.",
                counted.messages,
                place=f"<#{self.channel.id}>",
                since=int(counted.since.timestamp()),
                average=f"{counted.per_hour:,.1f}",
            ),
            private=True,
        )

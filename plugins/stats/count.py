"""``/messagecount``."""

from __future__ import annotations

import lightbulb

from app.core import markup
from app.core.actor import Actor
from app.core.i18n import tn
from app.core.localized import Number
from app.discord.command_info import GUILD, CommandInfo
from app.discord.reply import Reply
from app.features.statistics.service import MOST_HOURS, StatisticsService
from plugins.stats.group import TEXT_KINDS, THREADS, place_here

loader = lightbulb.Loader()


@loader.command
class MessageCount(
    lightbulb.SlashCommand,
    name="messagecount",
    description="Count the messages of a channel.",
    contexts=GUILD,
):
    info = CommandInfo(examples=("/messagecount", "/messagecount channel:#general hours:168"))

    channel = lightbulb.channel(
        "channel", "Which channel; this one if left out.", channel_types=[*TEXT_KINDS, *THREADS], default=None
    )
    hours = lightbulb.integer(
        "hours", "How many hours back; a day if left out.", default=24, min_value=1, max_value=MOST_HOURS
    )

    @lightbulb.invoke
    async def invoke(
        self, _: lightbulb.Context, reply: Reply, actor: Actor, statistics: StatisticsService
    ) -> None:
        channel_id = int(self.channel.id) if self.channel else place_here(actor)
        counted = await statistics.message_count(actor, channel_id, self.hours)
        await reply.say(
            tn(
                "One message in {place} since {since}, {average} an hour.",
                "{count} messages in {place} since {since}, {average} an hour.",
                counted.messages,
                place=markup.channel(channel_id),
                since=markup.moment(counted.since),
                average=Number(counted.per_hour, decimals=1),
            ),
            private=True,
        )

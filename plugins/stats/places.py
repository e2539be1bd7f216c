"""``/stats server|channel|category|thread``."""

from __future__ import annotations

import hikari
import lightbulb

from app.core import markup
from app.core.actor import Actor
from app.core.i18n import tn
from app.discord.command_info import CommandInfo
from app.discord.reply import Reply
from app.features.statistics.service import StatisticsService
from plugins.stats.group import (
    COOLDOWN,
    LOOK_TEXT,
    LOOKS,
    PUBLIC_TEXT,
    TEXT_KINDS,
    THREADS,
    channel_here,
    days_option,
    group,
    thread_here,
)
from plugins.stats.report import show


@group.register
class ServerStats(lightbulb.SlashCommand, name="server", description="Figures of the whole server."):
    info = CommandInfo(examples=("/stats server", "/stats server days:365 look:light"), cooldown=COOLDOWN)

    days = days_option()
    look = lightbulb.string("look", LOOK_TEXT, default="dark", choices=LOOKS)
    public = lightbulb.boolean("public", PUBLIC_TEXT, default=False)

    @lightbulb.invoke
    async def invoke(
        self, _: lightbulb.Context, reply: Reply, actor: Actor, statistics: StatisticsService
    ) -> None:
        await reply.defer(private=not self.public)
        report = await statistics.server(actor, self.days, for_everyone=self.public)
        title = tn("This server, today", "This server, the last {count} days", self.days)
        await show(
            reply,
            statistics,
            report,
            title,
            source=f"server.0.{self.days}",
            light=self.look == "light",
            private=not self.public,
        )


@group.register
class ChannelStats(
    lightbulb.SlashCommand, name="channel", description="Figures of a channel and its threads."
):
    info = CommandInfo(
        examples=("/stats channel", "/stats channel channel:#general days:90"),
        cooldown=COOLDOWN,
    )

    channel = lightbulb.channel(
        "channel", "Which channel; this one if left out.", channel_types=TEXT_KINDS, default=None
    )
    days = days_option()
    look = lightbulb.string("look", LOOK_TEXT, default="dark", choices=LOOKS)
    public = lightbulb.boolean("public", PUBLIC_TEXT, default=False)

    @lightbulb.invoke
    async def invoke(
        self, _: lightbulb.Context, reply: Reply, actor: Actor, statistics: StatisticsService
    ) -> None:
        channel_id = int(self.channel.id) if self.channel else channel_here(actor)
        await show_place(self, channel_id, reply, actor, statistics)


@group.register
class CategoryStats(lightbulb.SlashCommand, name="category", description="Figures of a category's channels."):
    info = CommandInfo(examples=("/stats category", "/stats category category:#Community"), cooldown=COOLDOWN)

    category = lightbulb.channel(
        "category",
        "Which category; that of this channel if left out.",
        channel_types=[hikari.ChannelType.GUILD_CATEGORY],
        default=None,
    )
    days = days_option()
    look = lightbulb.string("look", LOOK_TEXT, default="dark", choices=LOOKS)
    public = lightbulb.boolean("public", PUBLIC_TEXT, default=False)

    @lightbulb.invoke
    async def invoke(
        self, _: lightbulb.Context, reply: Reply, actor: Actor, statistics: StatisticsService
    ) -> None:
        category_id = (
            int(self.category.id)
            if self.category
            else await statistics.category_of(actor, channel_here(actor))
        )
        await show_place(self, category_id, reply, actor, statistics)


@group.register
class ThreadStats(lightbulb.SlashCommand, name="thread", description="Figures of a thread."):
    info = CommandInfo(examples=("/stats thread", "/stats thread thread:#chapter-one"), cooldown=COOLDOWN)

    thread = lightbulb.channel(
        "thread", "Which thread; this one if left out.", channel_types=THREADS, default=None
    )
    days = days_option()
    look = lightbulb.string("look", LOOK_TEXT, default="dark", choices=LOOKS)
    public = lightbulb.boolean("public", PUBLIC_TEXT, default=False)

    @lightbulb.invoke
    async def invoke(
        self, _: lightbulb.Context, reply: Reply, actor: Actor, statistics: StatisticsService
    ) -> None:
        thread_id = int(self.thread.id) if self.thread else thread_here(actor)
        await show_place(self, thread_id, reply, actor, statistics)


async def show_place(
    asked: ChannelStats | CategoryStats | ThreadStats,
    channel_id: int,
    reply: Reply,
    actor: Actor,
    statistics: StatisticsService,
) -> None:
    """Answer with the report of a channel, a category or a thread."""
    await reply.defer(private=not asked.public)
    report = await statistics.place(actor, channel_id, asked.days, for_everyone=asked.public)
    place = markup.channel(channel_id)
    await show(
        reply,
        statistics,
        report,
        tn("{place}, today", "{place}, the last {count} days", asked.days, place=place),
        source=f"place.{channel_id}.{asked.days}",
        light=asked.look == "light",
        private=not asked.public,
    )

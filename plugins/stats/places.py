"""``/stats server|channel|category|thread``, ``/messagecount``, and the table behind the button."""

from __future__ import annotations

import hikari
import lightbulb

from app.core.actor import Actor
from app.core.table import csv_of
from app.core.text import t, tn
from app.discord.components import Click, on_component
from app.discord.guide import Cooldown, Guide
from app.discord.reply import Reply
from app.features.statistics.service import MOST_HOURS, StatisticsService
from app.features.statistics.values import Report
from plugins.stats.group import GUILD, LOOKS, days_option, group, show

LOOK_TEXT = "Colours of the picture."
PUBLIC_TEXT = "Show it to everybody; then only with channels that everybody sees."
TEXT_KINDS = [
    hikari.ChannelType.GUILD_TEXT,
    hikari.ChannelType.GUILD_NEWS,
    hikari.ChannelType.GUILD_FORUM,
    hikari.ChannelType.GUILD_VOICE,
    hikari.ChannelType.GUILD_STAGE,
]
THREADS = [
    hikari.ChannelType.GUILD_PUBLIC_THREAD,
    hikari.ChannelType.GUILD_PRIVATE_THREAD,
    hikari.ChannelType.GUILD_NEWS_THREAD,
]
COOLDOWN = Cooldown(6, 60)

loader = lightbulb.Loader()


@group.register
class ServerStats(lightbulb.SlashCommand, name="server", description="Figures of the whole server."):
    guide = Guide(examples=("/stats server", "/stats server days:365 look:light"), cooldown=COOLDOWN)

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
    guide = Guide(
        examples=("/stats channel channel:#general", "/stats channel channel:#general days:90"),
        cooldown=COOLDOWN,
    )

    channel = lightbulb.channel("channel", "Which channel.", channel_types=TEXT_KINDS)
    days = days_option(7)
    look = lightbulb.string("look", LOOK_TEXT, default="dark", choices=LOOKS)
    public = lightbulb.boolean("public", PUBLIC_TEXT, default=False)

    @lightbulb.invoke
    async def invoke(
        self, _: lightbulb.Context, reply: Reply, actor: Actor, statistics: StatisticsService
    ) -> None:
        await show_place(self, int(self.channel.id), reply, actor, statistics)


@group.register
class CategoryStats(lightbulb.SlashCommand, name="category", description="Figures of a category's channels."):
    guide = Guide(examples=("/stats category category:#Community",), cooldown=COOLDOWN)

    category = lightbulb.channel("category", "Which one.", channel_types=[hikari.ChannelType.GUILD_CATEGORY])
    days = days_option(7)
    look = lightbulb.string("look", LOOK_TEXT, default="dark", choices=LOOKS)
    public = lightbulb.boolean("public", PUBLIC_TEXT, default=False)

    @lightbulb.invoke
    async def invoke(
        self, _: lightbulb.Context, reply: Reply, actor: Actor, statistics: StatisticsService
    ) -> None:
        await show_place(self, int(self.category.id), reply, actor, statistics)


@group.register
class ThreadStats(lightbulb.SlashCommand, name="thread", description="Figures of a thread."):
    guide = Guide(examples=("/stats thread thread:#chapter-one",), cooldown=COOLDOWN)

    thread = lightbulb.channel("thread", "Which thread.", channel_types=THREADS)
    days = days_option(7)
    look = lightbulb.string("look", LOOK_TEXT, default="dark", choices=LOOKS)
    public = lightbulb.boolean("public", PUBLIC_TEXT, default=False)

    @lightbulb.invoke
    async def invoke(
        self, _: lightbulb.Context, reply: Reply, actor: Actor, statistics: StatisticsService
    ) -> None:
        await show_place(self, int(self.thread.id), reply, actor, statistics)


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
    place = f"<#{channel_id}>"
    await show(
        reply,
        statistics,
        report,
        tn("{place}, today", "{place}, the last {count} days", asked.days, place=place),
        source=f"place.{channel_id}.{asked.days}",
        light=asked.look == "light",
        private=not asked.public,
    )


@loader.command
class MessageCount(
    lightbulb.SlashCommand,
    name="messagecount",
    description="Count the messages of a channel.",
    contexts=GUILD,
):
    guide = Guide(examples=("/messagecount channel:#general hours:24",))

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


@on_component(loader, "stats.table")
async def send_table(click: Click, reply: Reply, actor: Actor, statistics: StatisticsService) -> None:
    """The figures of the report above, as whoever clicks may see them."""
    await reply.defer(private=True)
    kind, which, days = click.argument.split(".")
    report = await _asked_again(statistics, actor, kind, int(which), int(days))
    table = csv_of(("what", "which", "messages"), _rows(report))
    await reply.file(
        f"{kind}-{days}-days.csv", table, t("The same figures, for a spreadsheet."), private=True
    )


async def _asked_again(
    statistics: StatisticsService, actor: Actor, kind: str, which: int, days: int
) -> Report:
    match kind:
        case "server":
            return await statistics.server(actor, days)
        case "member":
            return await statistics.member(actor, which, days)
        case "role":
            return await statistics.role(actor, which, days)
        case _:
            return await statistics.place(actor, which, days)


def _rows(report: Report) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = [("day", day.isoformat(), count) for day, count in report.by_day]
    rows += [("channel", share.name or share.id, share.messages) for share in report.channels]
    rows += [("member", share.id, share.messages) for share in report.people]
    for weekday, hours in enumerate(report.heat or (), 1):
        rows += [("hour", f"{weekday} {hour:02}:00", count) for hour, count in enumerate(hours)]
    return rows

"""``/about``."""

from __future__ import annotations

import lightbulb

from app.core.about import About
from app.core.cards import Card, Link
from app.core.i18n import Text, t
from app.discord.command_info import CommandInfo
from app.discord.monitor import Monitor
from app.discord.reply import Reply
from app.features.message_log.service import MessageLogService

loader = lightbulb.Loader()


@loader.command
class ShowAbout(lightbulb.SlashCommand, name="about", description="Who I am, and what I keep about you."):
    info = CommandInfo(examples=("/about",))

    @lightbulb.invoke
    async def invoke(
        self,
        ctx: lightbulb.Context,
        reply: Reply,
        monitor: Monitor,
        about: About,
        log: MessageLogService,
    ) -> None:
        await reply.show(
            Card(
                title=t("Twi Bot Shard"),
                body=[t("A helper for readers of The Wandering Inn: quotes, links, and good order.")],
                fields=[
                    (t("Version"), about.version),
                    (t("Awake since"), f"<t:{int(monitor.started_at.timestamp())}:R>"),
                    (t("Your data"), await _kept(ctx.guild_id, log)),
                ],
                controls=[_links(about)],
            )
        )


async def _kept(guild_id: int | None, log: MessageLogService) -> Text:
    """What is kept of those who ask, where they ask."""
    if guild_id is None:
        return t(
            "I keep what you add (quotes, links) and who added it. I count messages, and keep what they say only "
            "for servers that switched a message log on."
        )
    days = await log.days_of(int(guild_id))
    if days is None:
        return t(
            "I keep what you add (quotes, links) and who added it. I count messages, and do not keep what they say. "
            "`/stats choices` lets you pause that."
        )
    return t(
        "I keep what you add (quotes, links) and who added it. I count messages, and keep what they say, encrypted, "
        "for {days} days at most: this server has a message log. `/stats choices` lets you pause both.",
        days=days,
    )


def _links(about: About) -> list[Link]:
    places = (
        (t("Source and documentation"), about.source_url),
        (t("Privacy notice"), about.privacy_url),
        (t("Help and reports"), about.support_url),
    )
    return [Link(label=label, url=url) for label, url in places if url]

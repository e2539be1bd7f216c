"""``/info server``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import hikari
import lightbulb

from app.core import markup
from app.core.actor import Actor
from app.core.cards import Card, Picture
from app.core.i18n import joined, t, tn
from app.core.localized import Number, Words
from app.core.markup import escape
from app.discord.command_info import CommandInfo
from app.discord.reply import Reply
from plugins.utility.group import group, moment

MOST_ROLES = 250
CHANNEL_KINDS: dict[hikari.ChannelType | int, tuple[str, str]] = {
    hikari.ChannelType.GUILD_TEXT: ("{count} text", "{count} text"),
    hikari.ChannelType.GUILD_VOICE: ("{count} voice", "{count} voice"),
    hikari.ChannelType.GUILD_FORUM: ("{count} forum", "{count} forums"),
    hikari.ChannelType.GUILD_CATEGORY: ("{count} category", "{count} categories"),
}


@group.register
class ServerInfo(lightbulb.SlashCommand, name="server", description="Facts about this server."):
    info = CommandInfo(examples=("/info server",))

    @lightbulb.invoke
    async def invoke(self, ctx: lightbulb.Context, reply: Reply, actor: Actor) -> None:
        await reply.defer()
        guild = await ctx.client.rest.fetch_guild(actor.guild_id)
        channels = await ctx.client.rest.fetch_guild_channels(guild)
        threads = await ctx.client.rest.fetch_active_threads(guild)
        await reply.show(_guild_card(guild, channels, len(threads)))


def _guild_card(guild: hikari.RESTGuild, channels: Iterable[hikari.GuildChannel], threads: int) -> Card:
    kinds = Counter(channel.type for channel in channels)
    shown: list[Words] = [
        tn(singular, plural, kinds[kind]) for kind, (singular, plural) in CHANNEL_KINDS.items() if kinds[kind]
    ]
    icon = guild.make_icon_url()
    banner = guild.make_banner_url()
    return Card(
        title=escape(guild.name),
        body=[escape(guild.description or "")],
        fields=[
            (t("Created"), moment(guild.created_at)),
            (t("Owner"), markup.user(guild.owner_id)),
            (t("Members"), _members(guild)),
            (t("Roles"), t("{count} of {most}", count=Number(len(guild.roles) - 1), most=Number(MOST_ROLES))),
            (t("Channels"), joined([*shown, tn("{count} open thread", "{count} open threads", threads)])),
            (t("Emojis"), Number(len(guild.emojis)) if guild.emojis else ""),
            (t("Boosts"), _boosts(guild)),
            (t("Address"), f"discord.gg/{guild.vanity_url_code}" if guild.vanity_url_code else ""),
        ],
        footer=t("Id {id}", id=str(guild.id)),
        thumbnail=Picture(source=str(icon), alt=t("Icon of {name}", name=guild.name)) if icon else None,
        gallery=[Picture(source=str(banner), alt=t("Banner of {name}", name=guild.name))] if banner else [],
    )


def _members(guild: hikari.RESTGuild) -> Words:
    if guild.approximate_member_count is None:
        return ""
    return t(
        "{count}, {online} of them online now",
        count=Number(guild.approximate_member_count),
        online=Number(guild.approximate_active_member_count or 0),
    )


def _boosts(guild: hikari.RESTGuild) -> Words:
    boosts = guild.premium_subscription_count or 0
    level = int(guild.premium_tier)
    return (
        tn("{count} boost, level {level}", "{count} boosts, level {level}", boosts, level=str(level))
        if boosts
        else ""
    )

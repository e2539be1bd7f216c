"""``/info user|server|role`` and the user menu "User info"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

import hikari
import lightbulb

from app.core.actor import Actor
from app.core.text import joined, t, tn
from app.discord.guide import Guide
from app.discord.layout import ACCENT, Card, Picture, Words
from app.discord.ports.guilds import DiscordGuilds
from app.discord.reply import Reply
from app.discord.wording import escape

SHOWN_ROLES = 20
MOST_ROLES = 250
KEY_PERMISSIONS = {
    hikari.Permissions.ADMINISTRATOR: t("Administrator"),
    hikari.Permissions.MANAGE_GUILD: t("Manage Server"),
    hikari.Permissions.MANAGE_ROLES: t("Manage Roles"),
    hikari.Permissions.MANAGE_CHANNELS: t("Manage Channels"),
    hikari.Permissions.MANAGE_MESSAGES: t("Manage Messages"),
    hikari.Permissions.KICK_MEMBERS: t("Kick Members"),
    hikari.Permissions.BAN_MEMBERS: t("Ban Members"),
    hikari.Permissions.MODERATE_MEMBERS: t("Time out members"),
}
CHANNEL_KINDS: dict[hikari.ChannelType | int, tuple[str, str]] = {
    hikari.ChannelType.GUILD_TEXT: ("{count} text", "{count} text"),
    hikari.ChannelType.GUILD_VOICE: ("{count} voice", "{count} voice"),
    hikari.ChannelType.GUILD_FORUM: ("{count} forum", "{count} forums"),
    hikari.ChannelType.GUILD_CATEGORY: ("{count} category", "{count} categories"),
}

loader = lightbulb.Loader()
group = lightbulb.Group(
    "info",
    "Facts about members, roles and this server.",
    contexts=(hikari.ApplicationContextType.GUILD,),
)
loader.command(group)


@group.register
class UserInfo(lightbulb.SlashCommand, name="user", description="Facts about a member."):
    guide = Guide(examples=("/info user", "/info user member:@Erin"))

    member = lightbulb.user("member", "About whom; you if left out.", default=None)

    @lightbulb.invoke
    async def invoke(self, ctx: lightbulb.Context, reply: Reply) -> None:
        await reply.show(_user_card(self.member or ctx.member or ctx.user, in_guild=True))


@loader.command
class UserInfoMenu(lightbulb.UserCommand, name="User info"):
    guide = Guide(examples=("Right-click a member, then Apps, then User info",), ruled_as="info user")

    @lightbulb.invoke
    async def invoke(self, ctx: lightbulb.Context, reply: Reply) -> None:
        await reply.show(_user_card(self.target, in_guild=ctx.guild_id is not None), private=True)


@group.register
class ServerInfo(lightbulb.SlashCommand, name="server", description="Facts about this server."):
    guide = Guide(examples=("/info server",))

    @lightbulb.invoke
    async def invoke(self, ctx: lightbulb.Context, reply: Reply, actor: Actor) -> None:
        await reply.defer()
        guild = await ctx.client.rest.fetch_guild(actor.guild_id)
        channels = await ctx.client.rest.fetch_guild_channels(guild)
        threads = await ctx.client.rest.fetch_active_threads(guild)
        await reply.show(_guild_card(guild, channels, len(threads)))


@group.register
class RoleInfo(lightbulb.SlashCommand, name="role", description="Facts about a role."):
    guide = Guide(examples=("/info role role:@Readers",))

    role = lightbulb.role("role", "About which role.")

    @lightbulb.invoke
    async def invoke(self, ctx: lightbulb.Context, reply: Reply, actor: Actor, guilds: DiscordGuilds) -> None:
        await guilds.role(actor.guild_id, int(self.role.id))
        counts = await ctx.client.rest.fetch_role_member_counts(actor.guild_id)
        await reply.show(_role_card(self.role, counts.get(self.role.id)))


def _user_card(person: hikari.User, *, in_guild: bool) -> Card:
    member = person if isinstance(person, hikari.Member) else None
    fields: list[tuple[Words, Words]] = [
        (t("Account"), f"{escape(person.username)} · `{person.id}`"),
        (t("Created"), _moment(person.created_at)),
    ]
    if member is None and in_guild:
        fields.append((t("Joined"), t("Not a member of this server")))
    if member is not None:
        fields.append((t("Joined"), _moment(member.joined_at) if member.joined_at else ""))
        fields.append((t("Roles"), _roles(member)))
        if isinstance(member, hikari.InteractionMember):
            fields.append((t("May"), _permissions(member.permissions)))
    return Card(
        title=escape(str(person.display_name)),
        body=[t("A bot") if person.is_bot else ""],
        fields=fields,
        thumbnail=Picture(
            url=str(person.display_avatar_url), alt=t("Avatar of {name}", name=person.display_name)
        ),
    )


def _roles(member: hikari.Member) -> Words:
    role_ids = [role_id for role_id in member.role_ids if role_id != member.guild_id]
    shown = " ".join(f"<@&{role_id}>" for role_id in role_ids[:SHOWN_ROLES])
    hidden = len(role_ids) - SHOWN_ROLES
    if hidden <= 0:
        return shown
    return tn("{roles} and one more", "{roles} and {count} more", hidden, roles=shown)


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
            (t("Created"), _moment(guild.created_at)),
            (t("Owner"), f"<@{guild.owner_id}>"),
            (t("Members"), _members(guild)),
            (t("Roles"), t("{count} of {most}", count=len(guild.roles) - 1, most=MOST_ROLES)),
            (t("Channels"), joined([*shown, tn("{count} open thread", "{count} open threads", threads)])),
            (t("Emojis"), str(len(guild.emojis)) if guild.emojis else ""),
            (t("Boosts"), _boosts(guild)),
            (t("Address"), f"discord.gg/{guild.vanity_url_code}" if guild.vanity_url_code else ""),
        ],
        footer=t("Id {id}", id=guild.id),
        thumbnail=Picture(url=str(icon), alt=t("Icon of {name}", name=guild.name)) if icon else None,
        gallery=[Picture(url=str(banner), alt=t("Banner of {name}", name=guild.name))] if banner else [],
    )


def _members(guild: hikari.RESTGuild) -> Words:
    if guild.approximate_member_count is None:
        return ""
    return t(
        "{count}, of them {online} online now",
        count=guild.approximate_member_count,
        online=guild.approximate_active_member_count or 0,
    )


def _boosts(guild: hikari.RESTGuild) -> Words:
    boosts = guild.premium_subscription_count or 0
    level = int(guild.premium_tier)
    return (
        tn("{count} boost, level {level}", "{count} boosts, level {level}", boosts, level=level)
        if boosts
        else ""
    )


def _role_card(role: hikari.Role, members: int | None) -> Card:
    traits = [
        (role.is_hoisted, t("shown apart")),
        (role.is_mentionable, t("everybody can mention it")),
        (role.is_managed, t("managed by an integration")),
        (role.is_premium_subscriber_role, t("for boosters")),
        (role.id == role.guild_id, t("everybody has it")),
    ]
    return Card(
        title=escape(role.name),
        body=[role.mention],
        fields=[
            (t("Created"), _moment(role.created_at)),
            (t("Members"), "" if members is None else str(members)),
            (t("Colour"), role.color.hex_code if role.color else t("none")),
            (t("Position"), str(role.position)),
            (t("Traits"), joined([text for present, text in traits if present])),
            (t("May"), _permissions(role.permissions)),
        ],
        footer=t("Id {id}", id=role.id),
        accent=int(role.color) or ACCENT,
    )


def _permissions(permissions: hikari.Permissions) -> Words:
    return joined(label for permission, label in KEY_PERMISSIONS.items() if permission in permissions)


def _moment(moment: datetime) -> str:
    """A date in the reader's own time zone, and how long ago that was."""
    return f"<t:{int(moment.timestamp())}:D> (<t:{int(moment.timestamp())}:R>)"

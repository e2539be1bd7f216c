"""``app.core.ports.channels`` by what the gateway told, else by what is asked for now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import hikari

from app.core import markup
from app.core.actor import Actor
from app.core.errors import Forbidden, InvalidInput
from app.core.i18n import t
from app.core.ports.channels import Overwrite
from app.core.ports.guilds import Guilds
from app.discord.permissions import GuildPermissions, cached_layout
from app.discord.ports.refusals import explained

READ = hikari.Permissions.VIEW_CHANNEL | hikari.Permissions.READ_MESSAGE_HISTORY
PRIVATE_THREAD = hikari.ChannelType.GUILD_PRIVATE_THREAD
WRITE = hikari.Permissions.VIEW_CHANNEL | hikari.Permissions.SEND_MESSAGES | hikari.Permissions.ATTACH_FILES
TEXT_KINDS = frozenset({hikari.ChannelType.GUILD_TEXT, hikari.ChannelType.GUILD_NEWS})
"""Where logs and reports go: threads fall asleep, and what is beside a voice channel is easily overlooked."""


class DiscordVisibility:
    """``Visibility`` by what the gateway told, else by what is asked for now."""

    def __init__(self, bot: hikari.GatewayBot) -> None:
        self._cache = bot.cache
        self._rest = bot.rest

    async def seen_by(self, actor: Actor) -> frozenset[int] | None:
        layout = await self._layout(actor.guild_id)
        base = layout.base(actor.user_id, actor.role_ids)
        if base & hikari.Permissions.ADMINISTRATOR:
            return None
        return frozenset(
            channel_id
            for channel_id in layout.channels
            if layout.permissions(channel_id, actor.user_id, actor.role_ids, base) & READ == READ
        )

    async def open_to_all(self, guild_id: int, channel_id: int) -> bool:
        layout = await self._layout(guild_id)
        if channel_id not in layout.channels:
            with explained():
                thread = self._cache.get_thread(channel_id) or await self._rest.fetch_channel(channel_id)
            if not isinstance(thread, hikari.GuildThreadChannel) or thread.type is PRIVATE_THREAD:
                return False
            channel_id = int(thread.parent_id)
        channel = layout.channels.get(channel_id)
        if channel is None or channel_id in layout.hidden or getattr(channel, "is_nsfw", False):
            return False
        # Whoever is kept out by a role, or alone, is not everybody.
        changes = channel.permission_overwrites.items()
        if any(change.deny & READ and not self._is_bots(target) for target, change in changes):
            return False
        granted = layout.permissions(channel_id, 0, (), layout.base(0, ()))
        return granted & READ == READ

    def _is_bots(self, target_id: hikari.Snowflake) -> bool:
        """Whether this is the role of a bot: nobody else has it."""
        role = self._cache.get_role(target_id)
        return role is not None and role.bot_id is not None

    async def could_read(self, actor: Actor, channels: Mapping[int, Sequence[Overwrite]]) -> frozenset[int]:
        layout = await self._layout(actor.guild_id)
        base = layout.base(actor.user_id, actor.role_ids)
        # Over HTTP nothing is said of channels that the bot cannot see.
        unseen = channels.keys() - (layout.channels.keys() - layout.hidden)
        return frozenset(
            channel_id
            for channel_id in unseen
            if layout.changed(_changes(channels[channel_id]), actor.user_id, actor.role_ids, base) & READ
            == READ
        )

    async def _layout(self, guild_id: int) -> GuildPermissions:
        return cached_layout(self._cache, guild_id) or await self._fetched(guild_id)

    async def _fetched(self, guild_id: int) -> GuildPermissions:
        """A process that only runs jobs hears nothing from the gateway."""
        with explained():
            guild = await self._rest.fetch_guild(guild_id)
            channels = await self._rest.fetch_guild_channels(guild_id)
        return GuildPermissions(
            guild_id=guild_id,
            owner_id=int(guild.owner_id),
            roles={int(role_id): role.permissions for role_id, role in guild.roles.items()},
            channels={
                int(channel.id): channel
                for channel in channels
                if isinstance(channel, hikari.PermissibleGuildChannel)
            },
        )


class DiscordChannels:
    """``Channels`` by what the gateway told; what it did not tell of is taken for granted."""

    def __init__(self, bot: hikari.GatewayBot, guilds: Guilds) -> None:
        self._rest = bot.rest
        self._cache = bot.cache
        self._guilds = guilds

    async def require_writable(self, guild_id: int, channel_id: int) -> None:
        if await self._guilds.channel(guild_id, channel_id) not in TEXT_KINDS:
            raise InvalidInput(t("Please choose a channel for text or announcements."))
        layout = cached_layout(self._cache, guild_id)
        me = self._cache.get_me()
        if layout is None or me is None or channel_id not in layout.channels:
            return
        with explained():
            myself = await self._rest.fetch_member(guild_id, me.id)
        role_ids = [int(role_id) for role_id in myself.role_ids]
        base = layout.base(int(me.id), role_ids)
        granted = layout.permissions(channel_id, int(me.id), role_ids, base)
        if granted & WRITE != WRITE:
            raise Forbidden(
                t(
                    "I cannot write in {channel}. There I need the permissions to view the channel, to send messages, "
                    "and to attach files.",
                    channel=markup.channel(channel_id),
                )
            )

    def hidden(self, guild_id: int) -> frozenset[int]:
        layout = cached_layout(self._cache, guild_id)
        return layout.hidden if layout else frozenset()


def _changes(overwrites: Sequence[Overwrite]) -> dict[hikari.Snowflake, hikari.PermissionOverwrite]:
    return {
        hikari.Snowflake(each.target_id): hikari.PermissionOverwrite(
            id=each.target_id,
            # Whose it is follows from the id alone.
            type=hikari.PermissionOverwriteType.ROLE,
            allow=hikari.Permissions(each.allow),
            deny=hikari.Permissions(each.deny),
        )
        for each in overwrites
    }

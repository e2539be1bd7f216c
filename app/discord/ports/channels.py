"""``app.core.ports.channels`` by what the gateway told, else by what is asked for now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import hikari

from app.core.actor import Actor
from app.core.ports.channels import Overwrite
from app.discord.permissions import Layout, cached_layout
from app.discord.ports.refusals import explained

READ = hikari.Permissions.VIEW_CHANNEL | hikari.Permissions.READ_MESSAGE_HISTORY


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

    async def _layout(self, guild_id: int) -> Layout:
        return cached_layout(self._cache, guild_id) or await self._fetched(guild_id)

    async def _fetched(self, guild_id: int) -> Layout:
        """A process that only runs jobs hears nothing from the gateway."""
        with explained():
            guild = await self._rest.fetch_guild(guild_id)
            channels = await self._rest.fetch_guild_channels(guild_id)
        return Layout(
            guild_id=guild_id,
            owner_id=int(guild.owner_id),
            roles={int(role_id): role.permissions for role_id, role in guild.roles.items()},
            channels={
                int(channel.id): channel
                for channel in channels
                if isinstance(channel, hikari.PermissibleGuildChannel)
            },
        )


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

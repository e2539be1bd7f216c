"""Who may do what in a guild and in its channels, by Discord's own arithmetic.

https://discord.com/developers/docs/topics/permissions#permission-overwrites
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import hikari
from hikari.api import Cache
from loguru import logger

from app.core.wordless import summary
from app.discord.hidden import HIDDEN

TIMEOUT_SECONDS = 1.0
"""How long to wait for the roles of a guild; who asks must still be answered in 3."""
LEFT_IN_TIME_OUT = hikari.Permissions.VIEW_CHANNEL | hikari.Permissions.READ_MESSAGE_HISTORY


def base_permissions(
    guild_id: int,
    owner_id: int,
    roles: Mapping[int, hikari.Permissions],
    user_id: int,
    role_ids: Collection[int],
) -> hikari.Permissions:
    """What a member may do where no channel says otherwise; everything for owners and administrators."""
    if user_id == owner_id:
        return hikari.Permissions.all_permissions()
    granted = hikari.Permissions.NONE
    for role_id in {guild_id, *role_ids} & roles.keys():
        granted |= roles[role_id]
    if granted & hikari.Permissions.ADMINISTRATOR:
        return hikari.Permissions.all_permissions()
    return granted


def unless_timed_out(granted: hikari.Permissions, member: hikari.Member) -> hikari.Permissions:
    """What is left of a member's permissions in a time-out; administrators keep theirs."""
    if granted & hikari.Permissions.ADMINISTRATOR or member.communication_disabled_until() is None:
        return granted
    return granted & LEFT_IN_TIME_OUT


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What permissions in a guild follow from: its owner, its roles by id, its channels without threads by id."""

    guild_id: int
    owner_id: int
    roles: Mapping[int, hikari.Permissions]
    channels: Mapping[int, hikari.PermissibleGuildChannel]

    def base(self, user_id: int, role_ids: Collection[int]) -> hikari.Permissions:
        """What a member may do where no channel says otherwise; everything for owners and administrators."""
        return base_permissions(self.guild_id, self.owner_id, self.roles, user_id, role_ids)

    @property
    def hidden(self) -> frozenset[int]:
        """The channels that the bot cannot see. Their overwrites are made up: they deny everybody."""
        return frozenset(key for key, channel in self.channels.items() if channel.flags & HIDDEN)

    def permissions(
        self, channel_id: int, user_id: int, role_ids: Collection[int], base: hikari.Permissions
    ) -> hikari.Permissions:
        """What a member, whose ``base`` this is, may do in one of the channels."""
        return self.changed(self.channels[channel_id].permission_overwrites, user_id, role_ids, base)

    def changed(
        self,
        changes: Mapping[hikari.Snowflake, hikari.PermissionOverwrite],
        user_id: int,
        role_ids: Collection[int],
        base: hikari.Permissions,
    ) -> hikari.Permissions:
        """What a member, whose ``base`` this is, may do where these overwrites hold."""
        granted = base
        if granted & hikari.Permissions.ADMINISTRATOR:
            return granted
        # For everyone, then for all roles together, then for the member.
        for ids in ({self.guild_id}, {*role_ids} - {self.guild_id}, {user_id}):
            step = [change for key, change in changes.items() if key in ids]
            for overwrite in step:
                granted &= ~overwrite.deny
            for overwrite in step:
                granted |= overwrite.allow
        return granted


def cached_layout(cache: Cache, guild_id: int) -> Layout | None:
    """What the gateway told of a guild; None for one that it did not tell of."""
    guild = cache.get_guild(guild_id)
    if guild is None:
        return None
    roles = cache.get_roles_view_for_guild(guild_id)
    channels = cache.get_guild_channels_view_for_guild(guild_id)
    return Layout(
        guild_id=guild_id,
        owner_id=int(guild.owner_id),
        roles={int(role_id): role.permissions for role_id, role in roles.items()},
        channels={int(channel_id): channel for channel_id, channel in channels.items()},
    )


class GuildPermissions:
    """What members may do in a whole guild: what their roles give, which no channel adds to or takes from.

    The permissions that come with an interaction are those in its channel.
    """

    def __init__(self, bot: hikari.GatewayBot) -> None:
        self._cache = bot.cache
        self._rest = bot.rest

    async def of(self, member: hikari.InteractionMember) -> hikari.Permissions:
        """By what the gateway told, else by asking; none while that cannot be found out."""
        guild_id, role_ids = int(member.guild_id), [int(role_id) for role_id in member.role_ids]
        owner_id, roles = self._told(guild_id, role_ids) or await self._asked(guild_id)
        granted = base_permissions(guild_id, owner_id, roles, int(member.id), role_ids)
        return unless_timed_out(granted, member)

    def _told(
        self, guild_id: int, role_ids: Collection[int]
    ) -> tuple[int, dict[int, hikari.Permissions]] | None:
        guild = self._cache.get_guild(guild_id)
        if guild is None:
            return None
        # One by one: a view of all would copy up to 250 for every command.
        roles = (self._cache.get_role(role_id) for role_id in {guild_id, *role_ids})
        return int(guild.owner_id), {int(role.id): role.permissions for role in roles if role is not None}

    async def _asked(self, guild_id: int) -> tuple[int, dict[int, hikari.Permissions]]:
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                guild = await self._rest.fetch_guild(guild_id)
        except (hikari.HikariError, TimeoutError) as error:
            logger.warning("the roles of guild {} cannot be had: {}", guild_id, summary(error))
            return 0, {}
        return int(guild.owner_id), {int(key): role.permissions for key, role in guild.roles.items()}

"""Who may do what in a guild and in its channels, by Discord's own arithmetic.

https://discord.com/developers/docs/topics/permissions#permission-overwrites
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import hikari
from hikari.api import Cache

from app.discord.hidden import HIDDEN

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


def during_time_out(granted: hikari.Permissions) -> hikari.Permissions:
    """What is left of permissions in a time-out; administrators keep theirs."""
    return granted if granted & hikari.Permissions.ADMINISTRATOR else granted & LEFT_IN_TIME_OUT


@dataclass(frozen=True, slots=True, kw_only=True)
class GuildPermissions:
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


def cached_layout(cache: Cache, guild_id: int) -> GuildPermissions | None:
    """What the gateway told of a guild; None for one that it did not tell of."""
    guild = cache.get_guild(guild_id)
    if guild is None:
        return None
    roles = cache.get_roles_view_for_guild(guild_id)
    channels = cache.get_guild_channels_view_for_guild(guild_id)
    return GuildPermissions(
        guild_id=guild_id,
        owner_id=int(guild.owner_id),
        roles={int(role_id): role.permissions for role_id, role in roles.items()},
        channels={int(channel_id): channel for channel_id, channel in channels.items()},
    )

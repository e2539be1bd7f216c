"""Who stands where in a guild and may do what, by what the gateway told, else by what is asked for now."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import hikari
from loguru import logger

from app.core.actor import Permission
from app.core.rank import GuildRole, Hierarchy, Standing
from app.core.wordless import summary
from app.discord.permissions import base_permissions, during_time_out

TIMEOUT_SECONDS = 1.0
"""How long to wait for the roles of a guild; who asks must still be answered in 3."""


@dataclass(frozen=True, slots=True)
class GuildRoles:
    """A guild's roles with what they allow, and its owner."""

    hierarchy: Hierarchy
    permissions: Mapping[int, hikari.Permissions]

    def standing(self, member: hikari.Member) -> Standing:
        """That of a member, whose permissions shrink in a time-out."""
        ranks, user_id, role_ids = self.hierarchy, int(member.id), [int(each) for each in member.role_ids]
        granted = base_permissions(ranks.guild_id, ranks.owner_id, self.permissions, user_id, role_ids)
        if member.communication_disabled_until():
            granted = during_time_out(granted)
        return ranks.standing(user_id, role_ids, Permission(int(granted)))


def guild_role(role: hikari.Role) -> GuildRole:
    """A role as the core knows it."""
    return GuildRole(
        id=int(role.id),
        position=role.position,
        assignable=not (role.is_managed or role.is_guild_linked_role),
    )


async def guild_roles(bot: hikari.GatewayBot, guild_id: int, needed: Collection[int] = ()) -> GuildRoles:
    """The roles of a guild; asked for where the gateway told nothing, or not yet of all that are ``needed``."""
    guild = bot.cache.get_guild(guild_id)
    told = bot.cache.get_roles_view_for_guild(guild_id) if guild is not None else {}
    if guild is not None and told and told.keys() >= {*map(hikari.Snowflake, needed)}:
        return _guild_roles(guild_id, int(guild.owner_id), told)
    asked = await bot.rest.fetch_guild(guild_id)
    return _guild_roles(guild_id, int(asked.owner_id), asked.roles)


def _guild_roles(guild_id: int, owner_id: int, roles: Mapping[hikari.Snowflake, hikari.Role]) -> GuildRoles:
    hierarchy = Hierarchy(
        guild_id=guild_id,
        owner_id=owner_id,
        roles={int(role_id): guild_role(role) for role_id, role in roles.items()},
    )
    return GuildRoles(hierarchy, {int(role_id): role.permissions for role_id, role in roles.items()})


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
        return during_time_out(granted) if member.communication_disabled_until() else granted

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

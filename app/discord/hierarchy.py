"""Who stands where in a guild, by what the gateway told, else by what is asked for now."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import hikari

from app.core.actor import Permission
from app.core.rank import GuildRole, Hierarchy, Standing
from app.discord.permissions import base_permissions, unless_timed_out


@dataclass(frozen=True, slots=True)
class GuildRoles:
    """A guild's roles with what they allow, and its owner."""

    hierarchy: Hierarchy
    permissions: Mapping[int, hikari.Permissions]

    def standing(self, member: hikari.Member) -> Standing:
        """That of a member, whose permissions shrink in a time-out."""
        ranks, user_id, role_ids = self.hierarchy, int(member.id), [int(each) for each in member.role_ids]
        granted = base_permissions(ranks.guild_id, ranks.owner_id, self.permissions, user_id, role_ids)
        return ranks.standing(user_id, role_ids, Permission(int(unless_timed_out(granted, member))))


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

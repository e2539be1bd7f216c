"""Roles are made, changed and deleted."""

from __future__ import annotations

from typing import Any

from app.sandbox.changes import members
from app.sandbox.world.event import Event
from app.sandbox.world.guild import Guild
from app.sandbox.world.role import Role
from app.sandbox.world.world import World


def create(world: World, guild: Guild, name: str, permissions: int = 0, **more: Any) -> Role:
    """Make a role just below the highest; ``more`` are further attributes of it."""
    role = Role(world.snowflakes.next(), name, permissions, **({"position": len(guild.roles)} | more))
    guild.roles[role.id] = role
    world.tell(Event("GUILD_ROLE_CREATE", {"guild_id": str(guild.id), "role": role.payload()}, guild.id))
    return role


def update(world: World, guild: Guild, role: Role, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(role, name, value)
    world.tell(Event("GUILD_ROLE_UPDATE", {"guild_id": str(guild.id), "role": role.payload()}, guild.id))


def delete(world: World, guild: Guild, role: Role) -> None:
    """Take the role from everybody and from the guild."""
    for member in guild.members.values():
        if role.id in member.roles:
            members.set_roles(world, member, [kept for kept in member.roles if kept != role.id])
    del guild.roles[role.id]
    world.tell(Event("GUILD_ROLE_DELETE", {"guild_id": str(guild.id), "role_id": str(role.id)}, guild.id))

"""Roles are made, changed and deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from discord_sandbox.model.audit import Attribution, AuditAction
from discord_sandbox.model.event import Event
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.payload import JsonObject
from discord_sandbox.model.role import Role
from discord_sandbox.model.world import World
from discord_sandbox.operations import audit, visibility


def create(
    world: World,
    guild: Guild,
    name: str,
    permissions: int = 0,
    *,
    cause: Attribution | None = None,
    **more: Any,
) -> Role:
    """Make a role above the others; ``more`` are further attributes of it."""
    role = Role(world.snowflakes.next(), name, permissions, **({"position": len(guild.roles)} | more))
    guild.roles[role.id] = role
    _emit(world, guild, "GUILD_ROLE_CREATE", role)
    audit.record(world, guild, cause, AuditAction.ROLE_CREATE, role.id, audit.made(role.payload()))
    return role


def insert(
    world: World, guild: Guild, name: str, permissions: int, cause: Attribution | None, **more: object
) -> Role:
    """Make a role at the bottom, where Discord puts new ones; those above move up."""
    higher = {role.id: role.position + 1 for role in guild.roles.values() if role.id != guild.id}
    move(world, guild, higher)
    return create(world, guild, name, permissions, cause=cause, position=1, **more)


def update(
    world: World, guild: Guild, role: Role, cause: Attribution | None = None, **changes: object
) -> None:
    with visibility.changing(world, guild):
        different = audit.assign(role, changes, Role.payload)
        _emit(world, guild, "GUILD_ROLE_UPDATE", role)
    if different:
        audit.record(world, guild, cause, AuditAction.ROLE_UPDATE, role.id, different)


def move(world: World, guild: Guild, positions: Mapping[int, int]) -> None:
    """Give roles other positions."""
    for role_id, position in positions.items():
        role = guild.roles[role_id]
        if role.position != position:
            role.position = position
            _emit(world, guild, "GUILD_ROLE_UPDATE", role)


def delete(world: World, guild: Guild, role: Role, cause: Attribution | None = None) -> None:
    """Take the role from everybody, from every channel, and from the guild; only the last is told."""
    with visibility.changing(world, guild):
        for member in guild.members.values():
            member.roles = [kept for kept in member.roles if kept != role.id]
        for channel in guild.channels.values():
            channel.overwrites.pop(role.id, None)
        del guild.roles[role.id]
    data: JsonObject = {"guild_id": str(guild.id), "role_id": str(role.id)}
    world.emit(Event("GUILD_ROLE_DELETE", data, guild.id))
    audit.record(world, guild, cause, AuditAction.ROLE_DELETE, role.id, audit.ended(role.payload()))


def _emit(world: World, guild: Guild, name: str, role: Role) -> None:
    world.emit(Event(name, {"guild_id": str(guild.id), "role": role.payload()}, guild.id))

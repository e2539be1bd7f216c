"""People get accounts, and change what others see of them."""

from __future__ import annotations

from typing import Any

from discord_sandbox.model.event import Event
from discord_sandbox.model.payload import JsonObject
from discord_sandbox.model.user import User
from discord_sandbox.model.world import World
from discord_sandbox.operations import members


def create(world: World, username: str, global_name: str | None = None, **more: Any) -> User:
    """Make an account; ``more`` are further attributes of it."""
    user = User(world.snowflakes.next(), username, global_name, **more)
    world.users[user.id] = user
    return user


def update(world: World, user: User, **changes: object) -> None:
    """Change a name or a picture, which the user's guilds hear of."""
    for name, value in changes.items():
        setattr(user, name, value)
    if user is world.bot:
        world.emit(Event("USER_UPDATE", user.own_payload()))
    for guild in world.guilds.values():
        if user.id in guild.members:
            members.emit_changed(world, guild.members[user.id])


def appear(world: World, user: User, status: str, activities: list[JsonObject] | None = None) -> None:
    """Come online, be busy or idle, or go offline."""
    user.status = status
    user.activities = activities or []
    for guild in world.guilds.values():
        if user.id in guild.members:
            data = user.presence() | {"guild_id": str(guild.id)}
            world.emit(Event("PRESENCE_UPDATE", data, guild.id))

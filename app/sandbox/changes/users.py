"""People get accounts."""

from __future__ import annotations

from typing import Any

from app.sandbox.world.user import User
from app.sandbox.world.world import World


def create(world: World, username: str, global_name: str | None = None, **more: Any) -> User:
    """Make an account; ``more`` are further attributes of it."""
    user = User(world.snowflakes.next(), username, global_name, **more)
    world.users[user.id] = user
    return user

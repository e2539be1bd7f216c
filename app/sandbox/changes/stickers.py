"""A guild's stickers are made, changed and deleted."""

from __future__ import annotations

from typing import Any

from app.sandbox.changes import audit
from app.sandbox.payload import Payload
from app.sandbox.world.audit import AuditAction, Cause
from app.sandbox.world.event import Event
from app.sandbox.world.guild import Guild
from app.sandbox.world.sticker import Sticker
from app.sandbox.world.user import User
from app.sandbox.world.world import World


def create(
    world: World,
    guild: Guild,
    name: str,
    tags: str,
    creator: User,
    *,
    cause: Cause | None = None,
    **more: Any,
) -> Sticker:
    """Add a sticker; ``more`` are further attributes of it."""
    sticker = Sticker(world.snowflakes.next(), guild.id, name, tags, creator=creator, **more)
    guild.stickers[sticker.id] = sticker
    _tell(world, guild)
    _log(world, guild, sticker, cause, AuditAction.STICKER_CREATE, audit.made(_logged(sticker)))
    return sticker


def update(world: World, guild: Guild, sticker: Sticker, cause: Cause | None = None, **changes: Any) -> None:
    before = _logged(sticker)
    for name, value in changes.items():
        setattr(sticker, name, value)
    _tell(world, guild)
    different = audit.differences(before, _logged(sticker))
    _log(world, guild, sticker, cause, AuditAction.STICKER_UPDATE, different)


def delete(world: World, guild: Guild, sticker: Sticker, cause: Cause | None = None) -> None:
    del guild.stickers[sticker.id]
    _tell(world, guild)
    _log(world, guild, sticker, cause, AuditAction.STICKER_DELETE, audit.ended(_logged(sticker)))


def _tell(world: World, guild: Guild) -> None:
    """All stickers are reported, not only the one that has changed."""
    data = {"guild_id": str(guild.id), "stickers": [sticker.payload() for sticker in guild.stickers.values()]}
    world.tell(Event("GUILD_STICKERS_UPDATE", data, guild.id))


def _log(
    world: World,
    guild: Guild,
    sticker: Sticker,
    cause: Cause | None,
    action: AuditAction,
    changes: list[Payload],
) -> None:
    audit.record(world, guild, cause, action, sticker.id, changes)


def _logged(sticker: Sticker) -> Payload:
    return {"name": sticker.name, "description": sticker.description, "tags": sticker.tags}

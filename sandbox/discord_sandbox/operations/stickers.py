"""A guild's stickers are made, changed and deleted."""

from __future__ import annotations

from typing import Any

from discord_sandbox.model.audit import Attribution, AuditAction
from discord_sandbox.model.event import Event
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.sticker import Sticker
from discord_sandbox.model.user import User
from discord_sandbox.model.world import World
from discord_sandbox.operations import audit


def create(
    world: World,
    guild: Guild,
    name: str,
    tags: str,
    creator: User,
    *,
    cause: Attribution | None = None,
    **more: Any,
) -> Sticker:
    """Add a sticker; ``more`` are further attributes of it."""
    sticker = Sticker(world.snowflakes.next(), guild.id, name, tags, creator=creator, **more)
    guild.stickers[sticker.id] = sticker
    _emit(world, guild)
    audit.record(world, guild, cause, AuditAction.STICKER_CREATE, sticker.id, audit.made(_logged(sticker)))
    return sticker


def update(
    world: World, guild: Guild, sticker: Sticker, cause: Attribution | None = None, **changes: object
) -> None:
    different = audit.assign(sticker, changes, _logged)
    _emit(world, guild)
    if different:
        audit.record(world, guild, cause, AuditAction.STICKER_UPDATE, sticker.id, different)


def delete(world: World, guild: Guild, sticker: Sticker, cause: Attribution | None = None) -> None:
    del guild.stickers[sticker.id]
    _emit(world, guild)
    audit.record(world, guild, cause, AuditAction.STICKER_DELETE, sticker.id, audit.ended(_logged(sticker)))


def _emit(world: World, guild: Guild) -> None:
    """All stickers are reported, not only the one that has changed."""
    data: JsonObject = {
        "guild_id": str(guild.id),
        "stickers": [sticker.payload() for sticker in guild.stickers.values()],
    }
    world.emit(Event("GUILD_STICKERS_UPDATE", data, guild.id))


def _logged(sticker: Sticker) -> Payload:
    return {"name": sticker.name, "description": sticker.description, "tags": sticker.tags}

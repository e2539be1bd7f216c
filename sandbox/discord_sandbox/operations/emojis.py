"""A guild's emojis are made, changed and deleted."""

from __future__ import annotations

from typing import Any

from discord_sandbox.model.audit import Attribution, AuditAction
from discord_sandbox.model.emoji import Emoji
from discord_sandbox.model.event import Event
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.user import User
from discord_sandbox.model.world import World
from discord_sandbox.operations import audit


def create(
    world: World, guild: Guild, name: str, creator: User, *, cause: Attribution | None = None, **more: Any
) -> Emoji:
    """Add an emoji; ``more`` are further attributes of it."""
    emoji = Emoji(world.snowflakes.next(), name, creator=creator, **more)
    guild.emojis[emoji.id] = emoji
    _emit(world, guild)
    audit.record(world, guild, cause, AuditAction.EMOJI_CREATE, emoji.id, audit.made(_logged(emoji)))
    return emoji


def update(
    world: World, guild: Guild, emoji: Emoji, cause: Attribution | None = None, **changes: object
) -> None:
    different = audit.assign(emoji, changes, _logged)
    _emit(world, guild)
    if different:
        audit.record(world, guild, cause, AuditAction.EMOJI_UPDATE, emoji.id, different)


def delete(world: World, guild: Guild, emoji: Emoji, cause: Attribution | None = None) -> None:
    del guild.emojis[emoji.id]
    _emit(world, guild)
    audit.record(world, guild, cause, AuditAction.EMOJI_DELETE, emoji.id, audit.ended(_logged(emoji)))


def _emit(world: World, guild: Guild) -> None:
    """All emojis are reported, not only the one that has changed."""
    data: JsonObject = {
        "guild_id": str(guild.id),
        "emojis": [emoji.payload() for emoji in guild.emojis.values()],
    }
    world.emit(Event("GUILD_EMOJIS_UPDATE", data, guild.id))


def _logged(emoji: Emoji) -> Payload:
    return {"name": emoji.name}

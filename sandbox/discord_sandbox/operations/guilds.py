"""Guilds are founded and changed; the bot joins and leaves them; Discord loses and finds them."""

from __future__ import annotations

from dataclasses import fields

from discord_sandbox.model.audit import Attribution, AuditAction
from discord_sandbox.model.event import Event
from discord_sandbox.model.guild import Guild, Incidents
from discord_sandbox.model.member import Member
from discord_sandbox.model.payload import JsonObject
from discord_sandbox.model.role import Role
from discord_sandbox.model.user import User
from discord_sandbox.model.world import World
from discord_sandbox.operations import audit, members, roles, voice

_ATTRIBUTES = frozenset(field.name for field in fields(Guild))
_LISTS = frozenset({"roles", "emojis", "stickers", "incidents_data"})


def create(world: World, key: str, name: str, owner: User, everyone_may: int) -> Guild:
    """Create a guild with @everyone's role and its owner in it. The bot is not there yet."""
    guild = Guild(world.snowflakes.next(), key, name, owner.id)
    guild.roles[guild.id] = Role(guild.id, "@everyone", everyone_may)
    world.guilds[guild.id] = guild
    members.join(world, guild, owner)
    return guild


def invite_bot(world: World, guild: Guild, permissions: int, cause: Attribution | None = None) -> None:
    """Let the bot join, with a role of its own that allows it what the invitation asked for."""
    role = roles.create(world, guild, world.bot.username, permissions, bot_id=world.bot.id)
    guild.members[world.bot.id] = Member(world.bot, guild.id, world.clock.time(), [role.id])
    world.emit(Event("GUILD_CREATE", {}, guild.id))
    audit.record(world, guild, cause, AuditAction.BOT_ADD, world.bot.id)


def remove_bot(world: World, guild: Guild, cause: Attribution | None = None) -> None:
    """The bot was thrown out by ``cause``, or left."""
    voice.leave(world, guild, world.bot.id)
    for thread in guild.threads.values():
        if thread.thread:
            thread.thread.members.pop(world.bot.id, None)
    del guild.members[world.bot.id]
    world.emit(Event("GUILD_DELETE", {"id": str(guild.id)}, guild.id))
    audit.record(world, guild, cause, AuditAction.MEMBER_KICK, world.bot.id)
    for role in [role for role in guild.roles.values() if role.bot_id == world.bot.id]:
        roles.delete(world, guild, role)
    world.commands.set(guild.id, [])


def update(world: World, guild: Guild, cause: Attribution | None = None, **changes: object) -> None:
    """Change what is set about the guild, by Discord's names."""
    before = guild.payload()
    for name, value in changes.items():
        if name in _ATTRIBUTES:
            setattr(guild, name, value)
        else:
            guild.settings[name] = value
    _emit(world, guild)
    after = guild.payload()
    different = audit.differences(before, after, [key for key in after if key not in _LISTS])
    if different:
        audit.record(world, guild, cause, AuditAction.GUILD_UPDATE, guild.id, different)


def shut(world: World, guild: Guild, incidents: Incidents, cause: Attribution | None = None) -> None:
    """Stop people from coming in, or from writing to each other, until a moment."""
    before: JsonObject = {"incidents_data": guild.incidents.payload()}
    guild.incidents = incidents
    _emit(world, guild)
    different = audit.differences(before, {"incidents_data": incidents.payload()})
    if different:
        audit.record(world, guild, cause, AuditAction.GUILD_UPDATE, guild.id, different)


def begin_outage(world: World, guild: Guild) -> None:
    """An outage at Discord: the guild is not there for a while, which is not the same as leaving it."""
    guild.available = False
    if world.bot.id in guild.members:
        world.emit(Event("GUILD_DELETE", {"id": str(guild.id), "unavailable": True}, guild.id))


def end_outage(world: World, guild: Guild) -> None:
    """The outage is over."""
    guild.available = True
    # Libraries take a guild without this key for one that the bot has just joined.
    world.emit(Event("GUILD_CREATE", {"unavailable": False}, guild.id))


def reindex(guild: Guild, until: float) -> None:
    """Let nobody search the guild's messages until then."""
    guild.indexed_at = until


def _emit(world: World, guild: Guild) -> None:
    world.emit(Event("GUILD_UPDATE", guild.payload, guild.id))

"""Guilds are founded; the bot joins and leaves them."""

from __future__ import annotations

from app.sandbox.changes import members, roles
from app.sandbox.world.event import Event
from app.sandbox.world.guild import Guild
from app.sandbox.world.member import Member
from app.sandbox.world.role import Role
from app.sandbox.world.user import User
from app.sandbox.world.world import World


def create(world: World, key: str, name: str, owner: User, everyone_may: int) -> Guild:
    """Found a guild with @everyone's role and its owner in it. The bot is not there yet."""
    guild = Guild(world.snowflakes.next(), key, name, owner.id)
    guild.roles[guild.id] = Role(guild.id, "@everyone", everyone_may)
    world.guilds[guild.id] = guild
    members.join(world, guild, owner)
    return guild


def invite_bot(world: World, guild: Guild, permissions: int) -> None:
    """Let the bot join, with a role of its own that allows it what the invitation asked for."""
    role = roles.create(world, guild, world.bot.username, permissions, bot_id=world.bot.id)
    guild.members[world.bot.id] = Member(world.bot, guild.id, world.clock.time(), [role.id])
    world.tell(Event("GUILD_CREATE", {}, guild.id))


def set_available(world: World, guild: Guild, *, available: bool) -> None:
    """An outage of the guild begins or ends; the bot stays a member."""
    guild.unavailable = not available
    if world.bot.id not in guild.members:
        return
    if available:
        world.tell(Event("GUILD_CREATE", {"unavailable": False}, guild.id))
    else:
        world.tell(Event("GUILD_DELETE", {"id": str(guild.id), "unavailable": True}, guild.id))


def remove_bot(world: World, guild: Guild) -> None:
    """The bot was thrown out, or left."""
    del guild.members[world.bot.id]
    guild.voice_states.pop(world.bot.id, None)
    world.tell(Event("GUILD_DELETE", {"id": str(guild.id)}, guild.id))
    for role in [role for role in guild.roles.values() if role.bot_id == world.bot.id]:
        roles.delete(world, guild, role)
    world.commands.set(guild.id, [])

"""Guilds are founded; the bot joins and leaves them."""

from __future__ import annotations

from app.sandbox.changes import members, roles, voice
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


def lose(world: World, guild: Guild) -> None:
    """An outage at Discord: the guild is not there for a while, which is not the same as leaving it."""
    guild.available = False
    if world.bot.id in guild.members:
        world.tell(Event("GUILD_DELETE", {"id": str(guild.id), "unavailable": True}, guild.id))


def find(world: World, guild: Guild) -> None:
    """The outage is over."""
    guild.available = True
    # Libraries take a guild without this key for one that the bot has just joined.
    world.tell(Event("GUILD_CREATE", {"unavailable": False}, guild.id))


def remove_bot(world: World, guild: Guild) -> None:
    """The bot was thrown out, or left."""
    voice.leave(world, guild, world.bot.id)
    del guild.members[world.bot.id]
    world.tell(Event("GUILD_DELETE", {"id": str(guild.id)}, guild.id))
    for role in [role for role in guild.roles.values() if role.bot_id == world.bot.id]:
        roles.delete(world, guild, role)
    world.commands.set(guild.id, [])

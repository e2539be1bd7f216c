"""People are banned and forgiven."""

from __future__ import annotations

from discord_sandbox.model.audit import Attribution, AuditAction
from discord_sandbox.model.ban import Ban
from discord_sandbox.model.event import Event
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.payload import JsonObject
from discord_sandbox.model.permissions import Permission
from discord_sandbox.model.user import User
from discord_sandbox.model.world import World
from discord_sandbox.operations import audit, members, messages

_BAN_MEMBERS = int(Permission.BAN_MEMBERS)


def ban(world: World, guild: Guild, user: User, cause: Attribution, delete_seconds: int = 0) -> None:
    """Keep somebody out of the guild, and delete what they wrote in the last seconds, if any."""
    member = guild.members.get(user.id)
    if member:
        members.leave(world, guild, member)
    guild.bans[user.id] = Ban(user, cause.reason)
    _emit(world, guild, "GUILD_BAN_ADD", user)
    audit.record(world, guild, cause, AuditAction.MEMBER_BAN_ADD, user.id)
    if delete_seconds:
        _delete_messages(world, guild, user, world.clock.time() - delete_seconds)


def unban(world: World, guild: Guild, user: User, cause: Attribution) -> None:
    del guild.bans[user.id]
    _emit(world, guild, "GUILD_BAN_REMOVE", user)
    audit.record(world, guild, cause, AuditAction.MEMBER_BAN_REMOVE, user.id)


def _emit(world: World, guild: Guild, name: str, user: User) -> None:
    data: JsonObject = {"guild_id": str(guild.id), "user": user.payload()}
    world.emit(Event(name, data, guild.id, needs=_BAN_MEMBERS))


def _delete_messages(world: World, guild: Guild, user: User, since: float) -> None:
    for channel in (*guild.channels.values(), *guild.threads.values()):
        theirs = [
            each for each in channel.messages.values() if each.author is user and each.created_at >= since
        ]
        if theirs:
            messages.delete_many(world, channel, theirs)

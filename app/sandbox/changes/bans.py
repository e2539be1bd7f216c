"""People are banned and forgiven."""

from __future__ import annotations

from app.sandbox.changes import audit, members, messages
from app.sandbox.permissions import Permission
from app.sandbox.world.audit import AuditAction, Cause
from app.sandbox.world.ban import Ban
from app.sandbox.world.event import Event
from app.sandbox.world.guild import Guild
from app.sandbox.world.user import User
from app.sandbox.world.world import World

_BAN_MEMBERS = int(Permission.BAN_MEMBERS)


def ban(world: World, guild: Guild, user: User, cause: Cause, delete_seconds: int = 0) -> None:
    """Keep somebody out of the guild, and delete what they wrote in the last seconds, if any."""
    member = guild.members.get(user.id)
    if member:
        members.leave(world, guild, member)
    guild.bans[user.id] = Ban(user, cause.reason)
    _tell(world, guild, "GUILD_BAN_ADD", user)
    audit.record(world, guild, cause, AuditAction.MEMBER_BAN_ADD, user.id)
    if delete_seconds:
        _delete_messages(world, guild, user, world.clock.time() - delete_seconds)


def unban(world: World, guild: Guild, user: User, cause: Cause) -> None:
    del guild.bans[user.id]
    _tell(world, guild, "GUILD_BAN_REMOVE", user)
    audit.record(world, guild, cause, AuditAction.MEMBER_BAN_REMOVE, user.id)


def _tell(world: World, guild: Guild, name: str, user: User) -> None:
    data = {"guild_id": str(guild.id), "user": user.payload()}
    world.tell(Event(name, data, guild.id, needs=_BAN_MEMBERS))


def _delete_messages(world: World, guild: Guild, user: User, since: float) -> None:
    for channel in (*guild.channels.values(), *guild.threads.values()):
        theirs = [
            each for each in channel.messages.values() if each.author is user and each.created_at >= since
        ]
        if theirs:
            messages.delete_many(world, channel, theirs)

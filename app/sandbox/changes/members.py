"""Members join, change and leave."""

from __future__ import annotations

from collections.abc import Iterable

from app.sandbox.changes import voice
from app.sandbox.world.event import Event
from app.sandbox.world.guild import Guild
from app.sandbox.world.member import Member
from app.sandbox.world.user import User
from app.sandbox.world.world import World


def join(
    world: World, guild: Guild, user: User, roles: Iterable[int] = (), nick: str | None = None
) -> Member:
    """Make ``user`` a member of the guild, with these roles."""
    member = Member(user, guild.id, world.clock.time(), list(roles), nick)
    guild.members[user.id] = member
    world.tell(Event("GUILD_MEMBER_ADD", member.event_payload(), guild.id))
    return member


def leave(world: World, guild: Guild, member: Member) -> None:
    """The member left, or was made to."""
    voice.leave(world, guild, member.user.id)
    del guild.members[member.user.id]
    data = {"guild_id": str(guild.id), "user": member.user.payload()}
    world.tell(Event("GUILD_MEMBER_REMOVE", data, guild.id))


def rename(world: World, member: Member, nick: str | None) -> None:
    member.nick = nick
    _updated(world, member)


def set_roles(world: World, member: Member, roles: Iterable[int]) -> None:
    member.roles = list(roles)
    _updated(world, member)


def time_out(world: World, member: Member, until: float | None) -> None:
    """Silence the member until then, or end the silence."""
    member.communication_disabled_until = until
    _updated(world, member)


def _updated(world: World, member: Member) -> None:
    personal = member.user is world.bot
    world.tell(Event("GUILD_MEMBER_UPDATE", member.event_payload(), member.guild_id, personal=personal))

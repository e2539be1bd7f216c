"""Members join, change and leave."""

from __future__ import annotations

from collections.abc import Iterable

from discord_sandbox.model.audit import Attribution, AuditAction
from discord_sandbox.model.event import Event
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.member import Member
from discord_sandbox.model.payload import JsonObject, Payload, timestamp
from discord_sandbox.model.user import User
from discord_sandbox.model.world import World
from discord_sandbox.operations import audit, thread_members, visibility, voice


def join(
    world: World, guild: Guild, user: User, roles: Iterable[int] = (), nick: str | None = None
) -> Member:
    """Make ``user`` a member of the guild, with these roles."""
    member = Member(user, guild.id, world.clock.time(), list(roles), nick)
    guild.members[user.id] = member
    world.emit(Event("GUILD_MEMBER_ADD", member.event_payload(), guild.id))
    return member


def leave(world: World, guild: Guild, member: Member) -> None:
    """The member left, or was made to."""
    user = member.user
    voice.leave(world, guild, user.id)
    for thread in list(guild.threads.values()):
        thread_members.leave(world, thread, user.id)
    for event in guild.scheduled_events.values():
        event.interested.pop(user.id, None)
    del guild.members[user.id]
    data: JsonObject = {"guild_id": str(guild.id), "user": user.payload()}
    world.emit(Event("GUILD_MEMBER_REMOVE", data, guild.id))


def kick(world: World, guild: Guild, member: Member, cause: Attribution) -> None:
    """Make a member leave, who may come back."""
    leave(world, guild, member)
    audit.record(world, guild, cause, AuditAction.MEMBER_KICK, member.user.id)


def rename(world: World, member: Member, nick: str | None, cause: Attribution | None = None) -> None:
    edit(world, member, cause, nick=nick)


def time_out(world: World, member: Member, until: float | None, cause: Attribution | None = None) -> None:
    """Silence the member until then, or end the silence."""
    edit(world, member, cause, communication_disabled_until=until)


def set_roles(world: World, member: Member, roles: Iterable[int], cause: Attribution | None = None) -> None:
    edit(world, member, cause, roles=list(roles))


def edit(world: World, member: Member, cause: Attribution | None = None, **changes: object) -> None:
    """Change these attributes of the member, which is told once however many they are."""
    guild = world.guilds[member.guild_id]
    before = _logged(member)
    old_roles = list(member.roles)
    if member.user is world.bot and "roles" in changes:
        with visibility.changing(world, guild):
            _set(world, guild, member, changes)
    else:
        _set(world, guild, member, changes)
    different = audit.differences(before, _logged(member))
    if different:
        audit.record(world, guild, cause, AuditAction.MEMBER_UPDATE, member.user.id, different)
    moved = _roles_moved(guild, old_roles, member.roles)
    if moved:
        audit.record(world, guild, cause, AuditAction.MEMBER_ROLE_UPDATE, member.user.id, moved)


def _set(world: World, guild: Guild, member: Member, changes: dict[str, object]) -> None:
    for name, value in changes.items():
        setattr(member, name, value)
    emit_changed(world, member)
    state = guild.voice_states.get(member.user.id)
    if state and {"mute", "deaf"} & changes.keys():
        voice.emit(world, state)


def emit_changed(world: World, member: Member) -> None:
    """Report a member as it is now, also when what has changed is the user."""
    personal = member.user is world.bot
    world.emit(Event("GUILD_MEMBER_UPDATE", member.event_payload(), member.guild_id, personal=personal))


def _logged(member: Member) -> Payload:
    """What the audit log knows of a member, apart from the roles."""
    until = member.communication_disabled_until
    return {
        "nick": member.nick,
        "mute": member.mute,
        "deaf": member.deaf,
        "communication_disabled_until": None if until is None else timestamp(until),
        "flags": member.flags,
    }


def _roles_moved(guild: Guild, before: list[int], after: list[int]) -> list[JsonObject]:
    """The roles that came and went, as the audit log writes them."""
    moved = {
        "$add": [role_id for role_id in after if role_id not in before],
        "$remove": [role_id for role_id in before if role_id not in after],
    }
    return [
        {
            "key": key,
            "new_value": [{"id": str(role_id), "name": guild.roles[role_id].name} for role_id in ids],
        }
        for key, ids in moved.items()
        if ids
    ]

"""Invitations are made, used and taken back."""

from __future__ import annotations

import secrets
from typing import Any

from discord_sandbox.model.audit import Attribution, AuditAction
from discord_sandbox.model.channel import Channel
from discord_sandbox.model.event import Event
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.invite import Invite
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.permissions import Permission
from discord_sandbox.model.world import World
from discord_sandbox.operations import audit

DAY = 86_400
_MANAGE_CHANNELS = int(Permission.MANAGE_CHANNELS)


def create(
    world: World, channel: Channel, cause: Attribution, max_age: int = DAY, max_uses: int = 0, **more: Any
) -> Invite:
    """Invite others to ``channel``; ``more`` are further attributes of the invitation."""
    code = secrets.token_urlsafe(6)
    invite = Invite(
        code, channel.guild_id or 0, channel.id, cause.user, world.clock.time(), max_age, max_uses, **more
    )
    world.invites[code] = invite
    world.emit(
        Event("INVITE_CREATE", invite.event_payload(), invite.guild_id, channel, needs=_MANAGE_CHANNELS)
    )
    audit.record(
        world,
        world.guilds[invite.guild_id],
        cause,
        AuditAction.INVITE_CREATE,
        None,
        audit.made(_logged(invite)),
    )
    return invite


def use(invite: Invite) -> None:
    """Somebody comes by the invitation, which Discord does not report."""
    invite.uses += 1


def delete(world: World, invite: Invite, cause: Attribution | None = None) -> None:
    guild = world.guilds[invite.guild_id]
    del world.invites[invite.code]
    data: JsonObject = {"channel_id": str(invite.channel_id), "guild_id": str(guild.id), "code": invite.code}
    channel = world.channels[invite.channel_id]
    world.emit(Event("INVITE_DELETE", data, guild.id, channel, needs=_MANAGE_CHANNELS))
    audit.record(world, guild, cause, AuditAction.INVITE_DELETE, None, audit.ended(_logged(invite)))


def delete_of(world: World, channel: Channel) -> None:
    """Take back every invitation to ``channel``."""
    for invite in [each for each in world.invites.values() if each.channel_id == channel.id]:
        delete(world, invite)


def good(world: World, guild: Guild) -> list[Invite]:
    """The invitations to a guild that have neither expired nor been used up."""
    now = world.clock.time()
    return [each for each in world.invites.values() if each.guild_id == guild.id and each.good(now)]


def _logged(invite: Invite) -> Payload:
    """What the audit log knows of an invitation."""
    return {
        "code": invite.code,
        "channel_id": str(invite.channel_id),
        "inviter_id": str(invite.inviter.id),
        "max_age": invite.max_age,
        "max_uses": invite.max_uses,
        "uses": invite.uses,
        "temporary": invite.temporary,
        "flags": 0,
    }

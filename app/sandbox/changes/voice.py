"""Members come into voice channels, move and leave."""

from __future__ import annotations

import secrets
from typing import Any

from app.sandbox.changes import audit
from app.sandbox.world.audit import AuditAction, Cause
from app.sandbox.world.channel import Channel, ChannelType
from app.sandbox.world.event import Event
from app.sandbox.world.guild import Guild
from app.sandbox.world.member import Member
from app.sandbox.world.voice import VoiceState
from app.sandbox.world.world import World


def join(
    world: World, guild: Guild, member: Member, channel: Channel, cause: Cause | None = None, **more: Any
) -> VoiceState:
    """Come into a voice channel, or move to another; ``more`` are further attributes of the connection.

    ``cause`` is who moved somebody else.
    """
    state = guild.voice_states.get(member.user.id)
    if state is None:
        state = VoiceState(member, secrets.token_hex(16), channel.id)
        guild.voice_states[member.user.id] = state
    state.channel_id = channel.id
    state.suppress = channel.type is ChannelType.GUILD_STAGE_VOICE
    update(world, state, **more)
    audit.count(world, guild, cause, AuditAction.MEMBER_MOVE, None, channel.id)
    return state


def update(world: World, state: VoiceState, **changes: Any) -> None:
    """Change how a member is connected, such as being deaf to the others."""
    for name, value in changes.items():
        setattr(state, name, value)
    tell(world, state)


def tell(world: World, state: VoiceState) -> None:
    world.tell(Event("VOICE_STATE_UPDATE", state.payload(), state.member.guild_id))


def leave(world: World, guild: Guild, user_id: int, cause: Cause | None = None) -> None:
    """Leave voice; ``cause`` is who threw somebody else out. Nothing happens for those who are not there."""
    state = guild.voice_states.pop(user_id, None)
    if state is None:
        return
    left, state.channel_id = state.channel_id, None
    tell(world, state)
    audit.count(world, guild, cause, AuditAction.MEMBER_DISCONNECT, None, left or 0)


def empty(world: World, guild: Guild, channel: Channel) -> None:
    """Send everybody out of ``channel``."""
    for user_id in [key for key, state in guild.voice_states.items() if state.channel_id == channel.id]:
        leave(world, guild, user_id)

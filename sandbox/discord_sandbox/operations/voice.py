"""Members come into voice channels, move and leave."""

from __future__ import annotations

import secrets

from discord_sandbox.model.audit import Attribution, AuditAction
from discord_sandbox.model.channel import Channel, ChannelType
from discord_sandbox.model.event import Event
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.member import Member
from discord_sandbox.model.voice import VoiceState
from discord_sandbox.model.world import World
from discord_sandbox.operations import audit


def join(
    world: World,
    guild: Guild,
    member: Member,
    channel: Channel,
    cause: Attribution | None = None,
    **more: object,
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


def update(world: World, state: VoiceState, **changes: object) -> None:
    """Change how a member is connected, such as being deaf to the others."""
    for name, value in changes.items():
        setattr(state, name, value)
    emit(world, state)


def emit(world: World, state: VoiceState) -> None:
    world.emit(Event("VOICE_STATE_UPDATE", state.payload(), state.member.guild_id))


def leave(world: World, guild: Guild, user_id: int, cause: Attribution | None = None) -> None:
    """Leave voice; ``cause`` is who threw somebody else out. Nothing happens for those who are not there."""
    state = guild.voice_states.pop(user_id, None)
    if state is None:
        return
    left, state.channel_id = state.channel_id, None
    emit(world, state)
    audit.count(world, guild, cause, AuditAction.MEMBER_DISCONNECT, None, left or 0)


def empty(world: World, guild: Guild, channel: Channel) -> None:
    """Send everybody out of ``channel``."""
    for user_id in [key for key, state in guild.voice_states.items() if state.channel_id == channel.id]:
        leave(world, guild, user_id)

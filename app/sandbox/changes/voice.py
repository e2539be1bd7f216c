"""Members come into voice channels, move and leave."""

from __future__ import annotations

import secrets
from typing import Any

from app.sandbox.world.channel import Channel
from app.sandbox.world.event import Event
from app.sandbox.world.guild import Guild
from app.sandbox.world.member import Member
from app.sandbox.world.voice import VoiceState
from app.sandbox.world.world import World


def join(world: World, guild: Guild, member: Member, channel: Channel, **more: Any) -> VoiceState:
    """Come into a voice channel, or move to another; ``more`` are further attributes of the connection."""
    state = guild.voice_states.get(member.user.id)
    if state is None:
        state = VoiceState(member, secrets.token_hex(16), channel.id)
        guild.voice_states[member.user.id] = state
    for name, value in (more | {"channel_id": channel.id}).items():
        setattr(state, name, value)
    _tell(world, state)
    return state


def leave(world: World, guild: Guild, user_id: int) -> None:
    """Leave voice. Nothing happens for those who are not there."""
    state = guild.voice_states.pop(user_id, None)
    if state:
        state.channel_id = None
        _tell(world, state)


def _tell(world: World, state: VoiceState) -> None:
    world.tell(Event("VOICE_STATE_UPDATE", state.payload(), state.member.guild_id))

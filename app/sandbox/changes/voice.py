"""Members enter and leave voice channels."""

from __future__ import annotations

from app.sandbox.world.event import Event
from app.sandbox.world.guild import Guild
from app.sandbox.world.voice import VoiceState
from app.sandbox.world.world import World


def enter(world: World, guild: Guild, state: VoiceState) -> None:
    """Enter a voice channel, from another one if need be, or change how one takes part in it."""
    guild.voice_states[state.user_id] = state
    _changed(world, guild, state, here=True)


def leave(world: World, guild: Guild, user_id: int) -> None:
    """Leave voice; nothing happens to those who are not there."""
    state = guild.voice_states.pop(user_id, None)
    if state:
        _changed(world, guild, state, here=False)


def _changed(world: World, guild: Guild, state: VoiceState, *, here: bool) -> None:
    data = state.payload(here=here) | {"guild_id": str(guild.id)}
    member = guild.members.get(state.user_id)
    if member:
        data["member"] = member.payload()
    world.tell(Event("VOICE_STATE_UPDATE", data, guild.id, world.channels.get(state.channel_id)))

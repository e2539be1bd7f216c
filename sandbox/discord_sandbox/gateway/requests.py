"""What clients ask for once they have identified."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from discord_sandbox.gateway.dispatcher import Dispatcher
from discord_sandbox.gateway.members import REQUEST_MEMBERS, send_members
from discord_sandbox.gateway.protocol import Opcode
from discord_sandbox.gateway.session import Session
from discord_sandbox.gateway.shape import anything, shape
from discord_sandbox.model.checks import Check, array, boolean, integer, mapping, maybe, one_of, snowflake
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.permissions import Permission
from discord_sandbox.operations import voice

Obey: TypeAlias = Callable[[Dispatcher, Session, Payload], None]

PRESENCE: Check = shape(
    {
        "since": maybe(integer(0)),
        "activities": array(mapping(anything)),
        "status": one_of("online", "dnd", "idle", "invisible", "offline"),
        "afk": boolean,
    },
    needed=("since", "activities", "status", "afk"),
)
VOICE: Check = shape(
    {
        "guild_id": snowflake,
        "channel_id": maybe(snowflake),
        "self_mute": boolean,
        "self_deaf": boolean,
    },
    needed=("guild_id", "channel_id"),
)

_CONNECT = int(Permission.VIEW_CHANNEL | Permission.CONNECT)


def _set_presence(_: Dispatcher, session: Session, data: JsonObject) -> None:
    session.presence = data


def _set_voice_state(dispatcher: Dispatcher, session: Session, data: Payload) -> None:
    """Enter, change or leave a voice channel. Discord says nothing to those who may not."""
    world = dispatcher.world
    guild = world.guilds.get(int(data["guild_id"]))
    if guild is None or world.bot.id not in guild.members:
        return
    if data["channel_id"] is None:
        voice.leave(world, guild, world.bot.id)
        return
    channel = guild.channels.get(int(data["channel_id"]))
    if channel is None or world.permissions(world.bot.id, channel) & _CONNECT != _CONNECT:
        return
    deaf, mute = bool(data.get("self_deaf")), bool(data.get("self_mute"))
    bot = guild.members[world.bot.id]
    voice.join(world, guild, bot, channel, session_id=session.id, self_mute=mute, self_deaf=deaf)
    # Without an endpoint a client waits for one, as it does while Discord finds a voice server.
    server: Any = {"token": session.id, "guild_id": str(guild.id), "endpoint": None}
    session.dispatch_payload("VOICE_SERVER_UPDATE", server)


REQUESTS: dict[Opcode, tuple[Check, Obey]] = {
    Opcode.PRESENCE_UPDATE: (PRESENCE, _set_presence),
    Opcode.VOICE_STATE_UPDATE: (VOICE, _set_voice_state),
    Opcode.REQUEST_GUILD_MEMBERS: (REQUEST_MEMBERS, send_members),
}
"""What is understood, how it has to look, and what it does."""

"""Channels and active threads."""

from __future__ import annotations

from app.sandbox.permissions import Permission
from app.sandbox.rest import access
from app.sandbox.rest.request import Request, Response, answer, no_content
from app.sandbox.rest.router import Routes
from app.sandbox.world.event import Event
from app.sandbox.world.world import World

routes = Routes()


@routes.get("/channels/{channel_id}")
def get_channel(world: World, request: Request) -> Response:
    return answer(access.channel(world, request).payload())


@routes.post("/channels/{channel_id}/typing")
def trigger_typing(world: World, request: Request) -> Response:
    channel = access.channel(world, request)
    access.require(world, channel, Permission.SEND_MESSAGES)
    data = {
        "channel_id": str(channel.id),
        "user_id": str(world.bot.id),
        "timestamp": int(world.clock.time()),
    }
    if channel.guild_id is not None:
        member = world.guilds[channel.guild_id].members[world.bot.id]
        data |= {"guild_id": str(channel.guild_id), "member": member.payload()}
    world.tell(Event("TYPING_START", data, channel.guild_id, channel))
    return no_content()


@routes.get("/guilds/{guild_id}/channels")
def list_channels(world: World, request: Request) -> Response:
    guild = access.guild(world, request)
    return answer([channel.payload() for channel in guild.channels.values()])


@routes.get("/guilds/{guild_id}/threads/active")
def list_active_threads(world: World, request: Request) -> Response:
    guild = access.guild(world, request)
    active = [
        thread
        for thread in guild.threads.values()
        if thread.thread
        and not thread.thread.archived
        and world.permissions(world.bot.id, thread) & Permission.VIEW_CHANNEL
    ]
    return answer({"threads": [thread.payload() for thread in active], "members": [], "has_more": False})

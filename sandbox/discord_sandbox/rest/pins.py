"""Pinned messages, by the present routes and by those before them."""

from __future__ import annotations

from discord_sandbox.model.channel import Channel
from discord_sandbox.model.errors import ApiError, ErrorCode
from discord_sandbox.model.message import WRITTEN, Message
from discord_sandbox.model.payload import timestamp
from discord_sandbox.model.permissions import Permission
from discord_sandbox.model.world import World
from discord_sandbox.operations import pins
from discord_sandbox.rest import access
from discord_sandbox.rest.messages import shown
from discord_sandbox.rest.request import Request, Response, answer, no_content
from discord_sandbox.rest.router import Routes

PINS_PER_CHANNEL = 250

routes = Routes()


def _pinned(channel: Channel) -> list[tuple[float, Message]]:
    """When each message was pinned, the latest first."""
    pinned = [(each.pinned_at, each) for each in channel.messages.values() if each.pinned_at is not None]
    return sorted(pinned, key=lambda pin: pin[0], reverse=True)


def _readable(world: World, channel: Channel) -> list[tuple[float, Message]]:
    """The pins, as far as the bot may read what was said before."""
    history = world.permissions(world.bot.id, channel) & Permission.READ_MESSAGE_HISTORY
    return _pinned(channel) if history else []


@routes.get("/channels/{channel_id}/messages/pins")
def list_pins(world: World, request: Request) -> Response:
    channel = access.channel(world, request)
    limit, before = request.number("limit", 50, 1, 50), request.moment("before")
    older = [(at, message) for at, message in _readable(world, channel) if before is None or at < before]
    items = [{"pinned_at": timestamp(at), "message": shown(world, message)} for at, message in older[:limit]]
    return answer({"items": items, "has_more": len(older) > limit})


@routes.get("/channels/{channel_id}/pins")
def list_pins_at_once(world: World, request: Request) -> Response:
    channel = access.channel(world, request)
    return answer([shown(world, message) for _, message in _readable(world, channel)[:50]])


@routes.put("/channels/{channel_id}/messages/pins/{message_id}")
@routes.put("/channels/{channel_id}/pins/{message_id}")
def pin_message(world: World, request: Request) -> Response:
    channel, message = _pinnable(world, request)
    if message.pinned_at is None:
        if len(_pinned(channel)) >= PINS_PER_CHANNEL:
            raise ApiError(ErrorCode.TOO_MANY_PINS)
        pins.pin(world, message, access.cause(world, request))
    return no_content()


@routes.delete("/channels/{channel_id}/messages/pins/{message_id}")
@routes.delete("/channels/{channel_id}/pins/{message_id}")
def unpin_message(world: World, request: Request) -> Response:
    _, message = _pinnable(world, request)
    if message.pinned_at is not None:
        pins.unpin(world, message, access.cause(world, request))
    return no_content()


def _pinnable(world: World, request: Request) -> tuple[Channel, Message]:
    channel, message = access.message_of(world, request)
    access.require(world, channel, Permission.PIN_MESSAGES)
    access.require_active(channel)
    if message.type not in WRITTEN:
        raise ApiError(ErrorCode.SYSTEM_MESSAGE)
    return channel, message

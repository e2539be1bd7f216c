"""Messages that a new one refers to: what it replies to, or what it forwards."""

from __future__ import annotations

from discord_sandbox.model.application import MESSAGE_CONTENT
from discord_sandbox.model.channel import Channel
from discord_sandbox.model.checks import problem, required
from discord_sandbox.model.content_intent import content_is_public
from discord_sandbox.model.errors import ApiError, ErrorCode, invalid_form
from discord_sandbox.model.message import WRITTEN, Message
from discord_sandbox.model.payload import Payload
from discord_sandbox.model.permissions import Permission
from discord_sandbox.model.world import World
from discord_sandbox.rest import access

_READ = int(Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY)


def replied_to(world: World, channel: Channel, reference: Payload) -> Message | None:
    """The message that is answered, if any; it has to be in the same channel."""
    if not reference:
        return None
    if not world.permissions(world.bot.id, channel) & Permission.READ_MESSAGE_HISTORY:
        raise ApiError(ErrorCode.NO_HISTORY_TO_REPLY)
    found = channel.messages.get(int(reference["message_id"]))
    if found is None:
        if reference.get("fail_if_not_exists") is False:
            return None
        raise _refused("REPLIES_UNKNOWN_MESSAGE", "Unknown message")
    if found.type not in WRITTEN:
        raise _refused("REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE", "Cannot reply to a system message")
    return found


def forwarded(world: World, reference: Payload) -> Message:
    """The message that is passed on, which the bot must be able to read where it is."""
    if reference.get("channel_id") is None:
        raise invalid_form({"message_reference": {"channel_id": required()}})
    source = access.visible_channel(world, int(reference["channel_id"]))
    if world.permissions(world.bot.id, source) & _READ != _READ:
        raise ApiError(ErrorCode.MISSING_ACCESS)
    found = access.message(source, int(reference["message_id"]))
    if not (
        world.application.privileged_intents & MESSAGE_CONTENT or content_is_public(world.application, found)
    ):
        raise ApiError(ErrorCode.CANNOT_FORWARD)
    if found.type not in WRITTEN or found.poll:
        raise _refused("MESSAGE_FORWARD_INVALID_TYPE", "This message cannot be forwarded")
    return found


def _refused(code: str, message: str) -> ApiError:
    return invalid_form({"message_reference": problem(code, message)})

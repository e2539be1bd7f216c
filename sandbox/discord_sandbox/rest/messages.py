"""Messages of a channel."""

from __future__ import annotations

from discord_sandbox.model.application import MESSAGE_CONTENT
from discord_sandbox.model.channel import Channel, ChannelType
from discord_sandbox.model.checks import array, record, snowflake
from discord_sandbox.model.content_intent import content_is_public, without_content
from discord_sandbox.model.errors import ApiError, ErrorCode
from discord_sandbox.model.message import UNDELETABLE, WRITTEN, Message, MessageFlag
from discord_sandbox.model.message_payload import message_payload
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.permissions import Permission
from discord_sandbox.model.snowflakes import created_at
from discord_sandbox.model.world import World
from discord_sandbox.operations import messages
from discord_sandbox.operations.draft import Draft
from discord_sandbox.rest import access
from discord_sandbox.rest.drafts import changes_from, draft_from, suppressing
from discord_sandbox.rest.references import forwarded, replied_to
from discord_sandbox.rest.request import Request, Response, answer, no_content
from discord_sandbox.rest.router import Routes
from discord_sandbox.validation.message import CREATE_MESSAGE, EDIT_MESSAGE

BULK_DELETE_SECONDS = 14 * 86_400.0
_FORWARD = 1

routes = Routes()


def shown(world: World, message: Message) -> Payload:
    """The message as the bot may read it: Discord withholds contents here as on the gateway."""
    payload = message_payload(world, message)
    application = world.application
    public = application.privileged_intents & MESSAGE_CONTENT or content_is_public(application, message)
    return payload if public else without_content(payload)


@routes.post("/channels/{channel_id}/messages")
def create_message(world: World, request: Request) -> Response:
    channel = access.channel(world, request)
    if not channel.holds_messages:
        raise ApiError(ErrorCode.NOT_A_TEXT_CHANNEL)
    body = request.checked(CREATE_MESSAGE)
    _check_recipient(world, channel)
    access.require(world, channel, needed_to_send(channel, body, files=bool(request.files)))
    check_lock(world, channel)
    repeated = _repeated(world, channel, body)
    if repeated:
        return answer(shown(world, repeated))
    return answer(shown(world, messages.create(world, channel, world.bot, _draft(world, request, channel))))


def _draft(world: World, request: Request, channel: Channel) -> Draft:
    body: Payload = request.body
    reference = body.get("message_reference") or {}
    if reference.get("type") == _FORWARD:
        return draft_from(world, channel, body, request.files, forwarded=forwarded(world, reference))
    return draft_from(world, channel, body, request.files, reference=replied_to(world, channel, reference))


def _check_recipient(world: World, channel: Channel) -> None:
    """Whether the other person of a direct message can be reached."""
    user = channel.recipient
    if user is None:
        return
    if not any(user.id in guild.members for guild in world.joined_guilds):
        raise ApiError(ErrorCode.NO_SHARED_GUILD)
    if not user.accepts_messages:
        raise ApiError(ErrorCode.CANNOT_MESSAGE_USER)


def needed_to_send(channel: Channel, body: Payload, *, files: bool) -> Permission:
    """The permissions without which the bot cannot say this there."""
    needed = Permission.SEND_MESSAGES_IN_THREADS if channel.thread else Permission.SEND_MESSAGES
    for asked, permission in (
        (files, Permission.ATTACH_FILES),
        (body.get("embeds"), Permission.EMBED_LINKS),
        (body.get("tts"), Permission.SEND_TTS_MESSAGES),
        (body.get("poll") and channel.guild_id, Permission.SEND_POLLS),
        ((body.get("flags") or 0) & MessageFlag.IS_VOICE_MESSAGE, Permission.SEND_VOICE_MESSAGES),
    ):
        if asked:
            needed |= permission
    return needed


def check_lock(world: World, channel: Channel) -> None:
    """In a locked thread only moderators write."""
    if channel.thread and channel.thread.locked:
        if world.permissions(world.bot.id, channel) & Permission.MANAGE_THREADS:
            return
        raise ApiError(ErrorCode.THREAD_LOCKED)


def _repeated(world: World, channel: Channel, body: JsonObject) -> Message | None:
    """The earlier message with this nonce, if the sender wants no second one."""
    if not body.get("enforce_nonce") or body.get("nonce") is None:
        return None
    recent = list(channel.messages.values())[-100:]
    return next((each for each in recent if each.nonce == body["nonce"] and each.author is world.bot), None)


@routes.get("/channels/{channel_id}/messages/{message_id}")
def get_message(world: World, request: Request) -> Response:
    _, message = access.message_of(world, request)
    return answer(shown(world, message))


@routes.get("/channels/{channel_id}/messages")
def list_messages(world: World, request: Request) -> Response:
    """The newest first; ``around``, ``before`` or ``after`` an id."""
    channel = access.channel(world, request)
    if not channel.holds_messages:
        raise ApiError(ErrorCode.NOT_A_TEXT_CHANNEL)
    limit = request.number("limit", 50, 1, 100)
    readable = world.permissions(world.bot.id, channel) & Permission.READ_MESSAGE_HISTORY
    chosen = _page(list(channel.messages.values()) if readable else [], request, limit)
    return answer([shown(world, message) for message in reversed(chosen)])


def _page(everything: list[Message], request: Request, limit: int) -> list[Message]:
    after, around, before = request.bound("after"), request.bound("around"), request.bound("before")
    if after is not None:
        return [message for message in everything if message.id > after][:limit]
    if around is not None:
        older = [message for message in everything if message.id < around]
        newer = [message for message in everything if message.id >= around]
        half = limit // 2
        return older[max(0, len(older) - half) :] + newer[: limit - half]
    return [message for message in everything if before is None or message.id < before][-limit:]


@routes.patch("/channels/{channel_id}/messages/{message_id}")
def edit_message(world: World, request: Request) -> Response:
    channel, message = access.message_of(world, request)
    body = request.checked(EDIT_MESSAGE)
    access.require_active(channel)
    check_lock(world, channel)
    if message.author is not world.bot or message.webhook_id is not None:
        _hide_embeds(world, channel, message, body)
        return answer(shown(world, message))
    if message.type not in WRITTEN:
        raise ApiError(ErrorCode.SYSTEM_MESSAGE)
    if body.get("embeds"):
        access.require(world, channel, Permission.EMBED_LINKS)
    changes = changes_from(world, message, body, request.files)
    messages.edit(world, message, changes, body.get("allowed_mentions"))
    return answer(shown(world, message))


def _hide_embeds(world: World, channel: Channel, message: Message, body: Payload) -> None:
    """All that moderators can change of others' messages: whether their embeds show."""
    if body.keys() != {"flags"} or body["flags"] & ~int(MessageFlag.SUPPRESS_EMBEDS):
        raise ApiError(ErrorCode.NOT_YOURS)
    access.require(world, channel, Permission.MANAGE_MESSAGES)
    messages.edit(world, message, {"flags": suppressing(message, body["flags"])})


@routes.delete("/channels/{channel_id}/messages/{message_id}")
def delete_message(world: World, request: Request) -> Response:
    channel, message = access.message_of(world, request)
    if message.author is not world.bot:
        if channel.guild_id is None:
            raise ApiError(ErrorCode.NOT_IN_PRIVATE)
        access.require(world, channel, Permission.MANAGE_MESSAGES)
    if message.type in UNDELETABLE:
        raise ApiError(ErrorCode.SYSTEM_MESSAGE)
    messages.delete(world, message, world.bot)
    return no_content()


@routes.post("/channels/{channel_id}/messages/bulk-delete")
def bulk_delete_messages(world: World, request: Request) -> Response:
    _, channel = access.guild_channel(world, request)
    access.require(world, channel, Permission.MANAGE_MESSAGES)
    body = request.checked(record({"messages": array(snowflake)}, needed=("messages",)))
    wanted = [int(message_id) for message_id in body["messages"]]
    if not 2 <= len(wanted) <= 100 or len(set(wanted)) < len(wanted):
        raise ApiError(ErrorCode.BULK_DELETE_COUNT)
    oldest = world.clock.time() - BULK_DELETE_SECONDS
    if any(created_at(message_id) < oldest for message_id in wanted):
        raise ApiError(ErrorCode.TOO_OLD_FOR_BULK_DELETE)
    found = [channel.messages[message_id] for message_id in wanted if message_id in channel.messages]
    if found:
        messages.delete_many(world, channel, found, access.cause(world, request))
    return no_content()


@routes.post("/channels/{channel_id}/messages/{message_id}/crosspost")
def crosspost_message(world: World, request: Request) -> Response:
    """Publish an announcement; of others' messages only those who manage messages."""
    channel, message = access.message_of(world, request)
    access.require_kind(channel, (ChannelType.GUILD_ANNOUNCEMENT,))
    access.require(world, channel, Permission.SEND_MESSAGES)
    if message.author is not world.bot:
        access.require(world, channel, Permission.MANAGE_MESSAGES)
    if message.flags & MessageFlag.CROSSPOSTED:
        raise ApiError(ErrorCode.ALREADY_CROSSPOSTED)
    messages.crosspost(world, message)
    return answer(shown(world, message))

"""Messages of a channel."""

from __future__ import annotations

from app.sandbox.changes import messages
from app.sandbox.errors import ApiError, Refusal, invalid_form
from app.sandbox.payload import Payload
from app.sandbox.permissions import Permission
from app.sandbox.rest import access
from app.sandbox.rest.drafts import changes_from, draft_from
from app.sandbox.rest.request import Request, Response, answer, no_content
from app.sandbox.rest.router import Routes
from app.sandbox.rules.form import array, problem, record, snowflake
from app.sandbox.rules.message import CREATE_MESSAGE, EDIT_MESSAGE
from app.sandbox.snowflakes import created_at
from app.sandbox.world.application import MESSAGE_CONTENT
from app.sandbox.world.channel import Channel
from app.sandbox.world.message import Message
from app.sandbox.world.world import World

BULK_DELETE_SECONDS = 14 * 86_400.0

routes = Routes()


def shown(world: World, message: Message) -> Payload:
    """The message as the bot may read it: Discord withholds contents here as on the gateway."""
    payload = message.payload(world.bot.id)
    public = message.author is world.bot or message.guild_id is None or world.bot in message.mentions
    if public or world.application.privileged_intents & MESSAGE_CONTENT:
        return payload
    return payload | {"content": "", "embeds": [], "attachments": [], "components": []}


@routes.post("/channels/{channel_id}/messages")
def create_message(world: World, request: Request) -> Response:
    channel = access.channel(world, request)
    if not channel.holds_messages:
        raise ApiError(Refusal.NOT_A_TEXT_CHANNEL)
    body = request.checked(CREATE_MESSAGE)
    _check_recipient(world, channel)
    access.require(world, channel, _needed_to_send(channel, body, files=bool(request.files)))
    repeated = _repeated(world, channel, body)
    if repeated:
        return answer(shown(world, repeated))
    draft = draft_from(world, channel, body, request.files, _replied_to(channel, body))
    return answer(shown(world, messages.create(world, channel, world.bot, draft)))


def _check_recipient(world: World, channel: Channel) -> None:
    """Whether the other person of a direct message can be reached."""
    user = channel.recipient
    if user is None:
        return
    if not any(user.id in guild.members for guild in world.joined_guilds):
        raise ApiError(Refusal.NO_SHARED_GUILD)
    if not user.accepts_messages:
        raise ApiError(Refusal.CANNOT_MESSAGE_USER)


def _needed_to_send(channel: Channel, body: Payload, *, files: bool) -> Permission:
    needed = Permission.SEND_MESSAGES_IN_THREADS if channel.thread else Permission.SEND_MESSAGES
    if files:
        needed |= Permission.ATTACH_FILES
    if body.get("message_reference"):
        needed |= Permission.READ_MESSAGE_HISTORY
    if body.get("tts"):
        needed |= Permission.SEND_TTS_MESSAGES
    return needed


def _repeated(world: World, channel: Channel, body: Payload) -> Message | None:
    """The earlier message with this nonce, if the sender wants no second one."""
    if not body.get("enforce_nonce") or body.get("nonce") is None:
        return None
    recent = list(channel.messages.values())[-100:]
    return next((each for each in recent if each.nonce == body["nonce"] and each.author is world.bot), None)


def _replied_to(channel: Channel, body: Payload) -> Message | None:
    reference = body.get("message_reference")
    if not reference:
        return None
    if reference.get("type"):
        # A forward is an immutable copy, which no feature of the bot makes yet.
        raise ApiError(Refusal.NOT_IMPLEMENTED)
    found = channel.messages.get(int(reference["message_id"]))
    if found is None and reference.get("fail_if_not_exists", True):
        wrong = problem("REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        raise invalid_form({"message_reference": wrong})
    return found


@routes.get("/channels/{channel_id}/messages/{message_id}")
def get_message(world: World, request: Request) -> Response:
    _, message = access.message_of(world, request)
    return answer(shown(world, message))


@routes.get("/channels/{channel_id}/messages")
def list_messages(world: World, request: Request) -> Response:
    """The newest first; ``around``, ``before`` or ``after`` an id."""
    channel = access.channel(world, request)
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
    _, message = access.message_of(world, request)
    body = request.checked(EDIT_MESSAGE)
    if message.author is not world.bot:
        raise ApiError(Refusal.NOT_YOURS)
    changes = changes_from(world, message, body, request.files)
    messages.edit(world, message, changes, body.get("allowed_mentions"))
    return answer(shown(world, message))


@routes.delete("/channels/{channel_id}/messages/{message_id}")
def delete_message(world: World, request: Request) -> Response:
    channel, message = access.message_of(world, request)
    if message.author is not world.bot:
        if channel.guild_id is None:
            raise ApiError(Refusal.NOT_IN_PRIVATE)
        access.require(world, channel, Permission.MANAGE_MESSAGES)
    messages.delete(world, message)
    return no_content()


@routes.post("/channels/{channel_id}/messages/bulk-delete")
def bulk_delete_messages(world: World, request: Request) -> Response:
    channel = access.channel(world, request)
    if channel.guild_id is None:
        raise ApiError(Refusal.NOT_IN_PRIVATE)
    access.require(world, channel, Permission.MANAGE_MESSAGES)
    body = request.checked(record({"messages": array(snowflake)}, needed=("messages",)))
    wanted = [int(message_id) for message_id in body["messages"]]
    if not 2 <= len(wanted) <= 100 or len(set(wanted)) < len(wanted):
        raise ApiError(Refusal.BULK_DELETE_COUNT)
    oldest = world.clock.time() - BULK_DELETE_SECONDS
    if any(created_at(message_id) < oldest for message_id in wanted):
        raise ApiError(Refusal.TOO_OLD_FOR_BULK_DELETE)
    found = [channel.messages[message_id] for message_id in wanted if message_id in channel.messages]
    messages.delete_many(world, channel, found)
    return no_content()

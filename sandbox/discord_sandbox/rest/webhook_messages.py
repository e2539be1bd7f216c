"""Messages by webhook: of a channel's webhooks, and what follows the first answer to an interaction."""

from __future__ import annotations

from discord_sandbox.model.channel import Channel
from discord_sandbox.model.checks import problem
from discord_sandbox.model.component import SELECTS, ButtonStyle, ComponentType, walk
from discord_sandbox.model.errors import ApiError, ErrorCode, invalid_form
from discord_sandbox.model.message import Message
from discord_sandbox.model.payload import Payload
from discord_sandbox.model.webhook import Webhook
from discord_sandbox.model.world import World
from discord_sandbox.operations import messages, threads
from discord_sandbox.operations.answers import USERS_ONLY
from discord_sandbox.operations.forum_tags import forum_tags
from discord_sandbox.rest import followups
from discord_sandbox.rest.drafts import changes_from, draft_from
from discord_sandbox.rest.messages import shown
from discord_sandbox.rest.request import Request, Response, answer, no_content
from discord_sandbox.rest.router import Routes
from discord_sandbox.rest.webhooks import with_token
from discord_sandbox.validation.message import EDIT_ANSWER, EXECUTE_WEBHOOK
from discord_sandbox.validation.webhook import NAME

routes = Routes(public=True)

_WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"
_PASSIVE = frozenset({ButtonStyle.LINK, ButtonStyle.PREMIUM})


@routes.post(_WEBHOOK)
def execute_webhook(world: World, request: Request) -> Response:
    """Answers with the message only if it is asked to wait for it."""
    if followups.concerns(world, request):
        return followups.create_followup(world, request)
    webhook = with_token(world, request)
    body = request.checked(EXECUTE_WEBHOOK)
    body = _with_components(world, webhook, body, wanted=request.flag("with_components"))
    if body.get("username"):
        wrong = NAME(body["username"])
        if wrong:
            raise invalid_form({"username": wrong})
    message = _send(world, request, webhook, body)
    return answer(shown(world, message)) if request.flag("wait") else no_content()


def _with_components(world: World, webhook: Webhook, body: Payload, *, wanted: bool) -> Payload:
    """Webhooks of others send no components unless they say so, and none that somebody could use."""
    components = body.get("components")
    if not components or webhook.application_id == world.application.id:
        return body
    if not wanted:
        return {name: value for name, value in body.items() if name != "components"}
    for _, component in walk(components):
        asks = component["type"] == ComponentType.BUTTON and component["style"] not in _PASSIVE
        if asks or component["type"] in SELECTS:
            message = "Only application-owned webhooks can send interactive components"
            raise invalid_form({"components": problem("WEBHOOK_COMPONENTS_NOT_ALLOWED", message)})
    return body


def _send(world: World, request: Request, webhook: Webhook, body: Payload) -> Message:
    channel = world.channels[webhook.channel_id]
    thread_id, thread_name = request.bound("thread_id"), body.get("thread_name")
    _check_place(channel, thread_id, thread_name)
    draft = draft_from(world, channel, body, request.files)
    if draft.allowed_mentions is None:
        draft.allowed_mentions = USERS_ONLY
    sender = {"webhook_id": webhook.id, "application_id": webhook.application_id}
    author = webhook.author(body.get("username"), body.get("avatar_url"))
    if thread_name:
        tags = forum_tags(channel, body.get("applied_tags"))
        _, message = threads.post(
            world, channel, thread_name, author, draft, author=sender, applied_tags=tags
        )
        return message
    place = _thread(world, channel, thread_id) if thread_id else channel
    if place.thread and place.thread.locked:
        raise ApiError(ErrorCode.THREAD_LOCKED)
    return messages.create(world, place, author, draft, **sender)


def _check_place(channel: Channel, thread_id: int | None, thread_name: str | None) -> None:
    if thread_id and thread_name:
        raise ApiError(ErrorCode.THREAD_GIVEN_TWICE)
    if channel.is_forum and not (thread_id or thread_name):
        raise ApiError(ErrorCode.FORUM_NEEDS_THREAD)
    if thread_name and not channel.is_forum:
        raise ApiError(ErrorCode.NO_FORUM_FOR_THREAD)


def _thread(world: World, channel: Channel, thread_id: int) -> Channel:
    """A thread of the webhook's channel."""
    thread = world.channels.get(thread_id)
    if thread is None or thread.parent_id != channel.id:
        raise ApiError(ErrorCode.UNKNOWN_CHANNEL)
    return thread


def _message(world: World, request: Request, webhook: Webhook) -> Message:
    """The message of the path, which this webhook has written; in a thread only if that is named."""
    thread_id = request.bound("thread_id")
    channel = world.channels[webhook.channel_id]
    place = _thread(world, channel, thread_id) if thread_id else channel
    found = place.messages.get(int(request.values.get("message_id") or 0))
    if found is None or found.webhook_id != webhook.id:
        raise ApiError(ErrorCode.UNKNOWN_MESSAGE)
    return found


@routes.get(_WEBHOOK + "/messages/@original")
@routes.get(_WEBHOOK + "/messages/{message_id}")
def get_webhook_message(world: World, request: Request) -> Response:
    if followups.concerns(world, request):
        return followups.get_followup(world, request)
    return answer(shown(world, _message(world, request, with_token(world, request))))


@routes.patch(_WEBHOOK + "/messages/@original")
@routes.patch(_WEBHOOK + "/messages/{message_id}")
def edit_webhook_message(world: World, request: Request) -> Response:
    if followups.concerns(world, request):
        return followups.edit_followup(world, request)
    webhook = with_token(world, request)
    message = _message(world, request, webhook)
    body = request.checked(EDIT_ANSWER)
    body = _with_components(world, webhook, body, wanted=request.flag("with_components"))
    changes = changes_from(world, message, body, request.files)
    mentions = body.get("allowed_mentions")
    messages.edit(world, message, changes, USERS_ONLY if mentions is None else mentions)
    return answer(shown(world, message))


@routes.delete(_WEBHOOK + "/messages/@original")
@routes.delete(_WEBHOOK + "/messages/{message_id}")
def delete_webhook_message(world: World, request: Request) -> Response:
    if followups.concerns(world, request):
        return followups.delete_followup(world, request)
    messages.delete(world, _message(world, request, with_token(world, request)))
    return no_content()

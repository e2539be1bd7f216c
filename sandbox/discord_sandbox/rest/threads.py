"""Threads and the posts of forums."""

from __future__ import annotations

from discord_sandbox.model.channel import Channel, ChannelFlag, ChannelType
from discord_sandbox.model.checks import problem
from discord_sandbox.model.errors import ApiError, ErrorCode, invalid_form
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.permissions import Permission
from discord_sandbox.model.thread import Thread
from discord_sandbox.model.world import World
from discord_sandbox.operations import threads
from discord_sandbox.operations.forum_tags import forum_tags
from discord_sandbox.rest import access
from discord_sandbox.rest.drafts import draft_from
from discord_sandbox.rest.messages import needed_to_send, shown
from discord_sandbox.rest.request import Request, Response, answer
from discord_sandbox.rest.router import Routes
from discord_sandbox.validation.channel import (
    EDIT_THREAD,
    START_POST,
    START_THREAD,
    START_THREAD_FROM_MESSAGE,
)

routes = Routes()

CREATED = 201
_PARENTS = (ChannelType.GUILD_TEXT, ChannelType.GUILD_ANNOUNCEMENT)


@routes.post("/channels/{channel_id}/messages/{message_id}/threads")
def start_thread_from_message(world: World, request: Request) -> Response:
    channel, message = access.message_of(world, request)
    access.require_kind(channel, _PARENTS)
    access.require(world, channel, Permission.CREATE_PUBLIC_THREADS)
    body = request.checked(START_THREAD_FROM_MESSAGE)
    if message.thread_id:
        raise ApiError(ErrorCode.ALREADY_HAS_THREAD)
    announced = channel.type is ChannelType.GUILD_ANNOUNCEMENT
    kind = ChannelType.ANNOUNCEMENT_THREAD if announced else ChannelType.PUBLIC_THREAD
    cause = access.cause(world, request)
    thread = threads.start(
        world, channel, body.pop("name"), world.bot, kind, source=message, cause=cause, **body
    )
    return answer(thread.payload(world.bot.id), CREATED)


@routes.post("/channels/{channel_id}/threads")
def start_thread(world: World, request: Request) -> Response:
    _, channel = access.guild_channel(world, request)
    if channel.is_forum:
        return _start_post(world, request, channel)
    access.require_kind(channel, _PARENTS)
    body = request.checked(START_THREAD)
    kind = ChannelType(body.pop("type", None) or ChannelType.PRIVATE_THREAD)
    _check_kind(channel, kind)
    private = kind is ChannelType.PRIVATE_THREAD
    needed = Permission.CREATE_PRIVATE_THREADS if private else Permission.CREATE_PUBLIC_THREADS
    access.require(world, channel, needed)
    if not private:
        body.pop("invitable", None)
    cause = access.cause(world, request)
    thread = threads.start(world, channel, body.pop("name"), world.bot, kind, cause=cause, **body)
    return answer(thread.payload(world.bot.id), CREATED)


def _check_kind(channel: Channel, kind: ChannelType) -> None:
    """Announcement channels have their own kind of threads, and text channels the others."""
    announced = channel.type is ChannelType.GUILD_ANNOUNCEMENT
    if announced != (kind is ChannelType.ANNOUNCEMENT_THREAD):
        wrong = problem("CHANNEL_TYPE_INVALID", "Threads of this type cannot be started here")
        raise invalid_form({"type": wrong})


def _start_post(world: World, request: Request, forum: Channel) -> Response:
    body = request.checked(START_POST)
    described: Payload = body["message"]
    access.require(world, forum, needed_to_send(forum, described, files=bool(request.files)))
    tags = checked_tags(world, forum, body.get("applied_tags"))
    draft = draft_from(world, forum, described, request.files)
    thread, message = threads.post(
        world,
        forum,
        body["name"],
        world.bot,
        draft,
        cause=access.cause(world, request),
        applied_tags=tags,
        auto_archive_duration=body.get("auto_archive_duration"),
        rate_limit_per_user=body.get("rate_limit_per_user"),
    )
    return answer(thread.payload(world.bot.id) | {"message": shown(world, message)}, CREATED)


def checked_tags(world: World, forum: Channel, given: list[object] | None) -> list[int]:
    """The tags that a post gets; some are for moderators to give."""
    tags = forum_tags(forum, given)
    moderated = any(int(tag["id"]) in tags and tag["moderated"] for tag in forum.tags)
    if moderated:
        access.require(world, forum, Permission.MANAGE_THREADS)
    return tags


def edit_thread(world: World, request: Request, thread: Channel) -> Response:
    """PATCH of a channel that is a thread."""
    body = {key: value for key, value in request.checked(EDIT_THREAD).items() if value is not None}
    state = thread.thread
    if state is None:
        raise ApiError(ErrorCode.WRONG_CHANNEL_TYPE)
    _check_allowed(world, thread, state, body)
    parent = world.channels[thread.parent_id or 0]
    if "applied_tags" in body:
        body["applied_tags"] = checked_tags(world, parent, body["applied_tags"])
    if body.get("flags", 0) & ChannelFlag.PINNED:
        _check_pinning(world, parent, thread)
    threads.update(world, thread, access.cause(world, request), **body)
    return answer(thread.payload(world.bot.id))


def _check_pinning(world: World, forum: Channel, post: Channel) -> None:
    """A forum has one post at its top."""
    if not forum.is_forum:
        raise ApiError(ErrorCode.WRONG_CHANNEL_TYPE)
    posts = world.guilds[forum.guild_id or 0].threads_of(forum)
    if any(each.flags & ChannelFlag.PINNED for each in posts if each is not post):
        raise ApiError(ErrorCode.TOO_MANY_PINNED_POSTS)


def _check_allowed(world: World, thread: Channel, state: Thread, body: JsonObject) -> None:
    """Moderators may change everything; whoever can write may open it again, and its owner may do a little."""
    granted = world.permissions(world.bot.id, thread)
    if not granted & Permission.MANAGE_THREADS:
        owner = state.owner_id == world.bot.id
        if body.keys() <= {"archived"} and body.get("archived") is False and not state.locked:
            access.require(world, thread, Permission.SEND_MESSAGES_IN_THREADS)
        elif state.locked:
            raise ApiError(ErrorCode.THREAD_LOCKED)
        elif not owner or body.keys() & {"locked", "rate_limit_per_user", "flags", "invitable"}:
            raise ApiError(ErrorCode.MISSING_PERMISSIONS)
    if state.archived and body.get("archived") is not False:
        raise ApiError(ErrorCode.THREAD_ARCHIVED)

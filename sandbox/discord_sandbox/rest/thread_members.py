"""Who is in a thread."""

from __future__ import annotations

from discord_sandbox.model.application import MEMBERS
from discord_sandbox.model.channel import Channel, ChannelType
from discord_sandbox.model.errors import ApiError, ErrorCode
from discord_sandbox.model.payload import JsonObject
from discord_sandbox.model.permissions import Permission
from discord_sandbox.model.thread import Thread
from discord_sandbox.model.world import World
from discord_sandbox.operations import thread_members
from discord_sandbox.rest import access
from discord_sandbox.rest.request import Request, Response, answer, no_content
from discord_sandbox.rest.router import Routes

MEMBERS_PER_THREAD = 1000

routes = Routes()

_PATH = "/channels/{channel_id}/thread-members"


def _thread(world: World, request: Request) -> tuple[Channel, Thread]:
    channel = access.channel(world, request)
    if channel.thread is None:
        raise ApiError(ErrorCode.WRONG_CHANNEL_TYPE)
    return channel, channel.thread


@routes.put(_PATH + "/@me")
def join_thread(world: World, request: Request) -> Response:
    thread, state = _thread(world, request)
    access.require_active(thread)
    _check_room(state, world.bot.id)
    thread_members.join(world, thread, [world.bot])
    return no_content()


@routes.put(_PATH + "/{user_id}")
def add_thread_member(world: World, request: Request) -> Response:
    """Needs to be able to write there; in private threads that are closed to it also to moderate."""
    thread, state = _thread(world, request)
    access.require_active(thread)
    access.require(world, thread, Permission.SEND_MESSAGES_IN_THREADS)
    if state.invitable is False:
        access.require(world, thread, Permission.MANAGE_THREADS)
    guild = world.guilds[thread.guild_id or 0]
    user = access.member(guild, request.id("user_id")).user
    if not world.permissions(user.id, world.channels[thread.parent_id or 0]) & Permission.VIEW_CHANNEL:
        raise ApiError(ErrorCode.MISSING_ACCESS)
    _check_room(state, user.id)
    thread_members.join(world, thread, [user], by=world.bot)
    return no_content()


def _check_room(state: Thread, user_id: int) -> None:
    if user_id not in state.members and len(state.members) >= MEMBERS_PER_THREAD:
        raise ApiError(ErrorCode.TOO_MANY_IN_THREAD)


@routes.delete(_PATH + "/@me")
def leave_thread(world: World, request: Request) -> Response:
    thread, _ = _thread(world, request)
    access.require_active(thread)
    thread_members.leave(world, thread, world.bot.id)
    return no_content()


@routes.delete(_PATH + "/{user_id}")
def remove_thread_member(world: World, request: Request) -> Response:
    thread, state = _thread(world, request)
    access.require_active(thread)
    own = thread.type is ChannelType.PRIVATE_THREAD and state.owner_id == world.bot.id
    if not own:
        access.require(world, thread, Permission.MANAGE_THREADS)
    user_id = request.id("user_id")
    if user_id not in state.members:
        raise ApiError(ErrorCode.UNKNOWN_MEMBER)
    thread_members.leave(world, thread, user_id)
    return no_content()


@routes.get(_PATH + "/{user_id}")
def get_thread_member(world: World, request: Request) -> Response:
    thread, state = _thread(world, request)
    user_id = request.id("user_id")
    if user_id not in state.members:
        raise ApiError(ErrorCode.UNKNOWN_MEMBER)
    return answer(_member(world, thread, state, user_id, full=request.flag("with_member")))


@routes.get(_PATH)
def list_thread_members(world: World, request: Request) -> Response:
    """By pages when it is with the members in full, and all at once otherwise."""
    thread, state = _thread(world, request)
    if not world.application.privileged_intents & MEMBERS:
        raise ApiError(ErrorCode.MISSING_ACCESS)
    full = request.flag("with_member")
    found = sorted(state.members)
    if full:
        after = request.bound("after") or 0
        found = [each for each in found if each > after][: request.number("limit", 100, 1, 100)]
    return answer([_member(world, thread, state, user_id, full=full) for user_id in found])


def _member(world: World, thread: Channel, state: Thread, user_id: int, *, full: bool) -> JsonObject:
    payload = state.member_payload(thread.id, user_id)
    member = world.member(user_id, thread.guild_id)
    return payload | ({"member": member.payload()} if full and member else {})

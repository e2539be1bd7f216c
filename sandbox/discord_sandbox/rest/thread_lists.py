"""Finding threads: active ones, archived ones, and posts by what they are called and tagged."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from discord_sandbox.model.channel import Channel, ChannelType
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.guild_create import active_threads, visible
from discord_sandbox.model.payload import JsonObject
from discord_sandbox.model.permissions import Permission
from discord_sandbox.model.world import World
from discord_sandbox.rest import access
from discord_sandbox.rest.messages import shown
from discord_sandbox.rest.request import Request, Response, answer
from discord_sandbox.rest.router import Routes

routes = Routes()

_PUBLIC = frozenset({ChannelType.PUBLIC_THREAD, ChannelType.ANNOUNCEMENT_THREAD})
_PRIVATE = frozenset({ChannelType.PRIVATE_THREAD})


@routes.get("/guilds/{guild_id}/threads/active")
def list_active_threads(world: World, request: Request) -> Response:
    """The newest first."""
    found = active_threads(world, access.guild(world, request))
    newest_first = sorted(found, key=lambda thread: thread.id, reverse=True)
    return answer(_listed(world, newest_first) | {"has_more": False})


@routes.get("/channels/{channel_id}/threads/archived/public")
def list_public_archived_threads(world: World, request: Request) -> Response:
    guild, channel = access.guild_channel(world, request)
    access.require(world, channel, Permission.READ_MESSAGE_HISTORY)
    return _by_time(world, request, guild, channel, _PUBLIC)


@routes.get("/channels/{channel_id}/threads/archived/private")
def list_private_archived_threads(world: World, request: Request) -> Response:
    guild, channel = access.guild_channel(world, request)
    access.require(world, channel, Permission.READ_MESSAGE_HISTORY | Permission.MANAGE_THREADS)
    return _by_time(world, request, guild, channel, _PRIVATE)


@routes.get("/channels/{channel_id}/users/@me/threads/archived/private")
def list_joined_archived_threads(world: World, request: Request) -> Response:
    guild, channel = access.guild_channel(world, request)
    access.require(world, channel, Permission.READ_MESSAGE_HISTORY)
    before = request.bound("before")
    joined = [
        thread
        for thread in _archived(guild, channel, _PRIVATE)
        if thread.thread and world.bot.id in thread.thread.members and (before is None or thread.id < before)
    ]
    joined.sort(key=lambda thread: thread.id, reverse=True)
    return _page(world, request, joined)


def _archived(guild: Guild, channel: Channel, kinds: frozenset[ChannelType]) -> list[Channel]:
    return [
        thread
        for thread in guild.threads_of(channel)
        if thread.thread and thread.thread.archived and thread.type in kinds
    ]


def _by_time(
    world: World, request: Request, guild: Guild, channel: Channel, kinds: frozenset[ChannelType]
) -> Response:
    """Those archived last come first."""
    before = request.moment("before")
    found = [
        (thread.thread.archive_changed_at, thread)
        for thread in _archived(guild, channel, kinds)
        if thread.thread and (before is None or thread.thread.archive_changed_at < before)
    ]
    found.sort(key=lambda pair: pair[0], reverse=True)
    return _page(world, request, [thread for _, thread in found])


def _page(world: World, request: Request, found: list[Channel]) -> Response:
    limit = request.number("limit", 50, 2, 100)
    return answer(_listed(world, found[:limit]) | {"has_more": len(found) > limit})


def _listed(world: World, threads: Iterable[Channel]) -> JsonObject:
    """The threads, and how the bot is in those that it has joined."""
    listed = list(threads)
    return {
        "threads": [thread.payload() for thread in listed],
        "members": [
            thread.thread.member_payload(thread.id, world.bot.id)
            for thread in listed
            if thread.thread and world.bot.id in thread.thread.members
        ],
    }


@routes.get("/channels/{channel_id}/threads/search")
def search_threads(world: World, request: Request) -> Response:
    """Posts of a forum by name, tags and state."""
    guild, channel = access.guild_channel(world, request)
    access.require(world, channel, Permission.READ_MESSAGE_HISTORY)
    wanted = _filters(request)
    found = [
        thread
        for thread in guild.threads_of(channel)
        if visible(world, thread) and all(fits(thread) for fits in wanted)
    ]
    found.sort(key=_sorting(request), reverse=request.choice("sort_order", "desc", ("asc", "desc")) == "desc")
    offset, limit = request.number("offset", 0, 0, 9975), request.number("limit", 25, 1, 25)
    page = found[offset : offset + limit]
    firsts = [thread.messages[thread.id] for thread in page if thread.id in thread.messages]
    return answer(
        _listed(world, page)
        | {
            "first_messages": [shown(world, message) for message in firsts],
            "has_more": len(found) > offset + limit,
            "total_results": len(found),
        }
    )


def _filters(request: Request) -> list[Callable[[Channel], bool]]:
    filters: list[Callable[[Channel], bool]] = []
    name = request.query.get("name", "").casefold()
    if name:
        filters.append(lambda thread: name in (thread.name or "").casefold())
    tags = request.snowflakes("tag", 20)
    if tags:
        every = request.choice("tag_setting", "match_some", ("match_all", "match_some")) == "match_all"
        filters.append(lambda thread: _tagged(thread, tags, every=every))
    if "archived" in request.query:
        archived = request.flag("archived")
        filters.append(lambda thread: thread.thread is not None and thread.thread.archived == archived)
    least, most = request.bound("min_id"), request.bound("max_id")
    filters.append(lambda thread: (least or 0) < thread.id and (most is None or thread.id < most))
    return filters


def _tagged(thread: Channel, tags: set[int], *, every: bool) -> bool:
    applied = set(thread.thread.applied_tags) if thread.thread else set()
    return tags <= applied if every else bool(tags & applied)


def _sorting(request: Request) -> Callable[[Channel], float]:
    known = ("last_message_time", "archive_time", "relevance", "creation_time")
    match request.choice("sort_by", "last_message_time", known):
        case "archive_time":
            return lambda thread: thread.thread.archive_changed_at if thread.thread else 0.0
        case "last_message_time":
            return lambda thread: thread.last_message_id or thread.id
        case _:
            return lambda thread: thread.id

"""Searching the messages of a guild."""

from __future__ import annotations

from discord_sandbox.model.application import MESSAGE_CONTENT
from discord_sandbox.model.channel import Channel
from discord_sandbox.model.errors import ApiError, ErrorCode
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.message import Message
from discord_sandbox.model.message_payload import message_payload
from discord_sandbox.model.payload import JsonObject
from discord_sandbox.model.permissions import Permission
from discord_sandbox.model.world import World
from discord_sandbox.rest import access
from discord_sandbox.rest.message_filters import filters, occurrences
from discord_sandbox.rest.request import Request, Response, answer
from discord_sandbox.rest.router import Routes

FARTHEST = 9975
PER_PAGE = 25
CHANNELS = 500
_READ = int(Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY)

routes = Routes()


@routes.get("/guilds/{guild_id}/messages/search")
def search_messages(world: World, request: Request) -> Response:
    """Needs the privileged intent for contents. While the index is made, it says when to ask again."""
    guild = access.guild(world, request, Permission.READ_MESSAGE_HISTORY)
    if not world.application.privileged_intents & MESSAGE_CONTENT:
        raise ApiError(ErrorCode.MISSING_ACCESS)
    limit, offset = request.number("limit", PER_PAGE, 1, PER_PAGE), request.number("offset", 0, 0, FARTHEST)
    wanted, places = filters(request), _places(world, request, guild)
    waiting = guild.indexed_at - world.clock.time()
    if waiting > 0:
        return answer(_not_yet(waiting), 202)
    found = [
        message
        for place in places
        for message in place.messages.values()
        if all(fits(message) for fits in wanted)
    ]
    page = _sorted(request, found)[offset : offset + limit]
    return answer(_result(world, guild, page, len(found)))


def _not_yet(seconds: float) -> JsonObject:
    return {
        "message": "Index not yet available. Try again later",
        "code": 110000,
        "documents_indexed": 0,
        "retry_after": int(seconds) + 1,
    }


def _places(world: World, request: Request, guild: Guild) -> list[Channel]:
    """Where the bot may read; age-restricted channels only on demand."""
    named = request.snowflakes("channel_id", CHANNELS)
    restricted = request.flag("include_nsfw")
    return [
        place
        for place in (*guild.channels.values(), *guild.threads.values())
        if place.messages
        and (not named or place.id in named)
        and (restricted or not _age_restricted(guild, place))
        and world.permissions(world.bot.id, place) & _READ == _READ
    ]


def _age_restricted(guild: Guild, place: Channel) -> bool:
    return place.nsfw or bool(place.thread and guild.channels[place.parent_id or 0].nsfw)


def _sorted(request: Request, found: list[Message]) -> list[Message]:
    """The newest first, unless asked otherwise; the order does not matter to relevance."""
    by = request.choice("sort_by", "timestamp", ("timestamp", "relevance"))
    descending = request.choice("sort_order", "desc", ("asc", "desc")) == "desc"
    if by == "relevance":
        text = request.query.get("content", "")
        return sorted(found, key=lambda message: (-occurrences(text, message.content), -message.id))
    return sorted(found, key=lambda message: message.id, reverse=descending)


def _result(world: World, guild: Guild, page: list[Message], total: int) -> JsonObject:
    where = {message.channel_id for message in page}
    threads = [guild.threads[channel_id] for channel_id in sorted(where) if channel_id in guild.threads]
    return {
        "doing_deep_historical_index": False,
        "total_results": total,
        "messages": [[_hit(world, message)] for message in page],
        "threads": [thread.payload() for thread in threads],
        "members": [
            thread.thread.member_payload(thread.id, world.bot.id)
            for thread in threads
            if thread.thread and world.bot.id in thread.thread.members
        ],
    }


def _hit(world: World, message: Message) -> JsonObject:
    """A message as search shows it: without its reactions."""
    payload = message_payload(world, message) | {"hit": True}
    payload.pop("reactions", None)
    return payload

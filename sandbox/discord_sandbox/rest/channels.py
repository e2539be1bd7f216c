"""Channels."""

from __future__ import annotations

from typing import Any

from discord_sandbox.model.channel import Channel, ChannelType
from discord_sandbox.model.checks import problem
from discord_sandbox.model.errors import ApiError, ErrorCode, invalid_form
from discord_sandbox.model.event import Event
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.guild_create import visible
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.permissions import Permission
from discord_sandbox.model.world import World
from discord_sandbox.operations import channels
from discord_sandbox.rest import access, overwrites
from discord_sandbox.rest.request import Request, Response, answer, no_content
from discord_sandbox.rest.router import Routes
from discord_sandbox.rest.threads import edit_thread
from discord_sandbox.validation.channel import CREATE_CHANNEL, EDIT_CHANNEL, MOVE_CHANNELS, fitting, tag

CHANNELS_PER_GUILD = 500
CHANNELS_PER_CATEGORY = 50

routes = Routes()


@routes.get("/channels/{channel_id}")
def get_channel(world: World, request: Request) -> Response:
    return answer(access.channel(world, request).payload(world.bot.id))


@routes.patch("/channels/{channel_id}")
def edit_channel(world: World, request: Request) -> Response:
    guild, channel = access.guild_channel(world, request)
    if channel.thread:
        return edit_thread(world, request, channel)
    access.require(world, channel, Permission.MANAGE_CHANNELS)
    body = request.checked(EDIT_CHANNEL)
    changes = _changes(world, guild, channel, body)
    channels.update(world, channel, access.cause(world, request), **changes)
    return answer(channel.payload())


def _changes(world: World, guild: Guild, channel: Channel, body: Payload) -> dict[str, Any]:
    if "type" in body and body["type"] is not None and body["type"] != channel.type:
        _check_conversion(guild, channel)
    if body.get("permission_overwrites") is not None:
        access.require(world, channel, Permission.MANAGE_ROLES)
    return _attributes(world, guild, channel, ChannelType(body.get("type") or channel.type), body)


def _check_conversion(guild: Guild, channel: Channel) -> None:
    """A text channel can become one for announcements and back, where the guild has those."""
    convertible = {ChannelType.GUILD_TEXT, ChannelType.GUILD_ANNOUNCEMENT}
    if channel.type not in convertible or "NEWS" not in guild.features:
        wrong = problem("CHANNEL_TYPE_INVALID", "The channel cannot become one of this type")
        raise invalid_form({"type": wrong})


def _attributes(
    world: World, guild: Guild, channel: Channel | None, kind: ChannelType, body: Payload
) -> dict[str, Any]:
    """The attributes of a channel that a body sets; ``channel`` is None for a new one."""
    wrong = fitting(kind, body)
    if wrong:
        raise invalid_form(wrong)
    attributes = dict(body)
    attributes.pop("type", None)
    if channel is not None:
        attributes["type"] = kind
    if "name" in attributes:
        attributes["name"] = _name(kind, attributes["name"])
    for name in _NEVER_NULL & attributes.keys():
        if attributes[name] is None:
            del attributes[name]
    if "parent_id" in attributes:
        attributes["parent_id"] = _category(guild, channel, attributes["parent_id"])
    if "permission_overwrites" in attributes:
        found = overwrites.read_all(guild, attributes.pop("permission_overwrites") or [])
        overwrites.require_own(world, guild, channel, found.values())
        attributes["overwrites"] = found
    if "available_tags" in attributes:
        tags = attributes.pop("available_tags") or []
        attributes["tags"] = [tag(each, int(each.get("id") or world.snowflakes.next())) for each in tags]
    return attributes


_NEVER_NULL = frozenset(
    {
        *("position", "nsfw", "rate_limit_per_user", "bitrate", "user_limit", "video_quality_mode", "flags"),
        *("default_forum_layout", "default_tag_setting"),
    }
)
"""What null leaves as it is."""


def _category(guild: Guild, channel: Channel | None, given: object) -> int | None:
    if given is None:
        return None
    parent = guild.channels.get(int(str(given)))
    if parent is None or parent.type is not ChannelType.GUILD_CATEGORY:
        raise invalid_form({"parent_id": problem("CHANNEL_PARENT_INVALID", "Category does not exist")})
    inside = [each for each in guild.channels.values() if each.parent_id == parent.id and each is not channel]
    if len(inside) >= CHANNELS_PER_CATEGORY:
        message = f"Maximum number of channels in category reached ({CHANNELS_PER_CATEGORY})"
        raise invalid_form({"parent_id": problem("CHANNEL_PARENT_MAX_CHANNELS", message)})
    return parent.id


@routes.delete("/channels/{channel_id}")
def delete_channel(world: World, request: Request) -> Response:
    channel = access.channel(world, request)
    if channel.guild_id is None:
        # A direct message is only closed: it is there again with the next word in it.
        return answer(channel.payload())
    needed = Permission.MANAGE_THREADS if channel.thread else Permission.MANAGE_CHANNELS
    access.require(world, channel, needed)
    channels.delete(world, channel, access.cause(world, request))
    return answer(channel.payload())


@routes.post("/channels/{channel_id}/typing")
def trigger_typing(world: World, request: Request) -> Response:
    channel = access.channel(world, request)
    speaking = Permission.SEND_MESSAGES_IN_THREADS if channel.thread else Permission.SEND_MESSAGES
    access.require(world, channel, speaking)
    data = {
        "channel_id": str(channel.id),
        "user_id": str(world.bot.id),
        "timestamp": int(world.clock.time()),
    }
    if channel.guild_id is not None:
        member = world.guilds[channel.guild_id].members[world.bot.id]
        data |= {"guild_id": str(channel.guild_id), "member": member.payload()}
    world.emit(Event("TYPING_START", data, channel.guild_id, channel))
    return no_content()


@routes.get("/guilds/{guild_id}/channels")
def list_channels(world: World, request: Request) -> Response:
    """Those that the bot can see: since November 2026 the others are left out."""
    guild = access.guild(world, request)
    return answer([channel.payload() for channel in guild.channels.values() if visible(world, channel)])


@routes.post("/guilds/{guild_id}/channels")
def create_channel(world: World, request: Request) -> Response:
    guild = access.guild(world, request, Permission.MANAGE_CHANNELS)
    body = request.checked(CREATE_CHANNEL)
    if len(guild.channels) >= CHANNELS_PER_GUILD:
        raise ApiError(ErrorCode.TOO_MANY_CHANNELS)
    kind = ChannelType(body.get("type") or ChannelType.GUILD_TEXT)
    attributes = _attributes(world, guild, None, kind, body)
    known = {key: value for key, value in attributes.items() if value is not None}
    channel = channels.create(world, guild, kind=kind, cause=access.cause(world, request), **known)
    return answer(channel.payload(), 201)


def _name(kind: ChannelType, name: str) -> str:
    """Channels in which one writes have no capitals and no spaces."""
    if kind in {ChannelType.GUILD_CATEGORY, *ChannelType.voice(), *ChannelType.forums()}:
        return name
    return "-".join(name.lower().split())


@routes.patch("/guilds/{guild_id}/channels")
def move_channels(world: World, request: Request) -> Response:
    """Change positions and categories of several channels."""
    guild = access.guild(world, request, Permission.MANAGE_CHANNELS)
    body = request.checked(MOVE_CHANNELS)
    moves = [(guild.channels.get(int(move["id"])), move) for move in body]
    if any(channel is None for channel, _ in moves):
        raise ApiError(ErrorCode.UNKNOWN_CHANNEL)
    for channel, move in moves:
        if channel:
            channels.update(world, channel, **_moved(guild, channel, move))
    return no_content()


def _moved(guild: Guild, channel: Channel, move: JsonObject) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if move.get("position") is not None:
        changes["position"] = move["position"]
    if "parent_id" in move:
        changes["parent_id"] = _category(guild, channel, move["parent_id"])
        if move.get("lock_permissions") and changes["parent_id"]:
            changes["overwrites"] = dict(guild.channels[changes["parent_id"]].overwrites)
    return changes

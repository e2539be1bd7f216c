"""Permission overwrites of a channel."""

from __future__ import annotations

from collections.abc import Iterable

from discord_sandbox.model.channel import Channel, Overwrite
from discord_sandbox.model.checks import at, problem
from discord_sandbox.model.errors import ApiError, ErrorCode, invalid_form
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.permissions import ALL, Permission
from discord_sandbox.model.world import World
from discord_sandbox.operations import channels
from discord_sandbox.rest import access
from discord_sandbox.rest.request import Request, Response, no_content
from discord_sandbox.rest.router import Routes
from discord_sandbox.validation.channel import SET_OVERWRITE

routes = Routes()

ROLE, MEMBER = 0, 1
_PATH = "/channels/{channel_id}/permissions/{overwrite_id}"


@routes.put(_PATH)
def set_overwrite(world: World, request: Request) -> Response:
    guild, channel = _changeable(world, request)
    body = request.checked(SET_OVERWRITE)
    change = read(guild, body | {"id": request.id("overwrite_id")})
    require_own(world, guild, channel, [change])
    channels.overwrite(world, channel, change, access.cause(world, request))
    return no_content()


@routes.delete(_PATH)
def delete_overwrite(world: World, request: Request) -> Response:
    _, channel = _changeable(world, request)
    found = channel.overwrites.get(request.id("overwrite_id"))
    if found is None:
        raise ApiError(ErrorCode.UNKNOWN_OVERWRITE)
    channels.remove_overwrite(world, channel, found, access.cause(world, request))
    return no_content()


def _changeable(world: World, request: Request) -> tuple[Guild, Channel]:
    guild, channel = access.guild_channel(world, request)
    if channel.thread:
        raise ApiError(ErrorCode.WRONG_CHANNEL_TYPE)
    access.require(world, channel, Permission.MANAGE_ROLES)
    return guild, channel


def read(guild: Guild, body: Payload) -> Overwrite:
    """An overwrite from its description, which has been checked."""
    target, kind = int(body["id"]), body.get("type")
    if kind is None:
        kind = ROLE if target in guild.roles else MEMBER
    known = guild.roles if kind == ROLE else guild.members
    if target not in known:
        raise ApiError(ErrorCode.UNKNOWN_OVERWRITE)
    return Overwrite(target, kind, int(body.get("allow") or 0), int(body.get("deny") or 0))


def read_all(guild: Guild, bodies: list[JsonObject]) -> dict[int, Overwrite]:
    """The overwrites of a channel as it shall be."""
    found: dict[int, Overwrite] = {}
    for index, body in enumerate(bodies):
        try:
            change = read(guild, body)
        except ApiError as error:
            wrong = problem("UNKNOWN_OVERWRITE", "There is no such role or member")
            raise invalid_form(at(("permission_overwrites", index, "id"), wrong)) from error
        found[change.id] = change
    return found


def require_own(world: World, guild: Guild, channel: Channel | None, overwrites: Iterable[Overwrite]) -> None:
    """Only what the bot may do itself can it allow or deny, unless the channel lets it manage permissions.

    ``channel`` is None for one that is yet to be made, where only administrators can set that.
    """
    own = world.guild_permissions(world.bot.id, guild)
    if own == ALL or (channel and _trusted(world, channel)):
        return
    for change in overwrites:
        touched = change.allow | change.deny
        if touched & ~own or (channel is None and touched & Permission.MANAGE_ROLES):
            raise ApiError(ErrorCode.MISSING_PERMISSIONS)


def _trusted(world: World, channel: Channel) -> bool:
    """Whether an overwrite of the channel itself allows the bot to manage its permissions."""
    member = world.member(world.bot.id, channel.guild_id)
    mine = {world.bot.id, *(member.roles if member else ())}
    return any(
        each.allow & Permission.MANAGE_ROLES for each in channel.overwrites.values() if each.id in mine
    )

"""Emojis of a guild."""

from __future__ import annotations

from discord_sandbox.model.emoji import Emoji
from discord_sandbox.model.errors import ApiError, ErrorCode
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.permissions import Permission
from discord_sandbox.model.user import User
from discord_sandbox.model.world import World
from discord_sandbox.operations import emojis
from discord_sandbox.rest import access
from discord_sandbox.rest.request import Request, Response, answer, no_content
from discord_sandbox.rest.router import Routes
from discord_sandbox.validation.expression import CREATE_EMOJI, EDIT_EMOJI
from discord_sandbox.validation.image import read

EMOJIS_PER_GUILD = 50
"""Of each kind, in a guild that is not boosted."""

routes = Routes()

_PATH = "/guilds/{guild_id}/emojis"


@routes.get(_PATH)
def list_emojis(world: World, request: Request) -> Response:
    return answer([emoji.payload() for emoji in access.guild(world, request).emojis.values()])


@routes.get(_PATH + "/{emoji_id}")
def get_emoji(world: World, request: Request) -> Response:
    return answer(_emoji(access.guild(world, request), request).payload())


def _emoji(guild: Guild, request: Request) -> Emoji:
    found = guild.emojis.get(request.id("emoji_id"))
    if found is None:
        raise ApiError(ErrorCode.UNKNOWN_EMOJI)
    return found


@routes.post(_PATH)
def create_emoji(world: World, request: Request) -> Response:
    guild = access.guild(world, request, Permission.CREATE_GUILD_EXPRESSIONS)
    body = request.checked(CREATE_EMOJI)
    picture = read(body["image"])
    animated = picture is not None and picture.animated
    if sum(emoji.animated == animated for emoji in guild.emojis.values()) >= EMOJIS_PER_GUILD:
        raise ApiError(ErrorCode.TOO_MANY_ANIMATED_EMOJIS if animated else ErrorCode.TOO_MANY_EMOJIS)
    emoji = emojis.create(
        world,
        guild,
        body["name"],
        world.bot,
        cause=access.cause(world, request),
        animated=animated,
        roles=_roles(guild, body.get("roles")),
    )
    return answer(emoji.payload(), 201)


def _roles(guild: Guild, given: list[object] | None) -> list[int]:
    return [access.role(guild, int(str(role_id))).id for role_id in given or ()]


@routes.patch(_PATH + "/{emoji_id}")
def edit_emoji(world: World, request: Request) -> Response:
    guild = access.guild(world, request)
    emoji = _emoji(guild, request)
    require_expressing(world, guild, emoji.creator)
    body = request.checked(EDIT_EMOJI)
    changes = {"name": body["name"]} if "name" in body else {}
    if "roles" in body:
        changes["roles"] = _roles(guild, body["roles"])
    emojis.update(world, guild, emoji, access.cause(world, request), **changes)
    return answer(emoji.payload())


@routes.delete(_PATH + "/{emoji_id}")
def delete_emoji(world: World, request: Request) -> Response:
    guild = access.guild(world, request)
    emoji = _emoji(guild, request)
    require_expressing(world, guild, emoji.creator)
    emojis.delete(world, guild, emoji, access.cause(world, request))
    return no_content()


def require_expressing(world: World, guild: Guild, creator: User | None) -> None:
    """What one has made oneself can be changed with less."""
    needed = Permission.MANAGE_GUILD_EXPRESSIONS
    if creator is world.bot:
        granted = world.guild_permissions(world.bot.id, guild)
        needed = needed if granted & needed else Permission.CREATE_GUILD_EXPRESSIONS
    access.require_in_guild(world, guild, needed)

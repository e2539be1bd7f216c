"""Stickers."""

from __future__ import annotations

from discord_sandbox.model.checks import required
from discord_sandbox.model.errors import ApiError, ErrorCode, invalid_form
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.permissions import Permission
from discord_sandbox.model.sticker import Sticker, StickerFormat
from discord_sandbox.model.world import World
from discord_sandbox.operations import stickers
from discord_sandbox.operations.uploads import Upload
from discord_sandbox.rest import access
from discord_sandbox.rest.emojis import require_expressing
from discord_sandbox.rest.request import Request, Response, answer, no_content
from discord_sandbox.rest.router import Routes
from discord_sandbox.validation.expression import CREATE_STICKER, EDIT_STICKER, STICKER_BYTES

STICKERS_PER_GUILD = 5
"""In a guild that is not boosted."""

routes = Routes()

_PATH = "/guilds/{guild_id}/stickers"
_FORMATS = {
    ".png": StickerFormat.PNG,
    ".apng": StickerFormat.APNG,
    ".json": StickerFormat.LOTTIE,
    ".gif": StickerFormat.GIF,
}


@routes.get("/stickers/{sticker_id}")
def get_sticker(world: World, request: Request) -> Response:
    """A sticker of any guild; Discord's own are not in the sandbox."""
    wanted = request.id("sticker_id")
    for guild in world.guilds.values():
        if wanted in guild.stickers:
            return answer(guild.stickers[wanted].payload())
    raise ApiError(ErrorCode.UNKNOWN_STICKER)


@routes.get(_PATH)
def list_stickers(world: World, request: Request) -> Response:
    return answer([sticker.payload() for sticker in access.guild(world, request).stickers.values()])


@routes.get(_PATH + "/{sticker_id}")
def get_guild_sticker(world: World, request: Request) -> Response:
    return answer(_sticker(access.guild(world, request), request).payload())


def _sticker(guild: Guild, request: Request) -> Sticker:
    found = guild.stickers.get(request.id("sticker_id"))
    if found is None:
        raise ApiError(ErrorCode.UNKNOWN_STICKER)
    return found


@routes.post(_PATH)
def create_sticker(world: World, request: Request) -> Response:
    """Unlike everywhere else, a form with a field for each part."""
    guild = access.guild(world, request, Permission.CREATE_GUILD_EXPRESSIONS)
    if len(guild.stickers) >= STICKERS_PER_GUILD:
        raise ApiError(ErrorCode.TOO_MANY_STICKERS)
    parts = dict(request.files)
    picture = parts.pop("file", None)
    if picture is None:
        raise invalid_form({"file": required()})
    body = {name: part.content.decode(errors="replace") for name, part in parts.items()}
    wrong = CREATE_STICKER(body)
    if wrong:
        raise invalid_form(wrong)
    sticker = stickers.create(
        world,
        guild,
        body["name"],
        body["tags"],
        world.bot,
        cause=access.cause(world, request),
        description=body.get("description") or None,
        format=_format(picture),
    )
    return answer(sticker.payload(), 201)


def _format(picture: Upload) -> StickerFormat:
    kind = next((kind for end, kind in _FORMATS.items() if picture.filename.endswith(end)), None)
    if kind is None or len(picture.content) > STICKER_BYTES:
        raise ApiError(ErrorCode.INVALID_FILE)
    return kind


@routes.patch(_PATH + "/{sticker_id}")
def edit_sticker(world: World, request: Request) -> Response:
    guild, sticker = _changeable(world, request)
    changes = request.checked(EDIT_STICKER)
    stickers.update(world, guild, sticker, access.cause(world, request), **changes)
    return answer(sticker.payload())


@routes.delete(_PATH + "/{sticker_id}")
def delete_sticker(world: World, request: Request) -> Response:
    guild, sticker = _changeable(world, request)
    stickers.delete(world, guild, sticker, access.cause(world, request))
    return no_content()


def _changeable(world: World, request: Request) -> tuple[Guild, Sticker]:
    guild = access.guild(world, request)
    sticker = _sticker(guild, request)
    require_expressing(world, guild, sticker.creator)
    return guild, sticker

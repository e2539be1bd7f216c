"""Emojis of the application."""

from __future__ import annotations

from discord_sandbox.model.emoji import Emoji
from discord_sandbox.model.errors import ApiError, ErrorCode
from discord_sandbox.model.world import World
from discord_sandbox.operations import own_emojis
from discord_sandbox.rest.commands import check_application
from discord_sandbox.rest.request import Request, Response, answer, no_content
from discord_sandbox.rest.router import Routes
from discord_sandbox.validation.expression import CREATE_OWN_EMOJI, EDIT_OWN_EMOJI
from discord_sandbox.validation.image import read

EMOJIS_PER_APPLICATION = 2000

routes = Routes()

_PATH = "/applications/{application_id}/emojis"


@routes.get(_PATH)
def list_own_emojis(world: World, request: Request) -> Response:
    check_application(world, request)
    return answer({"items": [emoji.payload() for emoji in world.application.emojis.values()]})


@routes.get(_PATH + "/{emoji_id}")
def get_own_emoji(world: World, request: Request) -> Response:
    return answer(_emoji(world, request).payload())


def _emoji(world: World, request: Request) -> Emoji:
    check_application(world, request)
    found = world.application.emojis.get(request.id("emoji_id"))
    if found is None:
        raise ApiError(ErrorCode.UNKNOWN_EMOJI)
    return found


@routes.post(_PATH)
def create_own_emoji(world: World, request: Request) -> Response:
    check_application(world, request)
    body = request.checked(CREATE_OWN_EMOJI)
    if len(world.application.emojis) >= EMOJIS_PER_APPLICATION:
        raise ApiError(ErrorCode.TOO_MANY_EMOJIS)
    picture = read(body["image"])
    emoji = own_emojis.create(world, body["name"], animated=picture is not None and picture.animated)
    return answer(emoji.payload(), 201)


@routes.patch(_PATH + "/{emoji_id}")
def edit_own_emoji(world: World, request: Request) -> Response:
    emoji = _emoji(world, request)
    own_emojis.rename(emoji, request.checked(EDIT_OWN_EMOJI)["name"])
    return answer(emoji.payload())


@routes.delete(_PATH + "/{emoji_id}")
def delete_own_emoji(world: World, request: Request) -> Response:
    own_emojis.delete(world, _emoji(world, request))
    return no_content()

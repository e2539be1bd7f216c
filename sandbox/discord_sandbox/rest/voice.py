"""Who is in a voice channel."""

from __future__ import annotations

from discord_sandbox.model.errors import ApiError, ErrorCode
from discord_sandbox.model.world import World
from discord_sandbox.rest import access
from discord_sandbox.rest.request import Request, Response, answer
from discord_sandbox.rest.router import Routes

routes = Routes()

_PATH = "/guilds/{guild_id}/voice-states"


@routes.get(_PATH + "/@me")
def get_own_voice_state(world: World, request: Request) -> Response:
    return _state(world, request, world.bot.id)


@routes.get(_PATH + "/{user_id}")
def get_voice_state(world: World, request: Request) -> Response:
    return _state(world, request, request.id("user_id"))


def _state(world: World, request: Request, user_id: int) -> Response:
    found = access.guild(world, request).voice_states.get(user_id)
    if found is None:
        raise ApiError(ErrorCode.UNKNOWN_VOICE_STATE)
    return answer(found.payload())

"""The application itself."""

from __future__ import annotations

from discord_sandbox.model.world import World
from discord_sandbox.rest.commands import check_application
from discord_sandbox.rest.request import Request, Response, answer
from discord_sandbox.rest.router import Routes

routes = Routes()


@routes.get("/applications/@me")
@routes.get("/oauth2/applications/@me")
def get_own_application(world: World, _: Request) -> Response:
    return answer(world.application.payload(len(world.joined_guilds)))


@routes.get("/applications/{application_id}")
def get_application(world: World, request: Request) -> Response:
    check_application(world, request)
    return get_own_application(world, request)

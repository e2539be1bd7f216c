"""Where the gateway is."""

from __future__ import annotations

from discord_sandbox.model.world import World
from discord_sandbox.rest.request import Request, Response, answer
from discord_sandbox.rest.router import Routes

routes = Routes()


@routes.get("/gateway/bot")
def get_bot_gateway(world: World, _: Request) -> Response:
    limit = world.starts.payload()
    return answer({"url": world.gateway_url, "shards": world.shards, "session_start_limit": limit})


@routes.get("/gateway", public=True)
def get_gateway(world: World, _: Request) -> Response:
    return answer({"url": world.gateway_url})

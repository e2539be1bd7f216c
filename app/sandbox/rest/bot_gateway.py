"""Where the gateway is."""

from __future__ import annotations

from app.sandbox.gateway.greeting import gateway_url
from app.sandbox.rest.request import Request, Response, answer
from app.sandbox.rest.router import Routes
from app.sandbox.world.world import World

routes = Routes()


@routes.get("/gateway/bot")
def get_bot_gateway(world: World, _: Request) -> Response:
    limit = world.starts.payload()
    return answer({"url": gateway_url(world), "shards": world.shards, "session_start_limit": limit})


@routes.get("/gateway", public=True)
def get_gateway(world: World, _: Request) -> Response:
    return answer({"url": gateway_url(world)})

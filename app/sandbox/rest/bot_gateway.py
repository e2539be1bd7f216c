"""Where the gateway is."""

from __future__ import annotations

from app.sandbox.gateway.hub import gateway_url
from app.sandbox.rest.request import Request, Response, answer
from app.sandbox.rest.router import Routes
from app.sandbox.world.world import World

SESSIONS_PER_DAY = 1000
CONCURRENT_IDENTIFIES = 16

routes = Routes()


@routes.get("/gateway/bot")
def get_bot_gateway(world: World, _: Request) -> Response:
    limit = {
        "total": SESSIONS_PER_DAY,
        "remaining": SESSIONS_PER_DAY,
        "reset_after": 0,
        "max_concurrency": CONCURRENT_IDENTIFIES,
    }
    return answer({"url": gateway_url(world), "shards": world.shards, "session_start_limit": limit})


@routes.get("/gateway", public=True)
def get_gateway(world: World, _: Request) -> Response:
    return answer({"url": gateway_url(world)})

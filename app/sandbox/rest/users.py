"""Users and direct messages."""

from __future__ import annotations

from app.sandbox.changes import channels
from app.sandbox.errors import ApiError, Refusal
from app.sandbox.rest.request import Request, Response, answer
from app.sandbox.rest.router import Routes
from app.sandbox.rules.form import record, snowflake
from app.sandbox.world.world import World

routes = Routes()


@routes.get("/users/@me")
def get_own_user(world: World, _: Request) -> Response:
    return answer(world.bot.own_payload())


@routes.get("/users/{user_id}")
def get_user(world: World, request: Request) -> Response:
    user = world.users.get(request.id("user_id"))
    if user is None:
        raise ApiError(Refusal.UNKNOWN_USER)
    return answer(user.payload())


@routes.post("/users/@me/channels")
def open_private_channel(world: World, request: Request) -> Response:
    body = request.checked(record({"recipient_id": snowflake}, needed=("recipient_id",)))
    user = world.users.get(int(body["recipient_id"]))
    if user is None:
        raise ApiError(Refusal.UNKNOWN_USER)
    if user is world.bot:
        raise ApiError(Refusal.CANNOT_MESSAGE_USER)
    return answer(channels.open_private(world, user).payload())

"""Users and direct messages."""

from __future__ import annotations

from app.sandbox.changes import channels, users
from app.sandbox.errors import ApiError, Refusal
from app.sandbox.rest import access
from app.sandbox.rest.pictures import stored
from app.sandbox.rest.request import Request, Response, answer
from app.sandbox.rest.router import Routes
from app.sandbox.rules.form import record, snowflake
from app.sandbox.rules.member import EDIT_OWN_USER
from app.sandbox.world.world import World

routes = Routes()


@routes.get("/users/@me")
def get_own_user(world: World, _: Request) -> Response:
    return answer(world.bot.own_payload())


@routes.patch("/users/@me")
def edit_own_user(world: World, request: Request) -> Response:
    body = request.checked(EDIT_OWN_USER)
    changes = {name: stored(body[name]) for name in ("avatar", "banner") if name in body}
    if "username" in body:
        changes["username"] = body["username"]
    users.update(world, world.bot, **changes)
    return answer(world.bot.own_payload())


@routes.get("/users/{user_id}")
def get_user(world: World, request: Request) -> Response:
    return answer(access.user(world, request.id("user_id")).payload())


@routes.post("/users/@me/channels")
def open_private_channel(world: World, request: Request) -> Response:
    body = request.checked(record({"recipient_id": snowflake}, needed=("recipient_id",)))
    user = access.user(world, int(body["recipient_id"]))
    if user is world.bot:
        raise ApiError(Refusal.CANNOT_MESSAGE_USER)
    return answer(channels.open_private(world, user).payload())

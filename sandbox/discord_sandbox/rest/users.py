"""Users and direct messages."""

from __future__ import annotations

from discord_sandbox.model.checks import record, snowflake
from discord_sandbox.model.errors import ApiError, ErrorCode
from discord_sandbox.model.world import World
from discord_sandbox.operations import channels, users
from discord_sandbox.rest import access
from discord_sandbox.rest.pictures import stored
from discord_sandbox.rest.request import Request, Response, answer
from discord_sandbox.rest.router import Routes
from discord_sandbox.validation.member import EDIT_OWN_USER

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
        raise ApiError(ErrorCode.CANNOT_MESSAGE_USER)
    return answer(channels.open_private(world, user).payload())

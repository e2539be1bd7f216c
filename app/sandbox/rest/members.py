"""Members of a guild."""

from __future__ import annotations

from app.sandbox.rest import access
from app.sandbox.rest.request import Request, Response, answer
from app.sandbox.rest.router import Routes
from app.sandbox.world.world import World

routes = Routes()


@routes.get("/guilds/{guild_id}/members/search")
def search_members(world: World, request: Request) -> Response:
    """Those whose name or nickname begins with ``query``."""
    guild = access.guild(world, request)
    limit = request.number("limit", 1, 1, 1000)
    wanted = request.query.get("query", "").casefold()
    found = [
        member
        for member in guild.members.values()
        if member.user.username.casefold().startswith(wanted)
        or member.display_name.casefold().startswith(wanted)
    ]
    return answer([member.payload() for member in found[:limit]])


@routes.get("/guilds/{guild_id}/members")
def list_members(world: World, request: Request) -> Response:
    guild = access.guild(world, request)
    limit = request.number("limit", 1, 1, 1000)
    after = request.bound("after") or 0
    found = sorted(
        (member for member in guild.members.values() if member.user.id > after),
        key=lambda member: member.user.id,
    )
    return answer([member.payload() for member in found[:limit]])


@routes.get("/guilds/{guild_id}/members/{user_id}")
def get_member(world: World, request: Request) -> Response:
    guild = access.guild(world, request)
    return answer(access.member(guild, request.id("user_id")).payload())

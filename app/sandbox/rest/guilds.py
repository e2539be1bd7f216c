"""Guilds and their roles."""

from __future__ import annotations

from collections import Counter

from app.sandbox.changes import guilds
from app.sandbox.payload import Payload
from app.sandbox.permissions import guild_permissions
from app.sandbox.rest import access
from app.sandbox.rest.request import Request, Response, answer, no_content
from app.sandbox.rest.router import Routes
from app.sandbox.world.guild import Guild
from app.sandbox.world.world import World

routes = Routes()


@routes.get("/guilds/{guild_id}")
def get_guild(world: World, request: Request) -> Response:
    guild = access.guild(world, request)
    return answer(guild.payload() | (_counts(guild) if request.flag("with_counts") else {}))


@routes.get("/guilds/{guild_id}/preview")
def get_guild_preview(world: World, request: Request) -> Response:
    guild = access.guild(world, request)
    payload = guild.payload()
    shown = (
        *("id", "name", "icon", "home_header", "splash", "discovery_splash"),
        *("emojis", "features", "description", "stickers"),
    )
    return answer({name: payload[name] for name in shown} | _counts(guild))


def _counts(guild: Guild) -> Payload:
    return {"approximate_member_count": len(guild.members), "approximate_presence_count": len(guild.members)}


@routes.get("/guilds/{guild_id}/roles")
def list_roles(world: World, request: Request) -> Response:
    return answer([role.payload() for role in access.guild(world, request).roles.values()])


@routes.get("/guilds/{guild_id}/roles/member-counts")
def count_members_of_roles(world: World, request: Request) -> Response:
    guild = access.guild(world, request)
    held = Counter(role_id for member in guild.members.values() for role_id in member.roles)
    return answer({str(role_id): held[role_id] for role_id in guild.roles if role_id != guild.id})


@routes.get("/guilds/{guild_id}/roles/{role_id}")
def get_role(world: World, request: Request) -> Response:
    return answer(access.role(access.guild(world, request), request.id("role_id")).payload())


@routes.delete("/users/@me/guilds/{guild_id}")
def leave_guild(world: World, request: Request) -> Response:
    guilds.remove_bot(world, access.guild(world, request))
    return no_content()


@routes.get("/users/@me/guilds")
def list_own_guilds(world: World, request: Request) -> Response:
    limit = request.number("limit", 200, 1, 200)
    before, after = request.bound("before"), request.bound("after") or 0
    found = [
        guild for guild in world.joined_guilds if guild.id > after and (before is None or guild.id < before)
    ]
    found.sort(key=lambda guild: guild.id)
    page = found[:limit] if before is None else found[-limit:]
    counted = request.flag("with_counts")
    return answer([_own_guild(world, guild) | (_counts(guild) if counted else {}) for guild in page])


def _own_guild(world: World, guild: Guild) -> Payload:
    payload = guild.payload()
    return {
        **{name: payload[name] for name in ("id", "name", "icon", "banner", "features")},
        "owner": guild.owner_id == world.bot.id,
        "permissions": str(guild_permissions(guild, guild.members[world.bot.id])),
    }

"""Roles of a guild."""

from __future__ import annotations

from collections import Counter
from typing import Any

from discord_sandbox.model.checks import problem
from discord_sandbox.model.errors import ApiError, ErrorCode, invalid_form
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.payload import JsonObject
from discord_sandbox.model.permissions import Permission
from discord_sandbox.model.role import Role
from discord_sandbox.model.world import World
from discord_sandbox.operations import roles
from discord_sandbox.rest import access
from discord_sandbox.rest.pictures import stored
from discord_sandbox.rest.request import Request, Response, answer, no_content
from discord_sandbox.rest.router import Routes
from discord_sandbox.validation.role import MOVE_ROLES, ROLE, attributes

ROLES_PER_GUILD = 250

routes = Routes()

_PATH = "/guilds/{guild_id}/roles"


@routes.get(_PATH)
def list_roles(world: World, request: Request) -> Response:
    return answer([role.payload() for role in access.guild(world, request).roles.values()])


@routes.get(_PATH + "/member-counts")
def count_members_of_roles(world: World, request: Request) -> Response:
    guild = access.guild(world, request)
    held = Counter(role_id for member in guild.members.values() for role_id in member.roles)
    return answer({str(role_id): held[role_id] for role_id in guild.roles if role_id != guild.id})


@routes.get(_PATH + "/{role_id}")
def get_role(world: World, request: Request) -> Response:
    return answer(access.role(access.guild(world, request), request.id("role_id")).payload())


@routes.post(_PATH)
def create_role(world: World, request: Request) -> Response:
    """A new role stands at the bottom and may what everyone may, unless it says otherwise."""
    guild = access.guild(world, request, Permission.MANAGE_ROLES)
    body = request.checked(ROLE)
    if len(guild.roles) >= ROLES_PER_GUILD:
        raise ApiError(ErrorCode.TOO_MANY_ROLES)
    _check_icons(guild, body)
    found: dict[str, Any] = {"name": "new role", "permissions": guild.everyone.permissions} | attributes(body)
    access.require_granting(world, guild, found["permissions"])
    if body.get("icon"):
        found["icon"] = stored(body["icon"])
    role = roles.insert(world, guild, cause=access.cause(world, request), **found)
    return answer(role.payload())


@routes.patch(_PATH + "/{role_id}")
def edit_role(world: World, request: Request) -> Response:
    guild, role = _below(world, request)
    body = request.checked(ROLE)
    _check_icons(guild, body)
    changes = attributes(body)
    if "permissions" in changes:
        access.require_granting(world, guild, changes["permissions"] ^ role.permissions)
    if "icon" in body:
        changes["icon"] = stored(body["icon"])
    roles.update(world, guild, role, access.cause(world, request), **changes)
    return answer(role.payload())


def _below(world: World, request: Request) -> tuple[Guild, Role]:
    """A role that the bot may change: one below its own."""
    guild = access.guild(world, request, Permission.MANAGE_ROLES)
    role = access.role(guild, request.id("role_id"))
    access.require_above(world, guild, [role])
    return guild, role


def _check_icons(guild: Guild, body: JsonObject) -> None:
    for name in ("icon", "unicode_emoji"):
        if body.get(name) and "ROLE_ICONS" not in guild.features:
            wrong = problem("GUILD_ROLE_ICONS_FEATURE_REQUIRED", "This server needs more boosts for that")
            raise invalid_form({name: wrong})


@routes.patch(_PATH)
def move_roles(world: World, request: Request) -> Response:
    """Put roles at other positions, all of them below the bot's own."""
    guild = access.guild(world, request, Permission.MANAGE_ROLES)
    body = request.checked(MOVE_ROLES)
    moves = {
        access.role(guild, int(move["id"])).id: move["position"]
        for move in body
        if move.get("position") is not None
    }
    if guild.id in moves:
        raise ApiError(ErrorCode.INVALID_ROLE)
    access.require_above(world, guild, [guild.roles[role_id] for role_id in moves])
    own = access.top_position(world, guild)
    if any(position >= own for position in moves.values()):
        raise ApiError(ErrorCode.MISSING_PERMISSIONS)
    roles.move(world, guild, moves)
    return answer([role.payload() for role in guild.roles.values()])


@routes.delete(_PATH + "/{role_id}")
def delete_role(world: World, request: Request) -> Response:
    """Neither @everyone nor a bot's own role can be deleted."""
    guild, role = _below(world, request)
    if role.managed or role.id == guild.id:
        raise ApiError(ErrorCode.INVALID_ROLE)
    roles.delete(world, guild, role, access.cause(world, request))
    return no_content()

"""Roles are given to members and taken from them."""

from __future__ import annotations

from typing import Any

from discord_sandbox.model.checks import at, problem
from discord_sandbox.model.errors import ApiError, ErrorCode, invalid_form
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.member import Member
from discord_sandbox.model.permissions import Permission
from discord_sandbox.model.role import Role
from discord_sandbox.model.world import World
from discord_sandbox.operations import members
from discord_sandbox.rest import access
from discord_sandbox.rest.request import Request, Response, no_content
from discord_sandbox.rest.router import Routes

routes = Routes()

_PATH = "/guilds/{guild_id}/members/{user_id}/roles/{role_id}"


@routes.put(_PATH)
def give_role(world: World, request: Request) -> Response:
    member, role = _movable(world, request)
    if role.id not in member.roles:
        members.set_roles(world, member, [*member.roles, role.id], access.cause(world, request))
    return no_content()


@routes.delete(_PATH)
def take_role(world: World, request: Request) -> Response:
    member, role = _movable(world, request)
    if role.id in member.roles:
        kept = [role_id for role_id in member.roles if role_id != role.id]
        members.set_roles(world, member, kept, access.cause(world, request))
    return no_content()


def _movable(world: World, request: Request) -> tuple[Member, Role]:
    guild = access.guild(world, request, Permission.MANAGE_ROLES)
    member = access.member(guild, request.id("user_id"))
    role = access.role(guild, request.id("role_id"))
    _check(world, guild, [role])
    return member, role


def checked_roles(world: World, guild: Guild, member: Member, given: list[Any]) -> list[int]:
    """All roles that a member is to have; the bot must be able to give and take those that are different."""
    wanted = [int(role_id) for role_id in given]
    for index, role_id in enumerate(wanted):
        if role_id not in guild.roles:
            raise invalid_form(at(("roles", index), problem("ROLE_UNKNOWN", "There is no such role")))
    moved = set(wanted) ^ set(member.roles)
    _check(world, guild, [guild.roles[role_id] for role_id in moved])
    return wanted


def _check(world: World, guild: Guild, roles: list[Role]) -> None:
    """Everybody has @everyone, and a bot's role is its own: neither can be given."""
    if any(role.id == guild.id for role in roles):
        raise ApiError(ErrorCode.INVALID_ROLE)
    if any(role.managed for role in roles):
        raise ApiError(ErrorCode.MISSING_PERMISSIONS)
    access.require_above(world, guild, roles)

"""Bans."""

from __future__ import annotations

from discord_sandbox.model.ban import Ban
from discord_sandbox.model.errors import ApiError, ErrorCode
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.payload import Payload
from discord_sandbox.model.permissions import Permission
from discord_sandbox.model.world import World
from discord_sandbox.operations import bans
from discord_sandbox.rest import access
from discord_sandbox.rest.paging import around_id
from discord_sandbox.rest.request import Request, Response, answer, no_content
from discord_sandbox.rest.router import Routes
from discord_sandbox.validation.member import BAN, BULK_BAN

routes = Routes()

_PATH = "/guilds/{guild_id}/bans"
_DAY = 86_400


@routes.get(_PATH)
def list_bans(world: World, request: Request) -> Response:
    guild = access.guild(world, request, Permission.BAN_MEMBERS)
    page = around_id(request, guild.bans.values(), lambda ban: ban.user.id, default=1000, most=1000)
    return answer([ban.payload() for ban in page])


@routes.get(_PATH + "/{user_id}")
def get_ban(world: World, request: Request) -> Response:
    return answer(_banned(access.guild(world, request, Permission.BAN_MEMBERS), request).payload())


def _banned(guild: Guild, request: Request) -> Ban:
    found = guild.bans.get(request.id("user_id"))
    if found is None:
        raise ApiError(ErrorCode.UNKNOWN_BAN)
    return found


@routes.put(_PATH + "/{user_id}")
def ban_user(world: World, request: Request) -> Response:
    """Also somebody who is no member; banning twice changes nothing."""
    guild = access.guild(world, request, Permission.BAN_MEMBERS)
    body = request.checked(BAN) if request.body is not None else {}
    user = access.user(world, request.id("user_id"))
    _check_bannable(world, guild, user.id)
    if user.id not in guild.bans:
        bans.ban(world, guild, user, access.cause(world, request), _seconds(body))
    return no_content()


def _seconds(body: Payload) -> int:
    return body.get("delete_message_seconds") or (body.get("delete_message_days") or 0) * _DAY


def _check_bannable(world: World, guild: Guild, user_id: int) -> None:
    member = guild.members.get(user_id)
    if member and member.user is world.bot:
        raise ApiError(ErrorCode.MISSING_PERMISSIONS)
    if member:
        access.require_outranking(world, guild, member)


@routes.delete(_PATH + "/{user_id}")
def unban_user(world: World, request: Request) -> Response:
    guild = access.guild(world, request, Permission.BAN_MEMBERS)
    bans.unban(world, guild, _banned(guild, request).user, access.cause(world, request))
    return no_content()


@routes.post("/guilds/{guild_id}/bulk-ban")
def ban_users(world: World, request: Request) -> Response:
    """Up to 200 at once; those who cannot be banned are named."""
    guild = access.guild(world, request, Permission.BAN_MEMBERS | Permission.MANAGE_GUILD)
    body = request.checked(BULK_BAN)
    cause, banned, failed = access.cause(world, request), [], []
    for user_id in map(int, body["user_ids"]):
        if _bannable(world, guild, user_id):
            bans.ban(world, guild, world.users[user_id], cause, body.get("delete_message_seconds") or 0)
            banned.append(str(user_id))
        else:
            failed.append(str(user_id))
    if not banned:
        raise ApiError(ErrorCode.NOBODY_BANNED)
    return answer({"banned_users": banned, "failed_users": failed})


def _bannable(world: World, guild: Guild, user_id: int) -> bool:
    if user_id in guild.bans or user_id not in world.users:
        return False
    try:
        _check_bannable(world, guild, user_id)
    except ApiError:
        return False
    return True

"""Members of a guild."""

from __future__ import annotations

from typing import Any

from discord_sandbox.model.application import MEMBERS
from discord_sandbox.model.audit import Attribution
from discord_sandbox.model.channel import ChannelType
from discord_sandbox.model.checks import problem, record, string
from discord_sandbox.model.errors import ApiError, ErrorCode, invalid_form
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.member import Member
from discord_sandbox.model.payload import Payload, seconds_of
from discord_sandbox.model.permissions import Permission
from discord_sandbox.model.world import World
from discord_sandbox.operations import members, voice
from discord_sandbox.rest import access
from discord_sandbox.rest.member_roles import checked_roles
from discord_sandbox.rest.paging import after_id
from discord_sandbox.rest.pictures import stored
from discord_sandbox.rest.request import Request, Response, answer, no_content
from discord_sandbox.rest.router import Routes
from discord_sandbox.validation.member import EDIT_MEMBER, EDIT_OWN_MEMBER, LONGEST_TIME_OUT, NICK

routes = Routes()

_PATH = "/guilds/{guild_id}/members"
_MODERATION = Permission.MODERATE_MEMBERS | Permission.KICK_MEMBERS | Permission.BAN_MEMBERS
_BYPASSES_VERIFICATION = 1 << 2


@routes.get(_PATH + "/search")
def search_members(world: World, request: Request) -> Response:
    """Those whose name or nickname begins with ``query``."""
    guild = access.guild(world, request)
    limit = request.number("limit", 1, 1, 1000)
    wanted = request.query.get("query", "").casefold()
    if not wanted:
        raise invalid_form({"query": problem("BASE_TYPE_REQUIRED", "This field is required")})
    found = [
        member
        for member in guild.members.values()
        if member.user.username.casefold().startswith(wanted)
        or member.display_name.casefold().startswith(wanted)
    ]
    return answer([member.payload() for member in found[:limit]])


@routes.get(_PATH)
def list_members(world: World, request: Request) -> Response:
    """Needs the privileged intent, also here."""
    guild = access.guild(world, request)
    if not world.application.privileged_intents & MEMBERS:
        raise ApiError(ErrorCode.MISSING_ACCESS)
    page = after_id(request, guild.members.values(), lambda each: each.user.id, default=1, most=1000)
    return answer([member.payload() for member in page])


@routes.get(_PATH + "/{user_id}")
def get_member(world: World, request: Request) -> Response:
    guild = access.guild(world, request)
    return answer(access.member(guild, request.id("user_id")).payload())


@routes.patch(_PATH + "/@me")
def edit_own_member(world: World, request: Request) -> Response:
    guild = access.guild(world, request)
    body = request.checked(EDIT_OWN_MEMBER)
    if "nick" in body:
        access.require_in_guild(world, guild, Permission.CHANGE_NICKNAME)
    member = guild.members[world.bot.id]
    changes = {name: stored(body[name]) for name in ("avatar", "banner") if name in body}
    if "nick" in body:
        changes["nick"] = body["nick"] or None
    members.edit(world, member, access.cause(world, request), **changes)
    permissions = str(world.guild_permissions(world.bot.id, guild))
    return answer(member.payload() | {"permissions": permissions})


@routes.patch(_PATH + "/@me/nick")
def edit_own_nick(world: World, request: Request) -> Response:
    """The way before the one above."""
    guild = access.guild(world, request, Permission.CHANGE_NICKNAME)
    body = request.checked(record({"nick": lambda value: None if value is None else string(0, NICK)(value)}))
    member = guild.members[world.bot.id]
    members.rename(world, member, body.get("nick") or None, access.cause(world, request))
    return answer({"nick": member.nick})


@routes.patch(_PATH + "/{user_id}")
def edit_member(world: World, request: Request) -> Response:
    guild = access.guild(world, request)
    member = access.member(guild, request.id("user_id"))
    body = request.checked(EDIT_MEMBER)
    cause = access.cause(world, request)
    changes = _changes(world, guild, member, body)
    move = _voice_move(world, guild, member, body) if "channel_id" in body else None
    if changes:
        members.edit(world, member, cause, **changes)
    if move is not None:
        _move(world, guild, member, move, cause)
    return answer(member.payload())


def _changes(world: World, guild: Guild, member: Member, body: Payload) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if "nick" in body:
        _check_naming(world, guild, member)
        changes["nick"] = body["nick"] or None
    if body.get("roles") is not None:
        access.require_in_guild(world, guild, Permission.MANAGE_ROLES)
        changes["roles"] = checked_roles(world, guild, member, body["roles"])
    for name, permission in (("mute", Permission.MUTE_MEMBERS), ("deaf", Permission.DEAFEN_MEMBERS)):
        if body.get(name) is not None:
            _check_in_voice(world, guild, member, permission)
            changes[name] = body[name]
    if "communication_disabled_until" in body:
        until = body["communication_disabled_until"]
        changes["communication_disabled_until"] = _time_out(world, guild, member, until)
    if body.get("flags") is not None:
        _check_flagging(world, guild, member)
        changes["flags"] = member.flags & ~_BYPASSES_VERIFICATION | body["flags"] & _BYPASSES_VERIFICATION
    return changes


def _check_naming(world: World, guild: Guild, member: Member) -> None:
    own = member.user is world.bot
    access.require_in_guild(world, guild, Permission.CHANGE_NICKNAME if own else Permission.MANAGE_NICKNAMES)
    access.require_outranking(world, guild, member)


def _check_in_voice(world: World, guild: Guild, member: Member, permission: Permission) -> None:
    access.require_in_guild(world, guild, permission)
    if member.user.id not in guild.voice_states:
        raise ApiError(ErrorCode.NOT_IN_VOICE)


def _time_out(world: World, guild: Guild, member: Member, until: str | None) -> float | None:
    """The end of a time-out of at most 28 days; administrators and the owner cannot be silenced."""
    access.require_in_guild(world, guild, Permission.MODERATE_MEMBERS)
    access.require_outranking(world, guild, member)
    if until is None:
        return None
    if member.user is world.bot or access.is_administrator(world, guild, member):
        raise ApiError(ErrorCode.MISSING_PERMISSIONS)
    end = seconds_of(until)
    if end > world.clock.time() + LONGEST_TIME_OUT:
        message = "Timeout cannot be longer than 28 days."
        raise invalid_form({"communication_disabled_until": problem("DATE_TIME_TYPE_MAX", message)})
    return end


def _check_flagging(world: World, guild: Guild, member: Member) -> None:
    granted = world.guild_permissions(world.bot.id, guild)
    trusted = granted & (Permission.MANAGE_GUILD | Permission.MANAGE_ROLES)
    if not trusted and granted & _MODERATION != _MODERATION:
        raise ApiError(ErrorCode.MISSING_PERMISSIONS)
    access.require_outranking(world, guild, member)


def _voice_move(world: World, guild: Guild, member: Member, body: Payload) -> int:
    """The voice channel to move to; 0 is out of voice."""
    _check_in_voice(world, guild, member, Permission.MOVE_MEMBERS)
    if body["channel_id"] is None:
        return 0
    channel = guild.channels.get(int(body["channel_id"]))
    if channel is None or channel.type not in ChannelType.voice():
        wrong = problem("CHANNEL_INVALID", "The channel is no voice channel of this guild")
        raise invalid_form({"channel_id": wrong})
    access.require(world, channel, Permission.CONNECT | Permission.MOVE_MEMBERS)
    return channel.id


def _move(world: World, guild: Guild, member: Member, channel_id: int, cause: Attribution) -> None:
    if channel_id:
        voice.join(world, guild, member, guild.channels[channel_id], cause)
    else:
        voice.leave(world, guild, member.user.id, cause)


@routes.delete(_PATH + "/{user_id}")
def kick_member(world: World, request: Request) -> Response:
    guild = access.guild(world, request, Permission.KICK_MEMBERS)
    member = access.member(guild, request.id("user_id"))
    access.require_outranking(world, guild, member)
    members.kick(world, guild, member, access.cause(world, request))
    return no_content()

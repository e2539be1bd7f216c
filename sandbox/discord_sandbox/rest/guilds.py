"""Guilds."""

from __future__ import annotations

from typing import Any

from discord_sandbox.model.checks import problem
from discord_sandbox.model.errors import ApiError, ErrorCode, invalid_form
from discord_sandbox.model.guild import Guild, Incidents
from discord_sandbox.model.payload import JsonObject, Payload, seconds_of
from discord_sandbox.model.permissions import Permission
from discord_sandbox.model.world import World
from discord_sandbox.operations import guilds
from discord_sandbox.rest import access
from discord_sandbox.rest.paging import around_id
from discord_sandbox.rest.pictures import stored
from discord_sandbox.rest.request import Request, Response, answer, no_content
from discord_sandbox.rest.router import Routes
from discord_sandbox.validation.guild import CHANNELS, EDIT_GUILD, LONGEST_SHUT, PICTURES, SHUT

routes = Routes()

_CAN_BE_NULL = {*CHANNELS, *PICTURES, "description"}
_SWITCHED_BY_BOTS = frozenset({"INVITES_DISABLED", "RAID_ALERTS_DISABLED", "DISCOVERABLE", "COMMUNITY"})
_FOR_ADMINISTRATORS = frozenset({"COMMUNITY", "DISCOVERABLE"})


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


def _counts(guild: Guild) -> JsonObject:
    online = sum(member.user.bot or member.user.status != "offline" for member in guild.members.values())
    return {"approximate_member_count": len(guild.members), "approximate_presence_count": online}


@routes.patch("/guilds/{guild_id}")
def edit_guild(world: World, request: Request) -> Response:
    guild = access.guild(world, request, Permission.MANAGE_GUILD)
    body = request.checked(EDIT_GUILD)
    changes = {name: value for name, value in body.items() if value is not None or name in _CAN_BE_NULL}
    for name in PICTURES:
        if name in changes:
            changes[name] = stored(changes[name])
    for name in CHANNELS:
        if changes.get(name) is not None:
            changes[name] = _own_channel(guild, name, changes[name])
    if "features" in changes:
        changes["features"] = _features(world, guild, changes["features"])
    guilds.update(world, guild, access.cause(world, request), **changes)
    return answer(guild.payload())


def _own_channel(guild: Guild, name: str, given: Any) -> str:
    if int(given) not in guild.channels:
        raise invalid_form({name: problem("CHANNEL_INVALID", "There is no such channel in this guild")})
    return str(given)


def _features(world: World, guild: Guild, wanted: list[str]) -> list[str]:
    """Bots can switch only some features; the others stay as they are."""
    changed = set(wanted) ^ set(guild.features)
    if changed & _FOR_ADMINISTRATORS:
        access.require_in_guild(world, guild, Permission.ADMINISTRATOR)
    kept = [feature for feature in guild.features if feature not in _SWITCHED_BY_BOTS]
    return kept + [feature for feature in dict.fromkeys(wanted) if feature in _SWITCHED_BY_BOTS]


@routes.put("/guilds/{guild_id}/incident-actions")
def set_incident_actions(world: World, request: Request) -> Response:
    """Pause invitations, or direct messages between members, for at most a day."""
    guild = access.guild(world, request, Permission.MANAGE_GUILD)
    body = request.checked(SHUT)
    present = guild.incidents
    incidents = Incidents(
        _until(world, body, "invites_disabled_until", present.invites_until),
        _until(world, body, "dms_disabled_until", present.messages_until),
    )
    guilds.shut(world, guild, incidents, access.cause(world, request))
    nothing = {"invites_disabled_until": None, "dms_disabled_until": None}
    return answer(incidents.payload() or nothing)


def _until(world: World, body: Payload, name: str, present: float | None) -> float | None:
    if name not in body:
        return present
    if body[name] is None:
        return None
    until = seconds_of(body[name])
    if until > world.clock.time() + LONGEST_SHUT:
        raise invalid_form({name: problem("DATE_TIME_TYPE_MAX", "Must be at most 24 hours from now.")})
    return until


@routes.delete("/users/@me/guilds/{guild_id}")
def leave_guild(world: World, request: Request) -> Response:
    guild = access.guild(world, request)
    if guild.owner_id == world.bot.id:
        raise ApiError(ErrorCode.MISSING_PERMISSIONS)
    guilds.remove_bot(world, guild)
    return no_content()


@routes.get("/users/@me/guilds")
def list_own_guilds(world: World, request: Request) -> Response:
    page = around_id(request, world.joined_guilds, lambda guild: guild.id, default=200, most=200)
    counted = request.flag("with_counts")
    return answer([_own_guild(world, guild) | (_counts(guild) if counted else {}) for guild in page])


def _own_guild(world: World, guild: Guild) -> JsonObject:
    payload = guild.payload()
    return {
        **{name: payload[name] for name in ("id", "name", "icon", "banner", "features")},
        "owner": guild.owner_id == world.bot.id,
        "permissions": str(world.guild_permissions(world.bot.id, guild)),
    }

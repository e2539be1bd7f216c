"""Invitations."""

from __future__ import annotations

from discord_sandbox.model.channel import Channel, ChannelType
from discord_sandbox.model.errors import ApiError, ErrorCode
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.invite import Invite
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.permissions import Permission
from discord_sandbox.model.world import World
from discord_sandbox.operations import invites
from discord_sandbox.rest import access
from discord_sandbox.rest.request import Request, Response, answer
from discord_sandbox.rest.router import Routes
from discord_sandbox.validation.invite import CREATE_INVITE, DAY

INVITES_PER_GUILD = 1000

routes = Routes()


@routes.get("/guilds/{guild_id}/invites")
def list_guild_invites(world: World, request: Request) -> Response:
    """With the metadata for those who manage the guild; those who read the audit log see the rest."""
    guild = access.guild(world, request)
    granted = world.guild_permissions(world.bot.id, guild)
    if not granted & (Permission.MANAGE_GUILD | Permission.VIEW_AUDIT_LOG):
        raise ApiError(ErrorCode.MISSING_PERMISSIONS)
    full = bool(granted & Permission.MANAGE_GUILD)
    return answer([_shown(world, invite, full=full) for invite in invites.good(world, guild)])


@routes.get("/channels/{channel_id}/invites")
def list_channel_invites(world: World, request: Request) -> Response:
    guild, channel = access.guild_channel(world, request)
    access.require(world, channel, Permission.MANAGE_CHANNELS)
    found = [invite for invite in invites.good(world, guild) if invite.channel_id == channel.id]
    return answer([_shown(world, invite, full=True) for invite in found])


@routes.post("/channels/{channel_id}/invites")
def create_invite(world: World, request: Request) -> Response:
    """Unless it is to be unique, an invitation of the bot's that is the same is given again."""
    guild, channel = access.guild_channel(world, request)
    access.require(world, channel, Permission.CREATE_INSTANT_INVITE)
    if channel.thread or channel.type is ChannelType.GUILD_CATEGORY:
        raise ApiError(ErrorCode.WRONG_CHANNEL_TYPE)
    body = request.checked(CREATE_INVITE) if request.body is not None else {}
    if body.get("target_type") is not None:
        # Streams and activities to be invited to do not exist in the sandbox.
        raise ApiError(ErrorCode.NOT_SUPPORTED)
    roles = [access.role(guild, int(role_id)) for role_id in body.get("role_ids") or ()]
    if roles:
        access.require_in_guild(world, guild, Permission.MANAGE_ROLES)
        access.require_above(world, guild, roles)
    same = None if body.get("unique") or roles else _same(world, guild, channel, body)
    if same:
        return answer(_shown(world, same, full=True))
    present = invites.good(world, guild)
    if len(present) >= INVITES_PER_GUILD:
        raise ApiError(ErrorCode.TOO_MANY_INVITES)
    invite = invites.create(
        world,
        channel,
        access.cause(world, request),
        temporary=bool(body.get("temporary")),
        roles=[role.id for role in roles],
        **_limits(body),
    )
    return answer(_shown(world, invite, full=True))


def _limits(body: Payload) -> dict[str, int]:
    age = body.get("max_age")
    return {"max_age": DAY if age is None else age, "max_uses": body.get("max_uses") or 0}


def _same(world: World, guild: Guild, channel: Channel, body: JsonObject) -> Invite | None:
    wanted = (channel.id, *_limits(body).values(), bool(body.get("temporary")))
    for invite in invites.good(world, guild):
        mine = invite.inviter is world.bot and not invite.roles
        if mine and (invite.channel_id, invite.max_age, invite.max_uses, invite.temporary) == wanted:
            return invite
    return None


@routes.get("/invites/{code}", public=True)
def get_invite(world: World, request: Request) -> Response:
    invite = _invite(world, request)
    return answer(_shown(world, invite, counted=request.flag("with_counts")))


@routes.delete("/invites/{code}")
def delete_invite(world: World, request: Request) -> Response:
    """Needs to manage the channel, or the guild."""
    invite = _invite(world, request)
    guild, channel = world.guilds[invite.guild_id], world.channels[invite.channel_id]
    manages = world.permissions(world.bot.id, channel) & Permission.MANAGE_CHANNELS
    if not manages:
        access.require_in_guild(world, guild, Permission.MANAGE_GUILD)
    shown = _shown(world, invite)
    invites.delete(world, invite, access.cause(world, request))
    return answer(shown)


def _invite(world: World, request: Request) -> Invite:
    found = world.invites.get(request.text("code"))
    if found is None or not found.good(world.clock.time()):
        raise ApiError(ErrorCode.UNKNOWN_INVITE)
    return found


def _shown(world: World, invite: Invite, *, full: bool = False, counted: bool = False) -> Payload:
    guild, channel = world.guilds[invite.guild_id], world.channels[invite.channel_id]
    place = {"id": str(channel.id), "type": int(channel.type), "name": channel.name}
    shown = invite.payload(guild.invite_payload(), place)
    if full:
        shown |= invite.metadata()
    if invite.roles:
        shown["roles"] = [_role(guild.roles[role_id].payload()) for role_id in invite.roles]
    if counted:
        online = sum(member.user.status != "offline" for member in guild.members.values())
        shown |= {"approximate_member_count": len(guild.members), "approximate_presence_count": online}
    return shown


def _role(role: JsonObject) -> JsonObject:
    names = ("id", "name", "position", "color", "colors", "icon", "unicode_emoji", "permissions")
    return {name: role[name] for name in names}

"""What the bot may reach: the guild, channel or message of a path, or Discord's refusal."""

from __future__ import annotations

from app.sandbox.errors import ApiError, Refusal
from app.sandbox.permissions import Permission
from app.sandbox.rest.request import Request
from app.sandbox.world.channel import Channel
from app.sandbox.world.guild import Guild
from app.sandbox.world.member import Member
from app.sandbox.world.message import Message
from app.sandbox.world.role import Role
from app.sandbox.world.world import World


def guild(world: World, request: Request) -> Guild:
    """The guild of the path; one that the bot is not in is as good as none."""
    found = world.guilds.get(request.id("guild_id"))
    if found is None or world.bot.id not in found.members:
        raise ApiError(Refusal.UNKNOWN_GUILD)
    return found


def member(found: Guild, user_id: int) -> Member:
    if user_id not in found.members:
        raise ApiError(Refusal.UNKNOWN_MEMBER)
    return found.members[user_id]


def role(found: Guild, role_id: int) -> Role:
    if role_id not in found.roles:
        raise ApiError(Refusal.UNKNOWN_ROLE)
    return found.roles[role_id]


def channel(world: World, request: Request) -> Channel:
    """The channel of the path, which the bot must be able to see."""
    found = world.channels.get(request.id("channel_id"))
    if found is None:
        raise ApiError(Refusal.UNKNOWN_CHANNEL)
    if not world.permissions(world.bot.id, found) & Permission.VIEW_CHANNEL:
        raise ApiError(Refusal.MISSING_ACCESS)
    return found


def require(world: World, found: Channel, permissions: Permission) -> None:
    """Refuse unless the bot has all of these in the channel."""
    if permissions & ~world.permissions(world.bot.id, found):
        raise ApiError(Refusal.MISSING_PERMISSIONS)


def message(found: Channel, message_id: int) -> Message:
    """A message that everybody in the channel sees; ephemeral ones cannot be reached this way."""
    if message_id not in found.messages:
        raise ApiError(Refusal.UNKNOWN_MESSAGE)
    return found.messages[message_id]


def message_of(world: World, request: Request) -> tuple[Channel, Message]:
    """The channel and the message of the path."""
    found = channel(world, request)
    if (
        found.guild_id is not None
        and not world.permissions(world.bot.id, found) & Permission.READ_MESSAGE_HISTORY
    ):
        raise ApiError(Refusal.MISSING_PERMISSIONS)
    return found, message(found, request.id("message_id"))

"""What the bot may reach: the guild, channel or message of a path, or Discord's refusal."""

from __future__ import annotations

from collections.abc import Iterable

from discord_sandbox.model.audit import Attribution
from discord_sandbox.model.channel import Channel, ChannelType
from discord_sandbox.model.errors import ApiError, ErrorCode
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.member import Member
from discord_sandbox.model.message import Message
from discord_sandbox.model.permissions import ALL, Permission, outranks, rank, top_role
from discord_sandbox.model.role import Role
from discord_sandbox.model.user import User
from discord_sandbox.model.world import World
from discord_sandbox.rest.request import Request

_ADMINISTRATOR = int(Permission.ADMINISTRATOR)


def cause(world: World, request: Request) -> Attribution:
    """The bot, with the reason that the request gives for the audit log."""
    return Attribution(world.bot, request.reason)


def guild(world: World, request: Request, permissions: Permission | None = None) -> Guild:
    """The guild of the path, in which the bot must have these permissions.

    One that the bot is not in is as good as none.
    """
    found = world.guilds.get(request.id("guild_id"))
    if found is None or world.bot.id not in found.members:
        raise ApiError(ErrorCode.UNKNOWN_GUILD)
    if permissions:
        require_in_guild(world, found, permissions)
    return found


def require_in_guild(world: World, found: Guild, permissions: Permission) -> None:
    """Refuse unless the bot has all of these in the guild."""
    if permissions & ~world.guild_permissions(world.bot.id, found):
        raise ApiError(ErrorCode.MISSING_PERMISSIONS)


def member(found: Guild, user_id: int) -> Member:
    if user_id not in found.members:
        raise ApiError(ErrorCode.UNKNOWN_MEMBER)
    return found.members[user_id]


def user(world: World, user_id: int) -> User:
    if user_id not in world.users:
        raise ApiError(ErrorCode.UNKNOWN_USER)
    return world.users[user_id]


def require_outranking(world: World, found: Guild, other: Member) -> None:
    """Refuse to act on a member who stands as high as the bot, or owns the guild; on itself the bot may."""
    bot = found.members[world.bot.id]
    if other is not bot and not outranks(found, bot, other):
        raise ApiError(ErrorCode.MISSING_PERMISSIONS)


def role(found: Guild, role_id: int) -> Role:
    if role_id not in found.roles:
        raise ApiError(ErrorCode.UNKNOWN_ROLE)
    return found.roles[role_id]


def require_above(world: World, found: Guild, roles: Iterable[Role]) -> None:
    """Refuse unless the bot's highest role is above all of these."""
    top = top_role(found, found.members[world.bot.id])
    if any(rank(each) >= top for each in roles):
        raise ApiError(ErrorCode.MISSING_PERMISSIONS)


def top_position(world: World, found: Guild) -> int:
    """Where the bot's highest role stands; the owner stands above every position."""
    return top_role(found, found.members[world.bot.id])[0]


def require_granting(world: World, found: Guild, permissions: int) -> None:
    """Refuse to hand out what the bot does not have itself."""
    own = world.guild_permissions(world.bot.id, found)
    if own != ALL and permissions & ~own:
        raise ApiError(ErrorCode.MISSING_PERMISSIONS)


def channel(world: World, request: Request) -> Channel:
    """The channel of the path, which the bot must be able to see."""
    return visible_channel(world, request.id("channel_id"))


def visible_channel(world: World, channel_id: int) -> Channel:
    found = world.channels.get(channel_id)
    if found is None or _lost(world, found):
        raise ApiError(ErrorCode.UNKNOWN_CHANNEL)
    if not world.permissions(world.bot.id, found) & Permission.VIEW_CHANNEL:
        raise ApiError(ErrorCode.MISSING_ACCESS)
    return found


def _lost(world: World, found: Channel) -> bool:
    guild_of = world.guild_of(found)
    return guild_of is not None and not guild_of.available


def guild_channel(world: World, request: Request) -> tuple[Guild, Channel]:
    """The channel of the path with its guild; direct messages will not do."""
    found = channel(world, request)
    owner = world.guild_of(found)
    if owner is None:
        raise ApiError(ErrorCode.NOT_IN_PRIVATE)
    return owner, found


def require(world: World, found: Channel, permissions: Permission) -> None:
    """Refuse unless the bot has all of these in the channel."""
    if permissions & ~world.permissions(world.bot.id, found):
        raise ApiError(ErrorCode.MISSING_PERMISSIONS)


def require_kind(found: Channel, kinds: Iterable[ChannelType]) -> None:
    if found.type not in kinds:
        raise ApiError(ErrorCode.WRONG_CHANNEL_TYPE)


def require_active(found: Channel) -> None:
    """In an archived thread nothing can be changed."""
    if found.thread and found.thread.archived:
        raise ApiError(ErrorCode.THREAD_ARCHIVED)


def message(found: Channel, message_id: int) -> Message:
    """A message that everybody in the channel sees; ephemeral ones cannot be reached this way."""
    if message_id not in found.messages:
        raise ApiError(ErrorCode.UNKNOWN_MESSAGE)
    return found.messages[message_id]


def message_of(world: World, request: Request) -> tuple[Channel, Message]:
    """The channel and the message of the path."""
    found = channel(world, request)
    if (
        found.guild_id is not None
        and not world.permissions(world.bot.id, found) & Permission.READ_MESSAGE_HISTORY
    ):
        raise ApiError(ErrorCode.MISSING_PERMISSIONS)
    return found, message(found, request.id("message_id"))


def is_administrator(world: World, found: Guild, other: Member) -> bool:
    return bool(world.guild_permissions(other.user.id, found) & _ADMINISTRATOR)

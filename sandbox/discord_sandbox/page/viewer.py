"""Somebody who looks at a place, and what of the world that person sees."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from discord_sandbox.model.channel import Channel, ChannelType
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.member import Member
from discord_sandbox.model.permissions import Permission
from discord_sandbox.model.role import Role
from discord_sandbox.model.user import User
from discord_sandbox.model.world import World
from discord_sandbox.operations import channels

PRIVATE = "dm"
"""What stands for a channel's id in an address, for the direct messages with the bot."""
_LISTED_FIRST = (ChannelType.GUILD_TEXT, ChannelType.GUILD_ANNOUNCEMENT)


class Viewer:
    """A person and the channel in front of them, which is None when there is none they may see."""

    def __init__(self, world: World, user: User, channel: Channel | None) -> None:
        self.world = world
        self.user = user
        self.channel = channel

    @property
    def guild(self) -> Guild | None:
        return self.world.guild_of(self.channel) if self.channel else None

    @property
    def member(self) -> Member | None:
        return self.guild.members.get(self.user.id) if self.guild else None

    @property
    def guilds(self) -> list[Guild]:
        """Those that the person is in."""
        return [guild for guild in self.world.guilds.values() if self.user.id in guild.members]

    def may(self, permission: Permission, channel: Channel | None = None) -> bool:
        place = channel or self.channel
        return bool(place and self.world.permissions(self.user.id, place) & permission)

    def sees(self, channel: Channel) -> bool:
        if channel.guild_id is None:
            return channel.recipient is self.user
        if not self.may(Permission.VIEW_CHANNEL, channel):
            return False
        private = channel.type is ChannelType.PRIVATE_THREAD and channel.thread is not None
        return not private or self.joined(channel) or self.may(Permission.MANAGE_THREADS, channel)

    def joined(self, channel: Channel) -> bool:
        return channel.thread is not None and self.user.id in channel.thread.members

    def at(self, channel: Channel | None) -> Viewer:
        """The same person in front of another channel."""
        return Viewer(self.world, self.user, channel)

    def address(self, channel: Channel | None = None, user: User | None = None) -> str:
        """The page of a place, as this person or another sees it."""
        return address(user or self.user, channel or self.channel)

    def name_of(self, user: User) -> str:
        """What this person is shown as the name of somebody."""
        member = self.guild.members.get(user.id) if self.guild else None
        return member.display_name if member else user.display_name

    def colour_of(self, user: User) -> str | None:
        """The colour of the highest role that has one."""
        guild = self.guild
        member = guild.members.get(user.id) if guild else None
        if guild is None or member is None:
            return None
        coloured = [role for role in roles_of(guild, member) if role.color]
        return colour(coloured[0].color) if coloured else None


def address(user: User, channel: Channel | None) -> str:
    query = {"who": user.username}
    if channel is not None:
        query["channel"] = PRIVATE if channel.guild_id is None else str(channel.id)
    return "/?" + urlencode(query)


def roles_of(guild: Guild, member: Member) -> list[Role]:
    """The highest first."""
    held = (guild.roles[role_id] for role_id in member.roles if role_id in guild.roles)
    return sorted(held, key=lambda role: role.position, reverse=True)


def colour(number: int) -> str:
    return f"#{number:06x}"


def find_viewer(world: World, who: str | None, channel: str | None) -> Viewer:
    """Who is meant by the parts of an address; what is left out or cannot be seen is chosen.

    Raises ``LookupError`` for somebody who does not exist.
    """
    user = _user(world, who)
    viewer = Viewer(world, user, None)
    if channel == PRIVATE:
        return viewer.at(channels.open_private(world, user))
    wanted = world.channels.get(int(channel)) if channel and channel.isdecimal() else None
    if wanted and viewer.sees(wanted):
        return viewer.at(wanted)
    guild = world.guild_of(wanted) if wanted else None
    return viewer.at(first_channel(viewer, [guild] if guild and guild in viewer.guilds else viewer.guilds))


def _user(world: World, who: str | None) -> User:
    if who is None:
        return world.application.owner
    user = world.user_named(who)
    if user is None or user.bot:
        raise LookupError(f"there is nobody called {who!r}")
    return user


def first_channel(viewer: Viewer, guilds: Iterable[Guild]) -> Channel | None:
    """The first channel with messages that the person sees."""
    for guild in guilds:
        seen = [
            channel for channel in guild.channels.values() if channel.holds_messages and viewer.sees(channel)
        ]
        for channel in sorted(seen, key=lambda each: (each.type not in _LISTED_FIRST, each.position)):
            return channel
    return None

"""A guild as tests and scripts use it: its people, and what can be changed about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.sandbox.changes import channels, members, roles, threads, users
from app.sandbox.people.person import Person
from app.sandbox.permissions import Permission
from app.sandbox.world.channel import Channel, ChannelType, Overwrite
from app.sandbox.world.guild import Guild
from app.sandbox.world.member import Member
from app.sandbox.world.role import Role
from app.sandbox.world.world import World


class GuildHandle:
    """Finds what is in a guild by name, and changes it."""

    def __init__(self, world: World, guild: Guild) -> None:
        self.guild = guild
        self._world = world

    @property
    def id(self) -> int:
        return self.guild.id

    @property
    def name(self) -> str:
        return self.guild.name

    @property
    def people(self) -> list[str]:
        """The user names of all members but the bot."""
        return [member.user.username for member in self.guild.members.values() if not member.user.bot]

    def member(self, name: str, channel: str | None = None) -> Person:
        """Somebody, in the first channel for messages unless another is named."""
        place = self.channel(channel) if channel else self._first_channel()
        return Person(self._world, self._member(name).user, place)

    def channel(self, name: str) -> Channel:
        """The channel or thread with this name or id."""
        found = self.guild.channel_named(name)
        if found is None and name.isdecimal():
            found = self.guild.channel(int(name))
        if found is None:
            raise LookupError(f"{self.guild.key} has no channel {name!r}")
        return found

    def role(self, name: str) -> Role:
        found = self.guild.role_named(name)
        if found is None:
            raise LookupError(f"{self.guild.key} has no role {name!r}")
        return found

    async def join(self, username: str, *held: str) -> Person:
        """Let somebody join, who gets an account if need be, and these roles."""
        user = self._world.user_named(username) or users.create(self._world, username)
        members.join(self._world, self.guild, user, [self.role(name).id for name in held])
        return self.member(username)

    async def leave(self, name: str) -> None:
        members.leave(self._world, self.guild, self._member(name))

    async def grant(self, name: str, role: str) -> None:
        member = self._member(name)
        members.set_roles(self._world, member, {*member.roles, self.role(role).id})

    async def revoke(self, name: str, role: str) -> None:
        member = self._member(name)
        members.set_roles(self._world, member, [kept for kept in member.roles if kept != self.role(role).id])

    async def time_out(self, name: str, seconds: float) -> None:
        members.time_out(self._world, self._member(name), self._world.clock.time() + seconds)

    async def rename(self, name: str, nick: str | None) -> None:
        members.rename(self._world, self._member(name), nick)

    async def create_role(self, name: str, permissions: int = 0, **more: Any) -> Role:
        return roles.create(self._world, self.guild, name, int(permissions), **more)

    async def delete_role(self, name: str) -> None:
        roles.delete(self._world, self.guild, self.role(name))

    async def create_channel(
        self, name: str, kind: ChannelType = ChannelType.GUILD_TEXT, **more: Any
    ) -> Channel:
        return channels.create(self._world, self.guild, name, kind, **more)

    async def start_thread(self, name: str, *, parent: str, owner: str) -> Channel:
        return threads.start(self._world, self.channel(parent), name, self._member(owner).user)

    async def delete_channel(self, name: str) -> None:
        channels.delete(self._world, self.channel(name))

    async def overwrite(
        self, channel: str, role: str, *, allow: Iterable[Permission] = (), deny: Iterable[Permission] = ()
    ) -> None:
        """Set what the channel changes for a role."""
        change = Overwrite(self.role(role).id, 0, sum(allow), sum(deny))
        channels.overwrite(self._world, self.channel(channel), change)

    def _member(self, name: str) -> Member:
        found = self.guild.member_named(name)
        if found is None:
            raise LookupError(f"{self.guild.key} has no member {name!r}, only {', '.join(self.people)}")
        return found

    def _first_channel(self) -> Channel:
        return next(
            channel for channel in self.guild.channels.values() if channel.type is ChannelType.GUILD_TEXT
        )

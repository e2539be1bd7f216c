"""What somebody with more permissions does in a guild, all of which the audit log keeps."""

from __future__ import annotations

from collections.abc import Iterable

from discord_sandbox.clients.errors import ActionUnavailable
from discord_sandbox.clients.seen import SeenMessage
from discord_sandbox.model.audit import Attribution
from discord_sandbox.model.channel import Channel
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.member import Member
from discord_sandbox.model.message import Message
from discord_sandbox.model.permissions import Permission, names, outranks, rank, top_role
from discord_sandbox.model.role import Role
from discord_sandbox.model.user import User
from discord_sandbox.model.world import World
from discord_sandbox.operations import bans, channels, guilds, members, messages, pins, threads


class Moderator:
    """Acts on others, as far as the person may. Members, roles and channels are given by name."""

    def __init__(self, world: World, guild: Guild, user: User, *, checked: bool = True) -> None:
        self.user = user
        self._world = world
        self._guild = guild
        self._checked = checked

    async def ban(self, name: str, reason: str | None = None, *, delete_seconds: int = 0) -> None:
        """Ban a member, or anybody with an account."""
        member = self._guild.member_named(name)
        user = member.user if member else self._world.user_named(name)
        if user is None:
            raise LookupError(f"there is no user {name!r}")
        self._need(Permission.BAN_MEMBERS)
        if member:
            self._need_rank(member)
        bans.ban(self._world, self._guild, user, self._cause(reason), delete_seconds)

    async def unban(self, name: str, reason: str | None = None) -> None:
        self._need(Permission.BAN_MEMBERS)
        found = next((ban for ban in self._guild.bans.values() if ban.user.username == name), None)
        if found is None:
            raise ActionUnavailable(f"{name} is not banned")
        bans.unban(self._world, self._guild, found.user, self._cause(reason))

    async def kick(self, name: str, reason: str | None = None) -> None:
        """Throw out a member, which may be the bot."""
        self._need(Permission.KICK_MEMBERS)
        member = self._below(name)
        if member.user is self._world.bot:
            guilds.remove_bot(self._world, self._guild, self._cause(reason))
        else:
            members.kick(self._world, self._guild, member, self._cause(reason))

    async def time_out(self, name: str, seconds: float, reason: str | None = None) -> None:
        """Silence a member; for 0 seconds ends the silence."""
        self._need(Permission.MODERATE_MEMBERS)
        until = self._world.clock.time() + seconds if seconds else None
        members.time_out(self._world, self._below(name), until, self._cause(reason))

    async def rename(self, name: str, nick: str | None, reason: str | None = None) -> None:
        self._need(Permission.MANAGE_NICKNAMES)
        members.rename(self._world, self._below(name), nick, self._cause(reason))

    async def give_role(self, name: str, role: str, reason: str | None = None) -> None:
        member, given = self._member(name), self._role(role)
        roles = [*(each for each in member.roles if each != given.id), given.id]
        members.set_roles(self._world, member, roles, self._cause(reason))

    async def take_role(self, name: str, role: str, reason: str | None = None) -> None:
        member, taken = self._member(name), self._role(role)
        roles = [each for each in member.roles if each != taken.id]
        members.set_roles(self._world, member, roles, self._cause(reason))

    async def purge(self, found: Iterable[SeenMessage]) -> None:
        """Delete messages of one channel at once."""
        gone = [self._message(message) for message in found]
        if gone:
            channel = self._world.channels[gone[0].channel_id]
            self._need(Permission.MANAGE_MESSAGES, channel)
            messages.delete_many(self._world, channel, gone, self._cause(None))

    async def pin(self, message: SeenMessage) -> None:
        found = self._message(message)
        self._need(Permission.PIN_MESSAGES, self._world.channels[found.channel_id])
        pins.pin(self._world, found, self._cause(None))

    async def unpin(self, message: SeenMessage) -> None:
        found = self._message(message)
        self._need(Permission.PIN_MESSAGES, self._world.channels[found.channel_id])
        pins.unpin(self._world, found, self._cause(None))

    async def edit_thread(self, name: str, *, reason: str | None = None, **changes: object) -> None:
        """Archive, lock, rename or tag a thread: by the names of its attributes."""
        thread = self._channel(name)
        self._need(Permission.MANAGE_THREADS, thread)
        threads.update(self._world, thread, self._cause(reason), **changes)

    async def edit_channel(self, name: str, *, reason: str | None = None, **changes: object) -> None:
        """Rename or move a channel, or change anything else about it: by the names of its attributes."""
        channel = self._channel(name)
        self._need(Permission.MANAGE_CHANNELS, channel)
        channels.update(self._world, channel, self._cause(reason), **changes)

    def _cause(self, reason: str | None) -> Attribution:
        return Attribution(self.user, reason)

    def _member(self, name: str) -> Member:
        found = self._guild.member_named(name)
        if found is None:
            raise LookupError(f"{self._guild.key} has no member {name!r}")
        return found

    def _below(self, name: str) -> Member:
        member = self._member(name)
        self._need_rank(member)
        return member

    def _need_rank(self, member: Member) -> None:
        if self._checked and not outranks(self._guild, self._member(self.user.username), member):
            raise ActionUnavailable(f"{member.user.username} stands as high as {self.user.username}")

    def _role(self, name: str) -> Role:
        """A role that the person can give and take."""
        role = self._guild.role_named(name)
        if role is None:
            raise LookupError(f"{self._guild.key} has no role {name!r}")
        self._need(Permission.MANAGE_ROLES)
        above = rank(role) >= top_role(self._guild, self._member(self.user.username))
        if self._checked and (above or role.managed):
            raise ActionUnavailable(f"{self.user.username} cannot give or take {role.name}")
        return role

    def _channel(self, name: str) -> Channel:
        found = self._guild.channel_named(name)
        if found is None:
            raise LookupError(f"{self._guild.key} has no channel {name!r}")
        return found

    def _message(self, message: SeenMessage) -> Message:
        if message.message is None:
            raise ActionUnavailable("the message is not there")
        return message.message

    def _need(self, permission: Permission, channel: Channel | None = None) -> None:
        granted = (
            self._world.permissions(self.user.id, channel)
            if channel
            else self._world.guild_permissions(self.user.id, self._guild)
        )
        if self._checked and not granted & permission:
            raise ActionUnavailable(f"{self.user.username} lacks {names(permission)}")

"""A guild as tests and scripts use it: its people, and what can be changed about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from discord_sandbox.clients.errors import ActionUnavailable
from discord_sandbox.clients.person import Person
from discord_sandbox.clients.seen import SeenMessage
from discord_sandbox.model.audit import Attribution
from discord_sandbox.model.channel import Channel, ChannelType, Overwrite
from discord_sandbox.model.command_permissions import CommandPermission, Target
from discord_sandbox.model.emoji import Emoji
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.member import Member
from discord_sandbox.model.payload import JsonObject
from discord_sandbox.model.permissions import Permission
from discord_sandbox.model.role import Role
from discord_sandbox.model.scheduled_event import EventPlace, ScheduledEvent
from discord_sandbox.model.sticker import Sticker
from discord_sandbox.model.webhook import Webhook
from discord_sandbox.model.world import World
from discord_sandbox.operations import (
    channels,
    command_permissions,
    emojis,
    guilds,
    invites,
    members,
    messages,
    roles,
    scheduled_events,
    stickers,
    threads,
    users,
    webhooks,
)


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
        if user.id in self.guild.bans:
            raise ActionUnavailable(f"{username} is banned from {self.name}")
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

    async def accept(self, username: str, code: str) -> Person:
        """Let somebody join by an invitation, unless those are paused."""
        invite = self._world.invites.get(code)
        now = self._world.clock.time()
        if invite is None or not invite.good(now) or invite.guild_id != self.id:
            raise ActionUnavailable("the invitation is not valid")
        if (self.guild.incidents.invites_until or 0) > now:
            raise ActionUnavailable("invitations are paused")
        invites.use(invite)
        return await self.join(username, *(self.guild.roles[role_id].name for role_id in invite.roles))

    async def update(self, **changes: object) -> None:
        """Change what is set about the guild, by Discord's names."""
        guilds.update(self._world, self.guild, self._owner, **changes)

    async def edit_role(self, name: str, **changes: object) -> None:
        roles.update(self._world, self.guild, self.role(name), self._owner, **changes)

    async def edit_channel(self, name: str, **changes: object) -> None:
        channels.update(self._world, self.channel(name), self._owner, **changes)

    async def create_emoji(self, name: str, *, animated: bool = False) -> Emoji:
        owner = self._owner
        return emojis.create(self._world, self.guild, name, owner.user, cause=owner, animated=animated)

    async def rename_emoji(self, emoji: Emoji, name: str) -> None:
        emojis.update(self._world, self.guild, emoji, self._owner, name=name)

    async def delete_emoji(self, emoji: Emoji) -> None:
        emojis.delete(self._world, self.guild, emoji, self._owner)

    async def create_sticker(self, name: str, tags: str) -> Sticker:
        owner = self._owner
        return stickers.create(self._world, self.guild, name, tags, owner.user, cause=owner)

    async def create_webhook(self, channel: str, name: str) -> Webhook:
        """A webhook that is not the application's."""
        return webhooks.create(self._world, self.channel(channel), name, self._owner)

    async def announce(self, name: str, starts_at: float, place: str, **more: object) -> ScheduledEvent:
        """Schedule an event in a voice channel, or else at a place of that name."""
        channel = self.guild.channel_named(place)
        where = EventPlace.VOICE if channel else EventPlace.EXTERNAL
        found = {"channel_id": channel.id} if channel else {"location": place, "ends_at": starts_at + 3600}
        return scheduled_events.create(
            self._world, self.guild, name, where, starts_at, self._owner, **(found | more)
        )

    async def allow_command(self, command: str, **allowed: bool) -> None:
        """Let roles, members and channels use a command or not, each by its name; "*" is every command."""
        found = {each.name: each.id for each in self._world.commands.offered_in(self.id)}
        target = self._world.application.id if command == "*" else found[command]
        permissions = [self._command_permission(name, allows) for name, allows in allowed.items()]
        command_permissions.set_all(self._world, self.guild, target, permissions, self._owner)

    async def unfurl(self, message: SeenMessage, *embeds: JsonObject) -> None:
        """Discord shows what a link leads to: an update of the message that nobody has edited."""
        if message.message:
            messages.unfurl(self._world, message.message, list(embeds))

    async def begin_outage(self) -> None:
        """Begin an outage at Discord that takes this guild away."""
        guilds.begin_outage(self._world, self.guild)

    async def end_outage(self) -> None:
        """End the outage."""
        guilds.end_outage(self._world, self.guild)

    async def reindex(self, seconds: float) -> None:
        """Let the search have no answers for a while."""
        guilds.reindex(self.guild, self._world.clock.time() + seconds)

    async def overwrite(
        self, channel: str, role: str, *, allow: Iterable[Permission] = (), deny: Iterable[Permission] = ()
    ) -> None:
        """Set what the channel changes for a role."""
        change = Overwrite(self.role(role).id, 0, sum(allow), sum(deny))
        channels.overwrite(self._world, self.channel(channel), change)

    @property
    def _owner(self) -> Attribution:
        return Attribution(self._world.users[self.guild.owner_id])

    def _command_permission(self, name: str, allows: bool) -> CommandPermission:  # noqa: FBT001 - a value
        role, member = self.guild.role_named(name), self.guild.member_named(name)
        if role:
            return CommandPermission(role.id, Target.ROLE, allows)
        if member:
            return CommandPermission(member.user.id, Target.USER, allows)
        return CommandPermission(self.channel(name).id, Target.CHANNEL, allows)

    def _member(self, name: str) -> Member:
        found = self.guild.member_named(name)
        if found is None:
            raise LookupError(f"{self.guild.key} has no member {name!r}, only {', '.join(self.people)}")
        return found

    def _first_channel(self) -> Channel:
        return next(
            channel for channel in self.guild.channels.values() if channel.type is ChannelType.GUILD_TEXT
        )

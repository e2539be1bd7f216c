"""Everything that exists, in one place."""

from __future__ import annotations

from dataclasses import dataclass, field

from discord_sandbox.model.application import Application
from discord_sandbox.model.attachment import Attachment
from discord_sandbox.model.channel import Channel
from discord_sandbox.model.clock import Clock
from discord_sandbox.model.command_registry import Commands
from discord_sandbox.model.condition import Condition
from discord_sandbox.model.emoji import Emoji
from discord_sandbox.model.event import Event, Listener
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.interaction_registry import Interactions
from discord_sandbox.model.invite import Invite
from discord_sandbox.model.member import Member
from discord_sandbox.model.permissions import EVERYWHERE_IN_PRIVATE, channel_permissions, guild_permissions
from discord_sandbox.model.rate_limits import InvalidRequests
from discord_sandbox.model.session_start_limit import SessionStarts
from discord_sandbox.model.signed_urls import SignedUrls
from discord_sandbox.model.snowflakes import Snowflakes
from discord_sandbox.model.user import User
from discord_sandbox.model.webhook import Webhook

API = "/api/v10"
"""Below the address of a world."""


@dataclass(slots=True)
class World:
    """The state of the sandbox. Only :mod:`discord_sandbox.operations` alters it, so that every change is told."""

    application: Application
    clock: Clock
    snowflakes: Snowflakes
    commands: Commands
    interactions: Interactions
    starts: SessionStarts
    invalid_requests: InvalidRequests
    changed: Condition
    """Announced whenever something happens, a bot connects, or commands are registered."""
    users: dict[int, User] = field(default_factory=dict)
    guilds: dict[int, Guild] = field(default_factory=dict)
    """Also those that the bot is not in."""
    channels: dict[int, Channel] = field(default_factory=dict)
    """Those of all guilds, threads and direct messages."""
    private: dict[int, Channel] = field(default_factory=dict)
    """The direct messages with the bot, by the other user's id."""
    attachments: dict[int, Attachment] = field(default_factory=dict)
    webhooks: dict[int, Webhook] = field(default_factory=dict)
    invites: dict[str, Invite] = field(default_factory=dict)
    """By their codes."""
    listeners: list[Listener] = field(default_factory=list)
    url: str = ""
    """Where this world is served, without a slash at the end."""
    shards: int = 1
    """How many the bot is told to connect."""
    messages_kept: int = 10_000
    """The latest of each channel; the others are forgotten."""
    rate_limits: bool = False
    """Whether limits hold that make a client wait; those that only a mistake exceeds always do."""

    signed_urls: SignedUrls = field(init=False)

    def __post_init__(self) -> None:
        self.signed_urls = SignedUrls(self.clock, str(self.application.id))

    @property
    def bot(self) -> User:
        return self.application.bot

    @property
    def rest_url(self) -> str:
        """What a bot takes for the root of the REST API."""
        return self.url + API

    @property
    def gateway_url(self) -> str:
        """Where clients connect their WebSockets."""
        return "ws" + self.url.removeprefix("http") + "/gateway"

    @property
    def joined_guilds(self) -> list[Guild]:
        """The guilds that the bot is in."""
        return [guild for guild in self.guilds.values() if self.bot.id in guild.members]

    def emit(self, event: Event) -> None:
        """Report what happened to all who listen."""
        for listener in self.listeners:
            listener(event)
        self.changed.announce()

    def guild_of(self, channel: Channel) -> Guild | None:
        return None if channel.guild_id is None else self.guilds[channel.guild_id]

    def emoji(self, emoji_id: int) -> Emoji | None:
        """An emoji of any guild, or of the application."""
        own = self.application.emojis.get(emoji_id)
        found = (guild.emojis.get(emoji_id) for guild in self.guilds.values())
        return own or next((emoji for emoji in found if emoji), None)

    def user_named(self, name: str) -> User | None:
        wanted = name.removeprefix("@").casefold()
        return next((user for user in self.users.values() if user.username.casefold() == wanted), None)

    def member(self, user_id: int, guild_id: int | None) -> Member | None:
        guild = self.guilds.get(guild_id or 0)
        return guild.members.get(user_id) if guild else None

    def permissions(self, user_id: int, channel: Channel) -> int:
        """What this user may do in ``channel``; nothing when not a member of its guild."""
        guild = self.guild_of(channel)
        if guild is None:
            return EVERYWHERE_IN_PRIVATE
        member = guild.members.get(user_id)
        return channel_permissions(guild, member, channel, self.clock.time()) if member else 0

    def guild_permissions(self, user_id: int, guild: Guild) -> int:
        """What this user may do in the guild apart from any channel."""
        member = guild.members.get(user_id)
        return guild_permissions(guild, member, self.clock.time()) if member else 0

"""What features need from Discord, as they see it. Implemented in ``app.discord.ports``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.core.actor import Actor
from app.core.chart import Chart
from app.core.text import Text


class Painter(Protocol):
    """Makes pictures of figures."""

    async def draw(self, chart: Chart) -> bytes | None:
        """A PNG file; None when it cannot be made just now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overwrite:
    """What a channel changes for a role or a member, in Discord's numbers."""

    target_id: int
    allow: int
    deny: int


class Visibility(Protocol):
    """Who sees which channels."""

    async def seen_by(self, actor: Actor) -> frozenset[int] | None:
        """The ids of the guild's channels that the actor can read, without threads; None for all of them.

        Threads are seen by who sees their channel, private ones apart. Of a channel that the bot cannot see itself
        it is not known who does: only those who see everything are said to.
        """

    async def could_read(self, actor: Actor, channels: Mapping[int, Sequence[Overwrite]]) -> frozenset[int]:
        """Which of these channels, that the bot cannot see any more, the actor could read by their last overwrites.

        A channel that the bot can see after all is left to ``seen_by``.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that comes with a message."""

    name: str
    content: bytes
    spoiler: bool = False
    """Whether it is covered until somebody wants to see it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastMessage:
    """A message from the history, as figures."""

    id: int
    kind: int
    """Discord's number for the type."""
    author_id: int
    is_bot: bool
    is_reply: bool
    length: int
    attachments: int
    embeds: int
    mentions: int
    edited_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GuildRole:
    """A role of a guild."""

    id: int
    assignable: bool
    """Whether the guild's own people give and take it, as they do not with those of bots and boosters."""


class Guilds(Protocol):
    """What is in which guild.

    An id from an option, a menu, a form or a link is only a number that somebody sent: a service asks here before
    it stores or shows what the id stands for. Each method raises ``NotFound`` for what is not in the guild, and
    ``Forbidden`` where that cannot be found out.
    """

    async def channel(self, guild_id: int, channel_id: int) -> int:
        """A channel, category or thread of the guild; gives Discord's number of its kind."""

    async def role(self, guild_id: int, role_id: int) -> GuildRole:
        """A role of the guild; everyone's has the guild's id."""

    async def member(self, guild_id: int, user_id: int) -> None:
        """Somebody who is in the guild now."""

    async def message(self, guild_id: int, channel_id: int, message_id: int) -> PastMessage:
        """A message in a channel or thread of the guild."""


class Channels(Protocol):
    """Messages that answer no command.

    Each method makes sure that the channel is the guild's, also where it was stored long ago, and raises
    ``NotFound`` where it is not, or is gone.
    """

    async def require_writable(self, guild_id: int, channel_id: int) -> None:
        """Raise unless the channel is for text or announcements, and nothing forbids to write and add files there."""

    def hidden(self, guild_id: int) -> frozenset[int]:
        """The channels of a guild of which it is known that the bot cannot see them, without threads."""

    async def post(self, guild_id: int, channel_id: int, text: str, *, nonce: str) -> None:
        """Send ``text``, at most 2000 characters, mentioning nobody.

        Two posts with the same ``nonce`` (25 characters at most) within a few minutes are one message.
        Raises ``Forbidden`` when the bot may not write there, and ``InvalidInput`` when Discord will never take
        this message.
        """

    async def show(
        self,
        guild_id: int,
        channel_id: int,
        body: Sequence[Text | str],
        *,
        nonce: str,
        files: Sequence[File] = (),
    ) -> None:
        """Send ``body``, blocks of Markdown, as a card in as many messages as it takes; ``files`` come last.

        Otherwise like ``post``; the ``nonce`` has 20 characters at most.
        """

    async def report(self, guild_id: int, channel_id: int, lines: Sequence[str], *, nonce: str) -> None:
        """Send lines in as few messages as it takes, broken only between lines; otherwise like ``post``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastThread:
    """A thread that is archived."""

    id: int
    kind: int
    """Discord's number for the type."""
    name: str
    newest_id: int
    """Its last message, which may be deleted."""


class History(Protocol):
    """What was written in channels."""

    async def after(self, channel_id: int, message_id: int) -> list[PastMessage]:
        """Up to 100 messages that come after one, the oldest first.

        Raises ``NotFound`` when the channel is gone and ``Forbidden`` when the bot may not read there.
        """

    async def archived(self, channel_id: int, since: datetime) -> list[PastThread]:
        """The public threads of a channel, or posts of a forum, that were archived since then.

        Raises the same.
        """

"""Messages that the bot sends by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app.core.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that comes with a message."""

    name: str
    content: bytes
    spoiler: bool = False
    """Whether it is covered until somebody wants to see it."""


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

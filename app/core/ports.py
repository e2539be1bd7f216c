"""What features need from Discord, as they see it. Implemented in ``app.discord.ports``."""

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
    """Messages that answer no command."""

    async def post(self, channel_id: int, text: str, *, nonce: str) -> None:
        """Send ``text``, at most 2000 characters, mentioning nobody.

        Two posts with the same ``nonce`` (25 characters at most) within a few minutes are one message.
        Raises ``NotFound`` when the channel is gone, ``Forbidden`` when the bot may not write there, and
        ``InvalidInput`` when Discord will never take this message.
        """

    async def show(
        self, channel_id: int, body: Sequence[Text | str], *, nonce: str, files: Sequence[File] = ()
    ) -> None:
        """Send ``body``, blocks of Markdown, as a card in as many messages as it takes; ``files`` come last.

        Otherwise like ``post``; the ``nonce`` has 20 characters at most.
        """

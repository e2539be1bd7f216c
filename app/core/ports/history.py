"""What was written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


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

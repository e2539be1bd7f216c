"""Who else wants to hear what is recorded: the log of messages now, content copies, moderation and reports later."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from app.recording.batch import Batch, Round
from app.recording.changes import RecordedChange, Seconds
from app.recording.sightings import MessageNote


class MessageObserver(Protocol):
    """Is told of messages and members in its guilds as events come in, and writes when their batch is written.

    What it is told it notes in the batch, at once and without waiting: a batch may be kept on disk for long, and be
    written by another process. It is never told of members who do not want to be recorded.
    """

    @property
    def guilds(self) -> Collection[int]:
        """The guilds of which it is told."""

    @property
    def changes(self) -> Mapping[str, type[RecordedChange]]:
        """The changes of its own that it notes, by the names that they have on disk for ever."""

    async def known(self) -> None:
        """Make sure that it knows its guilds. Awaited before the first event."""

    def written(self, batch: Batch, note: MessageNote, payload: Mapping[str, object], now: Seconds) -> None:
        """A person wrote or changed a message."""

    def deleted(self, batch: Batch, guild_id: int, channel_id: int, message_id: int, now: Seconds) -> None:
        """Somebody's message was deleted."""

    def purged(self, batch: Batch, guild_id: int, channel_id: int, ids: Sequence[int], now: Seconds) -> None:
        """Anybody's messages were deleted at once."""

    def joined(
        self, batch: Batch, guild_id: int, user: Mapping[str, object], joined_at: Seconds, now: Seconds
    ) -> None:
        """Somebody joined."""

    def left(self, batch: Batch, guild_id: int, user: Mapping[str, object], now: Seconds) -> None:
        """Somebody left; told before the leaving itself, which deletes what is known of them."""

    async def prepare(self, batch: Batch) -> object:
        """Get ready to write a batch, before its transaction; gives what ``write`` wants to be given."""

    async def write(self, session: AsyncSession, prepared: Any) -> None:
        """Write what belongs to the whole batch, in its transaction."""

    async def write_round(self, session: AsyncSession, changes: Round) -> None:
        """Write the own changes of a round, in the batch's transaction and before the others of it."""

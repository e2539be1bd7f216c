"""Queries of the message log."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.features.message_log import statements
from app.features.message_log.models import Kind, LogEntry, MessageBody
from app.features.message_log.values import EntryNote
from app.infra.db.bulk import record
from app.infra.db.guilds_and_members import Guild
from app.recording.batch import BodyNote
from app.recording.models import Channel, Message

# PostgreSQL would read every row to find the few guilds; this looks up one after the other.
GUILDS_WITH_BODIES = text(
    """
    WITH RECURSIVE found (guild_id) AS (
        (SELECT guild_id FROM message_bodies ORDER BY guild_id LIMIT 1)
        UNION ALL
        SELECT (SELECT b.guild_id FROM message_bodies b WHERE b.guild_id > found.guild_id ORDER BY b.guild_id LIMIT 1)
        FROM found WHERE found.guild_id IS NOT NULL
    )
    SELECT guild_id FROM found WHERE guild_id IS NOT NULL
    """
)


class MessageLogRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add_bodies(self, notes: Sequence[BodyNote]) -> None:
        """Store what messages said; doing so twice changes nothing."""
        await record(self._session, statements.BODIES, notes)

    async def add_entries(self, entries: Sequence[EntryNote]) -> None:
        """Store what is to be shown, each once."""
        await record(self._session, statements.ENTRIES, entries)

    async def add_start(self, guild_id: int, channel_id: int, at: datetime) -> None:
        """Note once that the log has begun."""
        entry = insert(LogEntry).values(
            guild_id=guild_id,
            kind=Kind.STARTED,
            subject=channel_id,
            moment=at,
            at=at,
            channel_id=channel_id,
        )
        await self._session.execute(entry.on_conflict_do_nothing())

    async def waiting(self, guild_id: int, most: int) -> list[LogEntry]:
        """What has not been shown, in order; what belongs to an unfinished post comes first."""
        query = (
            select(LogEntry)
            .where(LogEntry.guild_id == guild_id, LogEntry.posted_at.is_(None))
            .order_by(LogEntry.post_number.nulls_last(), LogEntry.at, LogEntry.number)
            .limit(most)
        )
        return list(await self._session.scalars(query))

    async def guilds_waiting(self) -> list[int]:
        """The guilds with something that has not been shown."""
        query = select(LogEntry.guild_id).where(LogEntry.posted_at.is_(None)).distinct()
        return list(await self._session.scalars(query))

    async def finish(self, guild_id: int, post_number: int, at: datetime) -> None:
        """Note that a post has been sent."""
        await self._session.execute(
            update(LogEntry)
            .where(LogEntry.guild_id == guild_id, LogEntry.post_number == post_number)
            .values(posted_at=at)
        )

    async def bodies(
        self, guild_id: int, message_ids: Collection[int], since: datetime
    ) -> Sequence[MessageBody]:
        """All revisions of these messages, the oldest first."""
        query = (
            select(MessageBody)
            .where(
                MessageBody.guild_id == guild_id,
                MessageBody.message_id.in_(message_ids),
                MessageBody.written_at >= since,
            )
            .order_by(MessageBody.written_at)
        )
        return list(await self._session.scalars(query))

    async def authors(
        self, guild_id: int, message_ids: Collection[int]
    ) -> dict[int, tuple[int | None, bool]]:
        """Who wrote these messages, and whether that is a bot, as far as they were counted."""
        query = select(Message.id, Message.author_id, Message.is_bot).where(
            Message.guild_id == guild_id, Message.id.in_(message_ids)
        )
        return {row.id: (row.author_id, row.is_bot) for row in await self._session.execute(query)}

    async def channel_names(self, channel_ids: Collection[int]) -> dict[int, str]:
        query = select(Channel.id, Channel.name).where(Channel.id.in_(channel_ids))
        return {row.id: row.name for row in await self._session.execute(query)}

    async def guilds_with_bodies(self) -> set[int]:
        return set(await self._session.scalars(GUILDS_WITH_BODIES))

    async def guilds_left(self, guild_ids: Collection[int]) -> set[int]:
        """Those of these guilds in which the bot is no more."""
        query = select(Guild.id).where(Guild.id.in_(guild_ids), Guild.left_at.is_not(None))
        return set(await self._session.scalars(query))

    async def forget(
        self, since: datetime, until: datetime, *, guild_id: int | None = None, author_id: int | None = None
    ) -> int:
        """Delete what a guild's members, or an author, said from ``since`` until before ``until``; gives how much."""
        query = delete(MessageBody).where(MessageBody.written_at >= since, MessageBody.written_at < until)
        if guild_id is not None:
            query = query.where(MessageBody.guild_id == guild_id)
        if author_id is not None:
            query = query.where(MessageBody.author_id == author_id)
        deleted = await self._session.execute(query)
        return cast("CursorResult[Any]", deleted).rowcount

    async def forget_entries(
        self, until: datetime | None = None, *, guild_id: int | None = None, user_id: int | None = None
    ) -> None:
        """Delete what the log has to show, or has shown, of any time or of before ``until``."""
        query = delete(LogEntry)
        if until is not None:
            query = query.where(LogEntry.at < until)
        if guild_id is not None:
            query = query.where(LogEntry.guild_id == guild_id)
        if user_id is not None:
            query = query.where(LogEntry.user_id == user_id)
        await self._session.execute(query)

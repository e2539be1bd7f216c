"""Statements that keep what was recorded for as long as it may be kept."""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.events import ChannelGone

COUNTS: Final = ("activity_members", "activity_channels", "activity_days")
PLACES: Final = """
    SELECT id FROM channels WHERE guild_id = :guild_id AND (id = :channel_id
        OR parent_id = :channel_id AND kind IN (10, 11, 12)) UNION SELECT CAST(:channel_id AS bigint)
"""
"""A channel and its threads."""
MARK_DELETED: Final = text(
    f"""
    UPDATE messages SET deleted_at = :at
    WHERE guild_id = :guild_id AND id >= :first AND id < :end AND deleted_at IS NULL AND channel_id IN ({PLACES})
    """  # noqa: S608 - a constant expression
)
# The day is one of the guild's zone: with these three marks it is among those that are counted, in any zone.
COUNT_ANEW: Final = text(
    f"""
    INSERT INTO activity_touched (guild_id, at)
    SELECT DISTINCT guild_id, day + make_interval(hours => mark)
    FROM activity_channels, unnest(ARRAY[-12, 12, 36]) AS mark
    WHERE guild_id = :guild_id AND channel_id IN ({PLACES})
    """  # noqa: S608 - a constant expression
)


class RetentionRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def mark_deleted(self, gone: ChannelGone, first: int, end: int) -> None:
        """Mark the messages of a channel, from one id until before another."""
        place = {"guild_id": gone.guild_id, "channel_id": gone.channel_id, "at": gone.at}
        await self._session.execute(MARK_DELETED, {**place, "first": first, "end": end})

    async def count_anew(self, gone: ChannelGone) -> None:
        """Have the days on which there was something in a channel counted anew."""
        place = {"guild_id": gone.guild_id, "channel_id": gone.channel_id}
        await self._session.execute(COUNT_ANEW, place)

    async def forget_counts(self, before: date) -> None:
        for table in COUNTS:
            statement = text(f"DELETE FROM {table} WHERE day < :day")  # noqa: S608 - one of three names
            await self._session.execute(statement, {"day": before})

    async def forget_placeholders(self, first: int, end: int) -> None:
        """Forget that unknown messages were deleted, from one id until before another."""
        statement = text("DELETE FROM messages WHERE length IS NULL AND id >= :first AND id < :end")
        await self._session.execute(statement, {"first": first, "end": end})

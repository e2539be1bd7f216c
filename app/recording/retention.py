"""Keeps the tables of what was recorded to what the data map promises, and ready for what comes."""

from __future__ import annotations

from datetime import datetime, timedelta

from loguru import logger
from sqlalchemy import text

from app.core.clock import Clock
from app.core.events import ChannelGone
from app.core.snowflake import first_id_at
from app.infra.db.engine import Sessions
from app.infra.db.partitions import Partitioned, Partitions
from app.recording import models
from app.settings.sections.activity import ActivitySettings

PLACEHOLDER_DAYS = 2
"""For which it is remembered that an unknown message was deleted: its creation may still come."""
AHEAD_DAYS = 20
"""How early the next part of a table is made."""
PLACES = """
    SELECT id FROM channels WHERE guild_id = :guild_id AND (id = :channel_id
        OR parent_id = :channel_id AND kind IN (10, 11, 12)) UNION SELECT CAST(:channel_id AS bigint)
"""
"""A channel and its threads."""
MARK_DELETED = text(
    f"""
    UPDATE messages SET deleted_at = :at
    WHERE guild_id = :guild_id AND id >= :first AND id < :end AND deleted_at IS NULL AND channel_id IN ({PLACES})
    """  # noqa: S608 - a constant expression
)
# The day is one of the guild's zone: with these three marks it is among those that are counted, in any zone.
TOUCH_CHANNEL = text(
    f"""
    INSERT INTO activity_touched (guild_id, at)
    SELECT DISTINCT guild_id, day + make_interval(hours => mark)
    FROM activity_channels, unnest(ARRAY[-12, 12, 36]) AS mark
    WHERE guild_id = :guild_id AND channel_id IN ({PLACES})
    """  # noqa: S608 - a constant expression
)


class RecordingRetention:
    """Drops what is too old, makes room for what is to come."""

    def __init__(
        self, sessions: Sessions, partitions: Partitions, clock: Clock, settings: ActivitySettings
    ) -> None:
        self._sessions = sessions
        self._partitions = partitions
        self._clock = clock
        self._settings = settings

    async def tidy(self) -> None:
        """Once a day. A job."""
        now = self._clock.now()
        for table, months in self._tables().items():
            oldest = now - timedelta(days=31 * months)
            for part in await self._partitions.drop_before(table, oldest):
                logger.info("{} is past its time and was dropped", part)
            soon = now + timedelta(days=AHEAD_DAYS)
            await self._partitions.ensure(table, [_key(table, now), _key(table, soon)])
        await self._forget_counts(now - timedelta(days=31 * self._settings.message_months))
        await self._forget_placeholders(now - timedelta(days=PLACEHOLDER_DAYS))

    async def mark_deleted(self, gone: ChannelGone) -> None:
        """Mark the messages of a channel that was deleted, and have its days counted anew. A job.

        Month by month, as there may be millions: a statement has some seconds, and locks what it marks.
        """
        values = {"guild_id": gone.guild_id, "channel_id": gone.channel_id, "at": gone.at}
        now = self._clock.now()
        month = models.MESSAGES.kept_from(now, self._settings.message_months)
        while month <= now:
            following = models.MESSAGES.period.after(month)
            ids = {"first": first_id_at(month), "end": first_id_at(following)}
            async with self._sessions.begin() as session:
                await session.execute(MARK_DELETED, {**values, **ids})
            month = following
        async with self._sessions.begin() as session:
            await session.execute(TOUCH_CHANNEL, values)

    def _tables(self) -> dict[Partitioned, int]:
        """The tables, and for how many months their rows are kept."""
        events = self._settings.event_months
        return {
            models.MESSAGES: self._settings.message_months,
            models.REACTIONS: self._settings.reaction_months,
            models.MEMBER_EVENTS: events,
            models.ROLE_EVENTS: events,
            models.VOICE_STAYS: events,
        }

    async def _forget_counts(self, oldest: datetime) -> None:
        async with self._sessions.begin() as session:
            for table in ("activity_members", "activity_channels", "activity_days"):
                await session.execute(
                    text(f"DELETE FROM {table} WHERE day < :day"),  # noqa: S608 - one of three names
                    {"day": oldest.date()},
                )

    async def _forget_placeholders(self, before: datetime) -> None:
        async with self._sessions.begin() as session:
            await session.execute(
                text("DELETE FROM messages WHERE length IS NULL AND id < :id AND id >= :recent"),
                {"id": first_id_at(before), "recent": first_id_at(before - timedelta(days=62))},
            )


def _key(table: Partitioned, at: datetime) -> int | datetime:
    return first_id_at(at) if table.by_snowflake else at

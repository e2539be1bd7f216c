"""Keeps the tables of what was recorded to what the data map promises, and ready for what comes."""

from __future__ import annotations

from datetime import timedelta

from loguru import logger

from app.core.clock import Clock
from app.core.events import ChannelGone
from app.core.snowflake import first_id_at
from app.infra.db.engine import Sessions
from app.infra.db.partitions import Partitioned, Partitions
from app.recording import models
from app.recording.retention.repository import RetentionRepository
from app.settings.sections.activity import ActivitySettings

PLACEHOLDER_DAYS = 2
"""For which it is remembered that an unknown message was deleted: its creation may still come."""
PLACEHOLDERS_LOOKED_FOR = timedelta(days=62)
"""This runs every day: older ones are gone, and their parts of the table need not be read."""
AHEAD_DAYS = 20
"""How early the next part of a table is made."""


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
            for part in await self._partitions.drop_before(table, table.kept_from(now, months)):
                logger.info("{} is past its time and was dropped", part)
            await self._partitions.ensure(table, [now, now + timedelta(days=AHEAD_DAYS)])
        counted = now - timedelta(days=31 * self._settings.message_months)
        unknown = now - timedelta(days=PLACEHOLDER_DAYS)
        async with self._sessions.begin() as session:
            await RetentionRepository(session).forget_counts(counted.date())
        async with self._sessions.begin() as session:
            await RetentionRepository(session).forget_placeholders(
                first_id_at(unknown - PLACEHOLDERS_LOOKED_FOR), first_id_at(unknown)
            )

    async def mark_deleted(self, gone: ChannelGone) -> None:
        """Mark the messages of a channel that was deleted, and have its days counted anew. A job.

        Month by month, as there may be millions: a statement has some seconds, and locks what it marks.
        """
        now = self._clock.now()
        month = models.MESSAGES.kept_from(now, self._settings.message_months)
        while month <= now:
            following = models.MESSAGES.period.after(month)
            async with self._sessions.begin() as session:
                await RetentionRepository(session).mark_deleted(
                    gone, first_id_at(month), first_id_at(following)
                )
            month = following
        async with self._sessions.begin() as session:
            await RetentionRepository(session).count_anew(gone)

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

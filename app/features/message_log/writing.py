"""The message log's part in writing a batch: what may be stored, where, and who hears of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.clock import Clock
from app.features.message_log.models import BODIES
from app.features.message_log.observer import LOG_STEP
from app.infra.db.partitions import Partitions
from app.infra.jobs import JobQueue
from app.recording.batch import Batch, BodyNote
from app.recording.consent.service import ActivityService, Paused
from app.recording.logged_guilds import Logged
from app.settings.schema import PrivacySettings

POST = "message_log.post"
"""The job that shows what a guild's log has not shown yet."""
GATHERED = timedelta(seconds=3)
"""How long things are gathered for one post."""
MARGIN = timedelta(hours=2)
"""What would have to go so soon is not stored any more; the part for it may be gone already."""


class LogWriter:
    """Knows what of a batch may still be stored: guilds and members may have decided otherwise meanwhile."""

    def __init__(
        self,
        activity: ActivityService,
        logged: Logged,
        paused: Paused,
        partitions: Partitions,
        jobs: JobQueue,
        clock: Clock,
        settings: PrivacySettings,
    ) -> None:
        self._activity = activity
        self._logged = logged
        self._paused = paused
        self._partitions = partitions
        self._jobs = jobs
        self._clock = clock
        self._days = settings.message_body_days

    async def prepare(self, batch: Batch) -> list[BodyNote]:
        """What to store of what was said, after the parts of the table that it needs are there."""
        if not batch.bodies:
            return []
        await self._activity.known()
        oldest = (oldest_kept(self._clock.now(), self._days) + MARGIN).timestamp()
        bodies = [
            note
            for note in batch.bodies.values()
            if note.written_at >= oldest
            and note.guild_id in self._logged.guilds
            and not self._paused(note.guild_id, note.author_id)
        ]
        await self._partitions.ensure(BODIES, {_day(note.written_at) for note in bodies})
        return bodies

    async def announce(self, session: AsyncSession, steps: dict[str, list[tuple[Any, ...]]]) -> None:
        """Have the logs of these steps' guilds show what there is."""
        for guild_id in {values[0] for values in steps.get(LOG_STEP, ())}:
            await ask_for_post(self._jobs, session, guild_id)


async def ask_for_post(jobs: JobQueue, session: AsyncSession, guild_id: int) -> None:
    """Have a guild's log show what there is, after a moment in which more may come."""
    await jobs.enqueue(session, POST, once=f"{POST} {guild_id}", after=GATHERED, guild_id=guild_id)


def oldest_kept(now: datetime, days: int) -> datetime:
    """What was written before this is not kept any more."""
    return now - timedelta(days=days)


def _day(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds // 86_400 * 86_400, UTC)

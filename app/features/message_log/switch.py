"""What follows when a guild chooses a channel for its message log, or none."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.clock import Clock
from app.features.message_log.models import Kind, LogEntry
from app.features.message_log.writing import ask_for_post
from app.infra.jobs import JobQueue
from app.recording.consent.service import UNTIL_ALL_KNOW
from app.recording.logged_guilds import Logged

FORGET_GUILD = "message_log.forget_guild"
"""The job that deletes what was kept of a guild."""


class LogSwitch:
    """To be told in the transaction of the choice, and again after it."""

    def __init__(self, jobs: JobQueue, logged: Logged, clock: Clock) -> None:
        self._jobs = jobs
        self._logged = logged
        self._clock = clock

    async def chosen(self, session: AsyncSession, guild_id: int, channel_id: int | None) -> None:
        """Greet in the channel, which also shows whether that is allowed; without one, forget everything."""
        now = self._clock.now()
        if channel_id is None:
            for wait in (None, UNTIL_ALL_KNOW):
                until = now.timestamp()
                await self._jobs.enqueue(session, FORGET_GUILD, after=wait, guild_id=guild_id, until=until)
            return
        session.add(
            LogEntry(
                guild_id=guild_id,
                kind=Kind.STARTED,
                subject=channel_id,
                moment=now,
                at=now,
                channel_id=channel_id,
            )
        )
        await session.flush()
        await ask_for_post(self._jobs, session, guild_id)

    def noticed(self, guild_id: int, *, on: bool) -> None:
        """Keep what is said from now on, or no longer; other processes hear of it a little later."""
        self._logged.set(guild_id, on=on)

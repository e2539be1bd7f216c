"""Keeps the roll-ups: counts every day anew on which something changed.

To count a whole day again is dearer than to add up changes, and right whatever came twice, late or was deleted.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from loguru import logger

from app.core.events import GuildOptionChanged
from app.core.guild import GuildPolicy
from app.core.guild_options import TIME_ZONE
from app.core.wordless import summary
from app.features.statistics.rollups.repository import RollupRepository
from app.features.statistics.rollups.values import LocalDay
from app.features.statistics.values import FIGURES
from app.infra.cache import Cache
from app.infra.db.engine import Sessions, is_outage

HOURS_AT_ONCE = 1000
"""Marks of a guild's touched hours that are worked off in one transaction."""
LAST_MINUTE = timedelta(minutes=59)


class RollupRefresher:
    """Counts what has changed since it last did."""

    def __init__(self, sessions: Sessions, policy: GuildPolicy, cache: Cache) -> None:
        self._sessions = sessions
        self._policy = policy
        self._cache = cache

    async def refresh(self, progress: Callable[[int], None] = lambda _: None) -> int:
        """Count all days that are touched by now; gives how many there were. A job.

        What is touched meanwhile waits for the next time: there is always somebody writing.
        """
        counted = 0
        for guild_id, newest in await self._touched():
            try:
                while days := await self._refresh_some(guild_id, newest):
                    counted += days
                    progress(counted)
            except Exception as error:
                if is_outage(error):
                    raise
                # The other guilds' days are counted whatever one's are like.
                reason = getattr(error, "orig", error)
                logger.error(
                    "days of guild {} are not counted, trying again later: {}", guild_id, summary(reason)
                )
        return counted

    async def recount(self, changed: GuildOptionChanged) -> None:
        """Mark every day of a guild as touched, because its time zone is another now."""
        async with self._sessions.begin() as session:
            await RollupRepository(session).touch_all(changed.guild_id)

    async def _touched(self) -> list[tuple[int, int]]:
        async with self._sessions() as session:
            return await RollupRepository(session).touched()

    async def _refresh_some(self, guild_id: int, newest: int) -> int:
        """Count some days of one guild; when that fails, its marks stay."""
        async with self._sessions.begin() as session:
            repository = RollupRepository(session)
            await repository.lock()
            hours = await repository.take_touched(guild_id, newest, HOURS_AT_ONCE)
            zone = (await self._policy.rules_of(guild_id)).of(TIME_ZONE)
            # In some zones midnight is in the middle of an hour.
            days = {LocalDay.at(guild_id, at, zone) for hour in hours for at in (hour, hour + LAST_MINUTE)}
            for day in sorted(days, key=lambda day: day.day):
                await repository.count(day)
        if days:
            await self._cache.forget(FIGURES, guild_id)
        return len(days)

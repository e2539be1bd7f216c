"""Rules of the message log: when what was kept is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from loguru import logger

from app.core.clock import Clock
from app.core.guild import GuildPolicy
from app.features.message_log.models import BODIES
from app.features.message_log.repository import MessageLogRepository
from app.features.message_log.writing import oldest_kept
from app.infra.db.engine import Sessions
from app.infra.db.partitions import Partitions
from app.recording.consent.service import PLUGIN
from app.settings.schema import PrivacySettings

ENTRIES_KEPT = timedelta(days=2)
"""How long it is remembered what was shown, lest it be shown again when it comes again."""
ONE_DAY, ONE_HOUR = timedelta(days=1), timedelta(hours=1)


class MessageLogService:
    """Tells what is kept of what members wrote, and deletes it. Nothing here shows it to anybody."""

    def __init__(
        self,
        sessions: Sessions,
        policy: GuildPolicy,
        partitions: Partitions,
        clock: Clock,
        settings: PrivacySettings,
    ) -> None:
        self._sessions = sessions
        self._policy = policy
        self._partitions = partitions
        self._clock = clock
        self.kept_days = settings.message_body_days

    async def days_of(self, guild_id: int) -> int | None:
        """For how many days the text of a guild's messages is kept; None where it is not."""
        rules = await self._policy.rules_of(guild_id)
        on = rules.message_log_channel_id is not None and PLUGIN not in rules.disabled_plugins
        return self.kept_days if on else None

    async def forget(self, user_id: int, guild_id: int | None = None) -> int:
        """Delete what somebody wrote, in one guild or everywhere; gives how many texts that were."""
        return await self._forget(guild_id=guild_id, user_id=user_id)

    async def forget_member(self, guild_id: int, user_id: int) -> None:
        """Delete what a member wrote. A job."""
        await self.forget(user_id, guild_id)

    async def forget_guild(self, guild_id: int, until: float) -> None:
        """Delete what was kept of a guild until it switched its log off, or all if that is still so. A job."""
        switched_on_again = guild_id in await self._wanted()
        end = datetime.fromtimestamp(until, UTC) if switched_on_again else None
        await self._forget(guild_id=guild_id, end=end)

    async def sweep(self) -> None:
        """Delete what is too old before the next run, and what no guild wants kept. A job."""
        # Nothing may become too old before the next hour's run.
        until = oldest_kept(self._clock.now(), self.kept_days) + ONE_HOUR
        await self._partitions.drop_before(BODIES, until)
        async with self._sessions() as session:
            repository = MessageLogRepository(session)
            await repository.forget(BODIES.period.start(until), until)
            await repository.forget_entries(self._clock.now() - ENTRIES_KEPT)
            kept_for = await repository.guilds_with_bodies()
            left = await repository.guilds_left(kept_for)
        for guild_id in kept_for - (await self._wanted() - left):
            await self._forget(guild_id=guild_id)

    async def _wanted(self) -> set[int]:
        """The guilds that have a message log."""
        return (await self._policy.message_logs()).keys() - await self._policy.guilds_without(PLUGIN)

    async def _forget(
        self, *, guild_id: int | None = None, user_id: int | None = None, end: datetime | None = None
    ) -> int:
        until = end or self._clock.now() + ONE_DAY
        deleted = 0
        async with self._sessions() as session:
            repository = MessageLogRepository(session)
            # A day at a time: each is a part of the table, and no statement takes too long.
            for day in self._days(until):
                end_of_day = min(day + ONE_DAY, until)
                deleted += await repository.forget(day, end_of_day, guild_id=guild_id, author_id=user_id)
            await repository.forget_entries(end, guild_id=guild_id, user_id=user_id)
        logger.info("{} texts of messages were deleted on request", deleted)
        return deleted

    def _days(self, until: datetime) -> Iterator[datetime]:
        day = BODIES.period.start(oldest_kept(self._clock.now(), self.kept_days) - ONE_DAY)
        while day < until:
            yield day
            day = BODIES.period.after(day)

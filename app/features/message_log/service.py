"""Rules of the message log: when what was kept is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from loguru import logger

from app.core.clock import Clock
from app.core.events import GuildOptionChanged, RecordingPaused
from app.core.guild import GuildPolicy
from app.features.message_log.models import BODIES
from app.features.message_log.observer import ask_for_post, oldest_kept
from app.features.message_log.options import MESSAGE_LOG
from app.features.message_log.repository import MessageLogRepository
from app.infra.db.engine import Sessions
from app.infra.db.partitions import Partitions
from app.infra.jobs.kinds import job_kind
from app.recording.consent.service import PLUGIN, UNTIL_ALL_KNOW
from app.settings.sections.privacy import PrivacySettings

ENTRIES_KEPT = timedelta(days=2)
"""How long it is remembered what was shown, lest it be shown again when it comes again."""
ONE_DAY, ONE_HOUR = timedelta(days=1), timedelta(hours=1)


@job_kind("message_log.forget_guild")
def forget_kept(*, guild_id: int, until: datetime) -> None:
    """Delete what was kept of a guild until it switched its log off."""


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
        on = rules.of(MESSAGE_LOG) is not None and PLUGIN not in rules.disabled_plugins
        return self.kept_days if on else None

    async def forget(self, user_id: int, guild_id: int | None = None) -> int:
        """Delete what somebody wrote, in one guild or everywhere; gives how many texts that were."""
        return await self._forget(guild_id=guild_id, user_id=user_id)

    async def forget_member(self, paused: RecordingPaused) -> None:
        """Delete what a member wrote. A job."""
        await self.forget(paused.user_id, paused.guild_id)

    async def follow_choice(self, changed: GuildOptionChanged) -> None:
        """Greet in the channel that a guild has chosen, which also shows whether that is allowed. A job.

        Without one, delete what was kept until then, now and when no process keeps anything any more.
        """
        if changed.after is None:
            async with self._sessions.begin() as session:
                for wait in (timedelta(0), UNTIL_ALL_KNOW):
                    await forget_kept.enqueue_after(
                        session, wait, guild_id=changed.guild_id, until=changed.at
                    )
        elif (await self._policy.guilds_with(MESSAGE_LOG)).get(changed.guild_id) == changed.after:
            async with self._sessions.begin() as session:
                await MessageLogRepository(session).add_start(
                    changed.guild_id, int(changed.after), changed.at
                )
                await ask_for_post(session, changed.guild_id)

    async def forget_guild(self, guild_id: int, until: datetime) -> None:
        """Delete what was kept of a guild until it switched its log off, or all if that is still so. A job."""
        switched_on_again = guild_id in await self._wanted()
        await self._forget(guild_id=guild_id, end=until if switched_on_again else None)

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
        return (await self._policy.guilds_with(MESSAGE_LOG)).keys() - await self._policy.guilds_without(
            PLUGIN
        )

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

"""Writes a batch: one transaction, after the parts of the tables that it needs are there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta

from app.core.clock import Clock
from app.core.events import ChannelGone
from app.core.snowflake import first_id_at, moment_of
from app.infra.db.engine import Sessions
from app.infra.db.partitions import Partitions
from app.infra.events import Events
from app.infra.jobs.kinds import job_kind
from app.recording import models
from app.recording.batch import Batch, Lost, MessageNote, ReactionKey, ReactionNote
from app.recording.metrics import RecordingMetrics
from app.recording.models import Gap
from app.recording.ports import MessageObserver
from app.recording.repository import RecordingRepository, moment
from app.settings.sections.activity import ActivitySettings


@job_kind("recording.repair")
def repair_guild(*, guild_id: int) -> str:
    """Fetch what is missing in a guild."""
    return str(guild_id)


WHEN = {"join": 3, "leave": 2, "members": 2}
"""The steps that are counted, and which of their values is the moment; the first is the guild."""
LONGEST_STAY = timedelta(days=31)
"""In a voice channel; see the statement that ends one."""


class Writer:
    """Puts batches into the database. Writing one twice changes nothing."""

    def __init__(
        self,
        sessions: Sessions,
        partitions: Partitions,
        events: Events,
        clock: Clock,
        settings: ActivitySettings,
        metrics: RecordingMetrics,
        observers: Sequence[MessageObserver] = (),
    ) -> None:
        self._sessions = sessions
        self._partitions = partitions
        self._events = events
        self._clock = clock
        self._settings = settings
        self._rows = metrics.rows
        self._observers = observers

    async def write(self, batch: Batch) -> None:
        """Write all of a batch, or raise and write nothing. What is older than the retention is left out."""
        now = self._clock.now()
        messages = list(self._kept_messages(batch, now))
        reactions = list(self._kept_reactions(batch, now))
        prepared = [(observer, await observer.prepare(batch)) for observer in self._observers]
        await self._make_parts(batch, messages, reactions, now)
        async with self._sessions.begin() as session:
            repository = RecordingRepository(session, self._oldest_event(now))
            await repository.messages(messages)
            for observer, ready in prepared:
                await observer.write(session, ready)
            await repository.clearings(batch.clearings)
            await repository.reactions(reactions)
            for steps in batch.rounds():
                for observer in self._observers:
                    await observer.write_round(session, steps)
                await repository.steps(steps)
                for channel_id, guild_id, at in steps.get("channel gone", ()):
                    gone = ChannelGone(guild_id=guild_id, channel_id=channel_id, at=moment(at))
                    await self._events.publish(session, gone)
            for guild_id in repository.gaps:
                await repair_guild.enqueue(session, guild_id=guild_id)
            await repository.touched(_touched(messages, batch))
        self._rows.labels("messages").inc(len(messages))
        self._rows.labels("reactions").inc(len(reactions))
        self._rows.labels("steps").inc(len(batch.steps))

    async def fetch_later(self, lost: Collection[Lost]) -> None:
        """Note stretches of history that have to be fetched from Discord, and have that done."""
        async with self._sessions.begin() as session:
            for guild_id in {each.guild_id for each in lost}:
                await repair_guild.enqueue(session, guild_id=guild_id)
            session.add_all(
                Gap(
                    guild_id=each.guild_id,
                    channel_id=each.channel_id,
                    began_id=each.first_id - 1,
                    after_id=each.first_id - 1,
                    until_id=each.last_id,
                )
                for each in lost
            )

    def oldest_message(self, now: datetime) -> int:
        """The first id whose message is still kept; older ones are not stored."""
        return first_id_at(models.MESSAGES.kept_from(now, self._settings.message_months))

    def _oldest_event(self, now: datetime) -> datetime:
        """When the oldest joins happened that are still kept."""
        return models.MEMBER_EVENTS.kept_from(now, self._settings.event_months)

    def _kept_messages(self, batch: Batch, now: datetime) -> Iterator[MessageNote]:
        oldest = self.oldest_message(now)
        return (note for note in batch.messages.values() if note.id >= oldest)

    def _kept_reactions(self, batch: Batch, now: datetime) -> Iterator[tuple[ReactionKey, ReactionNote]]:
        oldest = first_id_at(models.REACTIONS.kept_from(now, self._settings.reaction_months))
        return ((key, note) for key, note in batch.reactions.items() if key[1] >= oldest)

    async def _make_parts(
        self,
        batch: Batch,
        messages: list[MessageNote],
        reactions: list[tuple[ReactionKey, ReactionNote]],
        now: datetime,
    ) -> None:
        await self._partitions.ensure(models.MESSAGES, (note.id for note in messages))
        await self._partitions.ensure(models.REACTIONS, (key[1] for key, _ in reactions))
        if batch.steps:
            oldest = self._oldest_event(now)
            joined = (moment(step.values[3]) for step in batch.steps if step.kind in {"join", "member"})
            for table in (models.MEMBER_EVENTS, models.ROLE_EVENTS, models.VOICE_STAYS):
                await self._partitions.ensure(table, [now, moment(batch.began)])
            await self._partitions.ensure(models.MEMBER_EVENTS, (at for at in joined if at >= oldest))
            await self._partitions.ensure(models.VOICE_STAYS, [now - LONGEST_STAY])


def _touched(messages: list[MessageNote], batch: Batch) -> set[tuple[int, datetime]]:
    """The guilds and hours that the notes are about; reactions are counted where their message is."""
    touched = {(note.guild_id, _hour(moment_of(note.id))) for note in messages}
    for guild_id, message_id, *_ in (*batch.reactions, *batch.clearings):
        touched.add((guild_id, _hour(moment_of(message_id))))
    for step in batch.steps:
        column = WHEN.get(step.kind)
        if column is not None:
            touched.add((step.values[0], _hour(moment(step.values[column]))))
    return touched


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)

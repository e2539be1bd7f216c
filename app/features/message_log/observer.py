"""What the message log takes down. What members wrote is encrypted before anything else is done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.clock import Clock
from app.core.snowflake import moment_of
from app.features.message_log.models import BODIES, Kind
from app.features.message_log.policy import LogChoices
from app.features.message_log.repository import MessageLogRepository
from app.features.message_log.values import CHANGES, Body, EntryNote, place_of
from app.infra.crypto import Keyring
from app.infra.db.partitions import Partitions
from app.infra.jobs.kinds import job_kind
from app.recording.batch import Batch, BodyNote, Round
from app.recording.changes import Seconds
from app.recording.consent.service import ActivityService, RecordingOptOuts
from app.recording.display_names import called
from app.recording.fields import number
from app.recording.metrics import RecordingMetrics
from app.recording.sightings import MessageNote
from app.settings.sections.privacy import PrivacySettings

MARGIN = timedelta(hours=2)
"""What would have to go so soon is not stored any more; the part for it may be gone already."""
LATEST_EDIT_SECONDS = 600.0
"""An event about an older edit tells of something else, such as a pin."""
GATHERED = timedelta(seconds=3)
"""How long things are gathered for one post."""


@job_kind("message_log.post")
def post_waiting(*, guild_id: int) -> str:
    """Show what a guild's log has not shown yet."""
    return str(guild_id)


async def ask_for_post(session: AsyncSession, guild_id: int) -> None:
    """Have a guild's log show what there is, after a moment in which more may come."""
    await post_waiting.enqueue_after(session, GATHERED, guild_id=guild_id)


class MessageLogObserver:
    """The message log's part in recording: notes what guilds with a log have to be shown."""

    changes = CHANGES

    def __init__(
        self,
        consent: ActivityService,
        choices: LogChoices,
        opt_outs: RecordingOptOuts,
        partitions: Partitions,
        keyring: Keyring | None,
        clock: Clock,
        settings: PrivacySettings,
        metrics: RecordingMetrics,
    ) -> None:
        self.guilds = choices.guilds
        self._choices = choices
        self._consent = consent
        self._opt_outs = opt_outs
        self._partitions = partitions
        self._keyring = keyring
        """None where Discord does not tell what members write: it looks as if they wrote nothing."""
        self._clock = clock
        self._days = settings.message_body_days
        self._rows = metrics.rows

    async def known(self) -> None:
        """Make sure that guilds' and members' decisions have been learned since the start."""
        await self._consent.known()
        await self._choices.known()

    def written(self, batch: Batch, note: MessageNote, payload: Mapping[str, Any], now: Seconds) -> None:
        """A person wrote or changed a message."""
        if self._keyring is None:
            return
        guild_id, message_id, author_id = note.guild_id, note.id, note.author_id or 0
        written_at = note.edited_at or _created_at(message_id)
        place = place_of(guild_id, note.channel_id, message_id, author_id, round(written_at * 1e6))
        sealed = self._keyring.seal(Body.of(payload).pack(), owner=guild_id, about=place)
        batch.body(BodyNote(guild_id, message_id, written_at, note.channel_id, author_id, *sealed))
        if note.edited_at is not None and now - note.edited_at < LATEST_EDIT_SECONDS:
            batch.change(
                EntryNote(
                    guild_id, Kind.EDITED.value, message_id, note.edited_at, now, note.channel_id, author_id
                ),
            )

    def deleted(self, batch: Batch, guild_id: int, channel_id: int, message_id: int, now: Seconds) -> None:
        """Somebody's message was deleted."""
        created_at = _created_at(message_id)
        batch.change(EntryNote(guild_id, Kind.DELETED.value, message_id, created_at, now, channel_id))

    def purged(self, batch: Batch, guild_id: int, channel_id: int, ids: Sequence[int], now: Seconds) -> None:
        """Anybody's messages were deleted at once."""
        first = min(ids)
        entry = EntryNote(guild_id, Kind.PURGED.value, first, _created_at(first), now, channel_id)
        batch.change(entry._replace(message_ids=sorted(ids)))

    def joined(
        self, batch: Batch, guild_id: int, user: Mapping[str, Any], joined_at: Seconds, now: Seconds
    ) -> None:
        user_id = number(user["id"])
        entry = EntryNote(guild_id, Kind.JOINED.value, user_id, joined_at, now)
        batch.change(entry._replace(user_id=user_id, name=called(user)))

    def left(self, batch: Batch, guild_id: int, user: Mapping[str, Any], now: Seconds) -> None:
        """Somebody left; to be noted before the leaving itself, which deletes what is known of them."""
        user_id = number(user["id"])
        entry = EntryNote(guild_id, Kind.LEFT.value, user_id, now, now)
        batch.change(entry._replace(user_id=user_id, name=called(user)))

    async def prepare(self, batch: Batch) -> list[BodyNote]:
        """What may still be stored of what was said: guilds and members may have decided otherwise meanwhile."""
        if not batch.bodies:
            return []
        await self.known()
        oldest = (oldest_kept(self._clock.now(), self._days) + MARGIN).timestamp()
        bodies = [
            note
            for note in batch.bodies.values()
            if note.written_at >= oldest
            and note.guild_id in self.guilds
            and not self._opt_outs(note.guild_id, note.author_id)
        ]
        await self._partitions.ensure(BODIES, {_day(note.written_at) for note in bodies})
        return bodies

    async def write(self, session: AsyncSession, prepared: list[BodyNote]) -> None:
        """Store what was said."""
        await MessageLogRepository(session).add_bodies(prepared)
        self._rows.labels("bodies").inc(len(prepared))

    async def write_round(self, session: AsyncSession, changes: Round) -> None:
        """Store what is to be shown, and have it shown."""
        entries = changes.of(EntryNote)
        await MessageLogRepository(session).add_entries(entries)
        for guild_id in {entry.guild_id for entry in entries}:
            await ask_for_post(session, guild_id)


def oldest_kept(now: datetime, days: int) -> datetime:
    """What was written before this is not kept any more."""
    return now - timedelta(days=days)


def _day(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds // 86_400 * 86_400, UTC)


def _created_at(message_id: int) -> Seconds:
    return moment_of(message_id).timestamp()

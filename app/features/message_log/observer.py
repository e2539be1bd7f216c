"""Takes into a batch what the message log needs. What members wrote is encrypted here, before anything else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from app.core.snowflake import moment_of
from app.features.message_log.bodies import Body, place_of
from app.features.message_log.models import Kind
from app.infra.crypto import Keyring
from app.recording.batch import Batch, BodyNote, MessageNote, Seconds
from app.recording.display_names import called
from app.recording.logged_guilds import Logged

LOG_STEP = "log"
LATEST_EDIT_SECONDS = 600.0
"""An event about an older edit tells of something else, such as a pin."""


class EntryNote(NamedTuple):
    """A row of ``message_log_entries``, as far as an event knows it."""

    guild_id: int
    kind: str
    subject: int
    moment: Seconds
    at: Seconds
    channel_id: int | None = None
    user_id: int | None = None
    name: str | None = None
    message_ids: list[int] | None = None


class Keeper:
    """To be asked only about guilds in ``guilds``, and never about members who paused the recording."""

    def __init__(self, logged: Logged, keyring: Keyring, *, reads_words: bool = True) -> None:
        self.guilds = logged.guilds
        self._keyring = keyring
        self._reads_words = reads_words
        """Whether Discord tells what members write; else it looks as if they wrote nothing."""

    def written(self, batch: Batch, note: MessageNote, payload: Mapping[str, Any], now: Seconds) -> None:
        """A person wrote or changed a message."""
        if not self._reads_words:
            return
        guild_id, message_id, author_id = note.guild_id, note.id, note.author_id or 0
        written_at = note.edited_at or _created_at(message_id)
        place = place_of(guild_id, note.channel_id, message_id, author_id, round(written_at * 1e6))
        sealed = self._keyring.seal(Body.of(payload).pack(), owner=guild_id, about=place)
        batch.body(BodyNote(guild_id, message_id, written_at, note.channel_id, author_id, *sealed))
        if note.edited_at is not None and now - note.edited_at < LATEST_EDIT_SECONDS:
            _add(
                batch,
                EntryNote(
                    guild_id, Kind.EDITED.value, message_id, note.edited_at, now, note.channel_id, author_id
                ),
            )

    def deleted(self, batch: Batch, guild_id: int, channel_id: int, message_id: int, now: Seconds) -> None:
        """Somebody's message was deleted."""
        created_at = _created_at(message_id)
        _add(batch, EntryNote(guild_id, Kind.DELETED.value, message_id, created_at, now, channel_id))

    def purged(self, batch: Batch, guild_id: int, channel_id: int, ids: Sequence[int], now: Seconds) -> None:
        """Anybody's messages were deleted at once."""
        first = min(ids)
        entry = EntryNote(guild_id, Kind.PURGED.value, first, _created_at(first), now, channel_id)
        _add(batch, entry._replace(message_ids=sorted(ids)))

    def joined(
        self, batch: Batch, guild_id: int, user: Mapping[str, Any], joined_at: Seconds, now: Seconds
    ) -> None:
        user_id = int(user["id"])
        entry = EntryNote(guild_id, Kind.JOINED.value, user_id, joined_at, now)
        _add(batch, entry._replace(user_id=user_id, name=called(user)))

    def left(self, batch: Batch, guild_id: int, user: Mapping[str, Any], now: Seconds) -> None:
        """Somebody left; to be noted before the leaving itself, which deletes what is known of them."""
        user_id = int(user["id"])
        entry = EntryNote(guild_id, Kind.LEFT.value, user_id, now, now)
        batch.step(LOG_STEP, (guild_id, user_id), *entry._replace(user_id=user_id, name=called(user)))


def _add(batch: Batch, entry: EntryNote) -> None:
    batch.step(LOG_STEP, (entry.guild_id, entry.subject, 7), *entry)


def _created_at(message_id: int) -> Seconds:
    return moment_of(message_id).timestamp()

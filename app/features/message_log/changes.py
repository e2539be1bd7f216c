"""What the message log notes in a batch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from app.features.message_log.models import Kind
from app.recording.changes import RecordedChange, Seconds, Subject


class EntryNote(NamedTuple):
    """A row of ``message_log_entries``, as far as an event knows it."""

    guild_id: int
    kind: str
    subject_id: int
    moment: Seconds
    at: Seconds
    channel_id: int | None = None
    user_id: int | None = None
    name: str | None = None
    message_ids: list[int] | None = None

    @property
    def subject(self) -> Subject:
        # Who left is still to be known as a member when this is written.
        if self.kind == Kind.LEFT:
            return "member", self.guild_id, self.subject_id
        return "log", self.guild_id, self.subject_id


CHANGES: Final[Mapping[str, type[RecordedChange]]] = {"log": EntryNote}
"""The name on disk is as old as the files there: it never changes."""

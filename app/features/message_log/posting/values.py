"""What is known of the messages that log entries are about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.features.message_log.models import LogEntry
from app.features.message_log.values import Body


@dataclass(frozen=True, slots=True)
class Revision:
    """What a message said from one moment on."""

    written_at: datetime
    author_id: int
    body: Body


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a message, as far as that may be told."""

    user_id: int | None
    is_bot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that a post is made of, at one moment."""

    log_channel_id: int
    kept_days: int
    revisions: Mapping[int, list[Revision]] = field(default_factory=dict)
    """By message, the oldest first."""
    authors: Mapping[int, Author] = field(default_factory=dict)
    """By message; nobody of whom nothing may be recorded."""
    channels: Mapping[int, str] = field(default_factory=dict)
    """Names by id."""

    def last_words(self, message_id: int) -> Revision | None:
        return next(reversed(self.revisions.get(message_id, [])), None)

    def author_of(self, message_id: int) -> Author:
        found = self.last_words(message_id)
        return Author(found.author_id) if found else self.authors.get(message_id, Author(None))

    def sides(self, entry: LogEntry) -> tuple[Body | None, Body | None]:
        """What a message said before an edit and after it."""
        before = after = None
        for revision in self.revisions.get(entry.subject, []):
            if revision.written_at < entry.moment:
                before = revision.body
            elif revision.written_at == entry.moment:
                after = revision.body
        return before, after

"""What is known of a message, and which of two sightings of it wins: in a batch, and in the database.

Whatever comes twice, late or in the wrong order ends in the same figures. The rule is here in Python and in SQL, side
by side; tests/integration/test_sightings.py holds every user of it against the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.recording.changes import Seconds

MOST_EDITS: Final = 32_767
"""What a small column holds."""


@dataclass(slots=True)
class MessageNote:
    """What is known of one message. None where nothing was seen of it."""

    guild_id: int
    id: int
    channel_id: int
    author_id: int | None = None
    is_bot: bool = False
    is_reply: bool = False
    length: int | None = None
    attachments: int = 0
    embeds: int = 0
    mentions: int = 0
    edits: int = 0
    edited_at: Seconds | None = None
    deleted_at: Seconds | None = None

    def absorb(self, later: MessageNote) -> None:
        """Take in what was seen later; events may have come in the wrong order. See ``taken_in``."""
        newer = (later.edited_at or 0.0) > (self.edited_at or 0.0)
        fresh = newer or self.length is None
        deleted = self.deleted_at is None and later.deleted_at is not None
        if not (fresh or deleted or later.embeds > self.embeds):
            return
        self.author_id = self.author_id or later.author_id
        self.is_bot |= later.is_bot
        self.is_reply |= later.is_reply
        if fresh:
            self.length = self.length if later.length is None else later.length
            self.attachments, self.embeds, self.mentions = later.attachments, later.embeds, later.mentions
        else:
            # A preview that Discord adds is no edit, but an embed all the same.
            self.embeds = max(self.embeds, later.embeds)
        if newer:
            self.edits = min(MOST_EDITS, self.edits + later.edits)
            self.edited_at = later.edited_at
        self.deleted_at = self.deleted_at or later.deleted_at


# The twin of ``absorb``: ``present`` is the row that is there, ``excluded`` the one that comes.
UNSEEN: Final = "present.length IS NULL"
NEWER: Final = "coalesce(excluded.edited_at > present.edited_at, excluded.edited_at IS NOT NULL)"
MORE: Final = f"""(
    {NEWER} OR excluded.embeds > present.embeds
    OR (present.deleted_at IS NULL AND excluded.deleted_at IS NOT NULL)
)"""
"""Whether a sighting tells more of a message that was seen before."""
EDITS_ADDED: Final = f"""
    least({MOST_EDITS}, present.edits + CASE WHEN {NEWER} THEN excluded.edits ELSE 0 END)"""
"""Each sighting brings its own edit."""
EDITS_COUNTED: Final = "greatest(present.edits, excluded.edits)"
"""Each sighting brings the number of all edits until then."""


def taken_in(edits: str) -> str:
    """What to set in the row that is there, where ``UNSEEN`` or ``MORE``."""
    return f"""
        author_id = coalesce(present.author_id, excluded.author_id),
        is_bot = present.is_bot OR excluded.is_bot,
        is_reply = present.is_reply OR excluded.is_reply,
        (length, attachments, mentions, embeds) = (
            SELECT CASE WHEN fresh THEN coalesce(excluded.length, present.length) ELSE present.length END,
                CASE WHEN fresh THEN excluded.attachments ELSE present.attachments END,
                CASE WHEN fresh THEN excluded.mentions ELSE present.mentions END,
                CASE WHEN fresh THEN excluded.embeds ELSE greatest(present.embeds, excluded.embeds) END
            FROM (SELECT {UNSEEN} OR {NEWER} AS fresh) AS compared
        ),
        edits = {edits},
        edited_at = greatest(present.edited_at, excluded.edited_at),
        deleted_at = coalesce(present.deleted_at, excluded.deleted_at)
    """  # noqa: S608 - constants

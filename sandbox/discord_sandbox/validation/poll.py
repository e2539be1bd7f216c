"""Polls in a new message."""

from __future__ import annotations

from discord_sandbox.model.checks import array, boolean, integer, maybe, one_of, record, trimmed
from discord_sandbox.validation.controls import EMOJI

# Discord: Resources > Poll > Poll Create Request Object, Poll Media Object (300, 55, ten answers, 32 days).
POLL = record(
    {
        "question": record({"text": trimmed(1, 300)}, needed=("text",)),
        "answers": array(
            record(
                {"poll_media": record({"text": trimmed(1, 55), "emoji": EMOJI}, needed=("text",))},
                needed=("poll_media",),
            ),
            1,
            10,
        ),
        "duration": maybe(integer(1, 768)),
        "allow_multiselect": maybe(boolean),
        "layout_type": maybe(one_of(1)),
    },
    needed=("question", "answers"),
)

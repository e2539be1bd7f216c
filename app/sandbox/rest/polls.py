"""Polls that come with a message."""

from __future__ import annotations

from app.sandbox.payload import Payload, timestamp
from app.sandbox.world.world import World

DEFAULT_HOURS = 24


def new_poll(world: World, body: Payload | None) -> Payload | None:
    """The poll as a message carries it, open from now on."""
    if not body:
        return None
    hours = body.get("duration") or DEFAULT_HOURS
    return {
        "question": body["question"],
        "answers": [
            {"answer_id": number, "poll_media": answer["poll_media"]}
            for number, answer in enumerate(body["answers"], start=1)
        ],
        "expiry": timestamp(world.clock.time() + hours * 3600),
        "allow_multiselect": bool(body.get("allow_multiselect")),
        "layout_type": body.get("layout_type") or 1,
        "results": {"is_finalized": False, "answer_counts": []},
    }

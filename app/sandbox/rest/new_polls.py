"""From the body of a request to a poll."""

from __future__ import annotations

from app.sandbox.payload import Payload
from app.sandbox.world.poll import Poll
from app.sandbox.world.world import World

DEFAULT_HOURS = 24


def new_poll(world: World, body: Payload | None) -> Poll | None:
    """The poll as a message carries it, open from now on."""
    if not body:
        return None
    hours = body.get("duration") or DEFAULT_HOURS
    answers = [_shown(world, answer["poll_media"]) for answer in body["answers"]]
    return Poll(
        question={"text": body["question"]["text"]},
        answers=dict(enumerate(answers, start=1)),
        expires_at=world.clock.time() + hours * 3600,
        allow_multiselect=bool(body.get("allow_multiselect")),
        layout_type=body.get("layout_type") or 1,
    )


def _shown(world: World, media: Payload) -> Payload:
    """What an answer shows: its text, and its emoji in full."""
    shown = {"text": media["text"]} if media.get("text") else {}
    emoji = media.get("emoji")
    if not emoji:
        return shown
    found = world.emoji(int(emoji["id"])) if emoji.get("id") else None
    return shown | {"emoji": found.partial_payload() if found else {"id": None, "name": emoji.get("name")}}

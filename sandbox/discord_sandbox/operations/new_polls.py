"""From the body of a request to a poll."""

from __future__ import annotations

from discord_sandbox.model.checks import at
from discord_sandbox.model.errors import invalid_form
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.poll import Poll
from discord_sandbox.model.world import World
from discord_sandbox.validation.controls import no_emoji

DEFAULT_HOURS = 24


def new_poll(world: World, body: Payload | None) -> Poll | None:
    """The poll as a message carries it, open from now on."""
    if not body:
        return None
    hours = body.get("duration") or DEFAULT_HOURS
    answers = [_shown(world, answer["poll_media"], index) for index, answer in enumerate(body["answers"])]
    return Poll(
        question={"text": body["question"]["text"]},
        answers=dict(enumerate(answers, start=1)),
        expires_at=world.clock.time() + hours * 3600,
        allow_multiselect=bool(body.get("allow_multiselect")),
        layout_type=body.get("layout_type") or 1,
    )


def _shown(world: World, media: Payload, index: int) -> JsonObject:
    """What an answer shows: its text, and its emoji in full."""
    shown: Payload = {"text": media["text"]}
    emoji = media.get("emoji")
    if not emoji:
        return shown
    if not emoji.get("id"):
        return shown | {"emoji": {"id": None, "name": emoji["name"]}}
    found = world.emoji(int(emoji["id"]))
    if found is None:
        raise invalid_form(at(("poll", "answers", index, "poll_media", "emoji", "id"), no_emoji()))
    return shown | {"emoji": found.partial_payload()}

"""From the body of a request to the parts of a message."""

from __future__ import annotations

from app.sandbox.changes.draft import Draft
from app.sandbox.errors import ApiError, Refusal, invalid_form
from app.sandbox.payload import Payload
from app.sandbox.rest.media import Finisher
from app.sandbox.rest.polls import new_poll
from app.sandbox.rest.request import Upload
from app.sandbox.rest.uploads import attach
from app.sandbox.rules.message import edited_layout, legacy_fields
from app.sandbox.world.channel import Channel
from app.sandbox.world.message import Message, MessageFlag
from app.sandbox.world.world import World

_COMPONENTS_V2 = int(MessageFlag.IS_COMPONENTS_V2)


def draft_from(
    world: World, channel: Channel, body: Payload, files: dict[str, Upload], reference: Message | None = None
) -> Draft:
    """A new message's parts; the body has been checked."""
    attachments = attach(world, channel, body, files, []) if files or body.get("attachments") else []
    finisher = Finisher(world.snowflakes, attachments)
    draft = Draft(
        content=body.get("content") or "",
        embeds=finisher.embeds(body.get("embeds")),
        components=finisher.components(body.get("components")),
        attachments=attachments,
        flags=body.get("flags") or 0,
        tts=bool(body.get("tts")),
        nonce=body.get("nonce"),
        poll=new_poll(world, body.get("poll")),
        allowed_mentions=body.get("allowed_mentions"),
        reference=reference,
    )
    if draft.empty:
        raise ApiError(Refusal.EMPTY_MESSAGE)
    return draft


def changes_from(world: World, message: Message, body: Payload, files: dict[str, Upload]) -> Payload:
    """What an edit changes; the body has been checked as far as it can be without the message."""
    wrong = edited_layout(body, message.flags)
    if wrong:
        raise invalid_form(wrong)
    channel = world.channels[message.channel_id]
    attachments = attach(world, channel, body, files, message.attachments)
    finisher = Finisher(world.snowflakes, attachments)
    changes: Payload = {"attachments": attachments} if files or "attachments" in body else {}
    if "content" in body:
        changes["content"] = body["content"] or ""
    if "embeds" in body:
        changes["embeds"] = finisher.embeds(body["embeds"])
    if "components" in body:
        changes["components"] = finisher.components(body["components"])
    if body.get("flags") is not None:
        kept = message.flags & ~int(MessageFlag.SUPPRESS_EMBEDS)
        changes["flags"] = kept | body["flags"]
    _check_result(message, changes)
    return changes


def _check_result(message: Message, changes: Payload) -> None:
    """What an edit leaves must be a message still, and of one layout."""
    result = {
        name: changes.get(name, getattr(message, name))
        for name in ("content", "embeds", "components", "attachments", "poll")
    }
    if changes.get("flags", message.flags) & _COMPONENTS_V2:
        wrong = legacy_fields(result)
        if wrong:
            raise invalid_form(wrong)
    if not any(result.values()):
        raise ApiError(Refusal.EMPTY_MESSAGE)

"""From the body of a request to the parts of a message."""

from __future__ import annotations

from typing import Any

from discord_sandbox.model.attachment import Attachment
from discord_sandbox.model.channel import Channel
from discord_sandbox.model.errors import ApiError, ErrorCode, invalid_form
from discord_sandbox.model.message import Message, MessageFlag
from discord_sandbox.model.payload import Payload
from discord_sandbox.model.sticker import Sticker
from discord_sandbox.model.world import World
from discord_sandbox.operations.draft import Draft
from discord_sandbox.operations.media import Finisher
from discord_sandbox.operations.new_polls import new_poll
from discord_sandbox.operations.uploads import Upload, attach
from discord_sandbox.validation.message import edited_layout, legacy_fields

_COMPONENTS_V2 = int(MessageFlag.IS_COMPONENTS_V2)
_VOICE_MESSAGE = int(MessageFlag.IS_VOICE_MESSAGE)
_EPHEMERAL = int(MessageFlag.EPHEMERAL)


def draft_from(world: World, channel: Channel, body: Payload, files: dict[str, Upload], **more: Any) -> Draft:
    """A new message's parts; the body has been checked. ``more`` are parts that it does not hold."""
    flags = body.get("flags") or 0
    attachments = attach(world, channel, body, files, []) if files or body.get("attachments") else []
    for attachment in attachments:
        attachment.ephemeral = bool(flags & _EPHEMERAL)
    finisher = Finisher(world, attachments)
    draft = Draft(
        content=body.get("content") or "",
        embeds=finisher.embeds(body.get("embeds")),
        components=finisher.components(body.get("components")),
        attachments=attachments,
        stickers=_stickers(world, channel, body.get("sticker_ids")),
        flags=flags,
        tts=bool(body.get("tts")),
        nonce=body.get("nonce"),
        poll=new_poll(world, body.get("poll")),
        allowed_mentions=body.get("allowed_mentions"),
        **more,
    )
    if draft.empty:
        raise ApiError(ErrorCode.EMPTY_MESSAGE)
    if flags & _VOICE_MESSAGE:
        _check_voice_message(draft)
    return draft


def _stickers(world: World, channel: Channel, wanted: list[Any] | None) -> list[Sticker]:
    """Bots can only send stickers of the guild that they write in."""
    guild = world.guild_of(channel)
    known = guild.stickers if guild else {}
    for sticker_id in wanted or ():
        if int(sticker_id) not in known:
            raise ApiError(ErrorCode.INVALID_STICKER)
    return [known[int(sticker_id)] for sticker_id in wanted or ()]


def _check_voice_message(draft: Draft) -> None:
    if draft.content or draft.embeds or draft.components or draft.stickers or draft.poll:
        raise ApiError(ErrorCode.VOICE_MESSAGE_ALONE)
    if len(draft.attachments) != 1 or not draft.attachments[0].content_type.startswith("audio/"):
        raise ApiError(ErrorCode.VOICE_MESSAGE_FILE)
    if not _has_metadata(draft.attachments[0]):
        raise ApiError(ErrorCode.VOICE_MESSAGE_METADATA)


def _has_metadata(attachment: Attachment) -> bool:
    return attachment.duration is not None and attachment.waveform is not None


def changes_from(world: World, message: Message, body: Payload, files: dict[str, Upload]) -> Payload:
    """What an edit changes; the body has been checked as far as it can be without the message."""
    if message.poll:
        raise ApiError(ErrorCode.POLL_EDITED)
    if message.flags & _VOICE_MESSAGE:
        raise ApiError(ErrorCode.VOICE_MESSAGE_EDITED)
    wrong = edited_layout(body, message.flags)
    if wrong:
        raise invalid_form(wrong)
    channel = world.channels[message.channel_id]
    attachments = attach(world, channel, body, files, message.attachments)
    finisher = Finisher(world, attachments)
    changes: Payload = {"attachments": attachments} if files or "attachments" in body else {}
    if "content" in body:
        changes["content"] = body["content"] or ""
    if "embeds" in body:
        changes["embeds"] = finisher.embeds(body["embeds"])
    if "components" in body:
        changes["components"] = finisher.components(body["components"])
    if body.get("poll") and message.loading:
        changes["poll"] = new_poll(world, body["poll"])
    if body.get("flags") is not None:
        changes["flags"] = suppressing(message, body["flags"])
    _check_result(message, changes)
    return changes


def suppressing(message: Message, flags: int) -> int:
    """The message's flags after an edit that says ``flags``: its embeds can be hidden and shown again."""
    return message.flags & ~int(MessageFlag.SUPPRESS_EMBEDS) | flags


def _check_result(message: Message, changes: Payload) -> None:
    """What an edit leaves must be a message still, and of one layout."""
    result = {
        name: changes.get(name, getattr(message, name))
        for name in ("content", "embeds", "components", "attachments", "stickers", "poll", "snapshots")
    }
    if changes.get("flags", message.flags) & _COMPONENTS_V2:
        wrong = legacy_fields(result)
        if wrong:
            raise invalid_form(wrong)
    if not any(result.values()):
        raise ApiError(ErrorCode.EMPTY_MESSAGE)

"""A message as the REST API and the gateway write it for the bot."""

from __future__ import annotations

from discord_sandbox.model.message import Message, MessageFlag, MessageType
from discord_sandbox.model.payload import JsonObject, Payload, timestamp
from discord_sandbox.model.world import World

_ANSWERING = frozenset({MessageType.REPLY, MessageType.THREAD_STARTER_MESSAGE})
_SUPPRESS_EMBEDS = int(MessageFlag.SUPPRESS_EMBEDS)


def message_payload(world: World, message: Message) -> JsonObject:
    payload: Payload = {
        "id": str(message.id),
        "channel_id": str(message.channel_id),
        "type": int(message.type),
        "author": message.author.payload(),
        "content": message.content,
        "timestamp": timestamp(message.created_at),
        "edited_timestamp": None if message.edited_at is None else timestamp(message.edited_at),
        "tts": message.tts,
        "mention_everyone": message.mention_everyone,
        "mentions": [user.payload() for user in message.mentions],
        "mention_roles": [str(role_id) for role_id in message.mention_roles],
        "attachments": [attachment.payload() for attachment in message.attachments],
        "embeds": [] if message.flags & _SUPPRESS_EMBEDS else message.embeds,
        "components": message.components,
        "pinned": message.pinned_at is not None,
        "flags": message.flags,
    }
    _add_optional(payload, world, message)
    return payload


def _add_optional(payload: JsonObject, world: World, message: Message) -> None:
    if message.reactions:
        viewer_id = world.bot.id
        payload["reactions"] = [reaction.payload(viewer_id) for reaction in message.reactions.values()]
    if message.nonce is not None:
        payload["nonce"] = message.nonce
    if message.reference is not None:
        _add_reference(payload, world, message)
    if message.webhook_id is not None:
        payload["webhook_id"] = str(message.webhook_id)
    if message.application_id is not None:
        payload["application_id"] = str(message.application_id)
    if message.interaction is not None:
        payload["interaction_metadata"] = message.interaction
    if message.poll or message.stickers or message.snapshots or message.thread_id:
        _add_rare(payload, world, message)


def _add_reference(payload: JsonObject, world: World, message: Message) -> None:
    payload["message_reference"] = message.reference
    if message.type in _ANSWERING:
        referenced = message.referenced
        there = referenced is not None and not referenced.deleted
        payload["referenced_message"] = message_payload(world, referenced) if referenced and there else None


def _add_rare(payload: JsonObject, world: World, message: Message) -> None:
    if message.poll:
        payload["poll"] = message.poll.payload(world.bot.id)
    if message.stickers:
        payload["sticker_items"] = [sticker.item_payload() for sticker in message.stickers]
    if message.snapshots:
        payload["message_snapshots"] = [{"message": snapshot} for snapshot in message.snapshots]
    thread = world.channels.get(message.thread_id or 0)
    if thread:
        payload["thread"] = thread.payload(world.bot.id)

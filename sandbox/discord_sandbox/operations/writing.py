"""How every message comes to be, whoever writes it."""

from __future__ import annotations

from functools import partial
from typing import Any

from discord_sandbox.model.channel import Channel
from discord_sandbox.model.event import Event
from discord_sandbox.model.message import Message, MessageFlag, MessageType
from discord_sandbox.model.message_payload import message_payload
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.snowflakes import created_at
from discord_sandbox.model.user import User
from discord_sandbox.model.world import World
from discord_sandbox.operations.draft import Draft
from discord_sandbox.operations.mentions import mentions_in

_EPHEMERAL = int(MessageFlag.EPHEMERAL)
_HAS_SNAPSHOT = int(MessageFlag.HAS_SNAPSHOT)


def write(
    world: World,
    channel: Channel,
    author: User,
    draft: Draft,
    *,
    snowflake: int | None = None,
    mentioned: list[User] | None = None,
    **more: object,
) -> Message:
    """Write a message and tell of it.

    ``more`` are fields of it that its author does not choose; ``mentioned`` are users that it is about, besides
    those that its text mentions.
    """
    message = _written(world, channel, author, draft, snowflake or world.snowflakes.next(), more)
    if mentioned:
        message.mentions += mentioned
    if not message.flags & _EPHEMERAL:
        _keep(world, channel, message)
    world.emit(message_event("MESSAGE_CREATE", world, channel, message))
    return message


def _written(
    world: World, channel: Channel, author: User, draft: Draft, snowflake: int, more: dict[str, Any]
) -> Message:
    mentions = mentions_in(world, channel, author, draft.text, draft.allowed_mentions, draft.reference)
    message = Message(
        id=snowflake,
        channel_id=channel.id,
        guild_id=channel.guild_id,
        author=author,
        created_at=created_at(snowflake),
        content=draft.content,
        embeds=draft.embeds,
        components=draft.components,
        attachments=draft.attachments,
        flags=draft.flags,
        tts=draft.tts,
        nonce=draft.nonce,
        poll=draft.poll,
        stickers=draft.stickers,
        mentions=mentions.users,
        mention_roles=mentions.roles,
        mention_everyone=mentions.everyone,
        **more,
    )
    if draft.reference:
        message.type = MessageType.REPLY
        message.referenced = draft.reference
        message.reference = reference_to(draft.reference)
    elif draft.forwarded:
        message.flags |= _HAS_SNAPSHOT
        message.snapshots = draft.forwarded.snapshots or [draft.forwarded.snapshot()]
        message.reference = reference_to(draft.forwarded, kind=1)
    return message


def reference_to(message: Message, kind: int = 0) -> JsonObject:
    """A reference to a message: 0 answers it, 1 forwards it."""
    reference: Payload = {
        "type": kind,
        "message_id": str(message.id),
        "channel_id": str(message.channel_id),
    }
    return reference | ({"guild_id": str(message.guild_id)} if message.guild_id else {})


def _keep(world: World, channel: Channel, message: Message) -> None:
    channel.messages[message.id] = message
    channel.last_message_id = message.id
    if len(channel.messages) > world.messages_kept:
        del channel.messages[next(iter(channel.messages))]


def message_event(name: str, world: World, channel: Channel, message: Message) -> Event:
    """The event of this name about a message. An ephemeral one is between a person and the bot, in no guild."""
    data = partial(_payload, world, channel, message)
    if message.flags & _EPHEMERAL:
        return Event(name, data, message=message)
    return Event(name, data, channel.guild_id, channel, message)


def _payload(world: World, channel: Channel, message: Message) -> JsonObject:
    data = message_payload(world, message)
    if channel.guild_id is None:
        data["channel_type"] = int(channel.type)
    elif not message.ephemeral:
        data["guild_id"] = str(channel.guild_id)
        member = world.member(message.author.id, channel.guild_id)
        # What an application answers comes by webhook, and webhooks are no members.
        if member and message.webhook_id is None:
            data["member"] = member.partial_payload()
    return data


def place(channel: Channel) -> JsonObject:
    """Where an event happened."""
    where: Payload = {"channel_id": str(channel.id)}
    return where | ({} if channel.guild_id is None else {"guild_id": str(channel.guild_id)})

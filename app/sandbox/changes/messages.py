"""Messages are written, edited, deleted and pinned."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from app.sandbox.changes.draft import Draft, mentionable_text
from app.sandbox.changes.mentions import mentions_in
from app.sandbox.payload import Payload, timestamp
from app.sandbox.snowflakes import created_at
from app.sandbox.world.channel import Channel
from app.sandbox.world.event import Event
from app.sandbox.world.message import Message, MessageFlag
from app.sandbox.world.user import User
from app.sandbox.world.world import World

KEPT = 10_000
"""Messages that a channel remembers."""

_REPLY, _PINNED, _CHAT_INPUT_COMMAND, _CONTEXT_MENU_COMMAND = 19, 6, 20, 23
_LOADING = int(MessageFlag.LOADING)


def create(world: World, channel: Channel, author: User, draft: Draft, **more: Any) -> Message:
    """Write a message; ``more`` are fields of it that its author does not choose."""
    message = _written(world, channel, author, draft, **more)
    _keep(channel, message)
    world.tell(_event("MESSAGE_CREATE", world, channel, message))
    return message


def _written(world: World, channel: Channel, author: User, draft: Draft, **more: Any) -> Message:
    mentions = mentions_in(world, channel, author, draft.text, draft.allowed_mentions, draft.reference)
    snowflake = world.snowflakes.next()
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
        mentions=mentions.users,
        mention_roles=mentions.roles,
        mention_everyone=mentions.everyone,
        **more,
    )
    if draft.reference:
        message.type = _REPLY
        message.referenced = draft.reference
        message.reference = reference_to(draft.reference)
    return message


def reference_to(message: Message) -> Payload:
    reference: Payload = {"type": 0, "message_id": str(message.id), "channel_id": str(message.channel_id)}
    return reference | ({"guild_id": str(message.guild_id)} if message.guild_id else {})


def _keep(channel: Channel, message: Message) -> None:
    if message.ephemeral:
        return
    channel.messages[message.id] = message
    channel.last_message_id = message.id
    if len(channel.messages) > KEPT:
        del channel.messages[next(iter(channel.messages))]


def edit(world: World, message: Message, changes: Payload, allowed_mentions: Payload | None = None) -> None:
    """Set these attributes of the message."""
    for name, value in changes.items():
        setattr(message, name, value)
    channel = world.channels[message.channel_id]
    if "content" in changes or "components" in changes:
        text = mentionable_text(message.content, message.components)
        mentions = mentions_in(world, channel, message.author, text, allowed_mentions, None)
        message.mentions, message.mention_roles = mentions.users, mentions.roles
        message.mention_everyone = mentions.everyone
    if message.loading:
        message.flags &= ~_LOADING
    else:
        message.edited_at = world.clock.time()
    world.tell(_event("MESSAGE_UPDATE", world, channel, message))


def delete(world: World, message: Message) -> None:
    channel = world.channels[message.channel_id]
    _forget(channel, message)
    data = _place(channel) | {"id": str(message.id)}
    world.tell(Event("MESSAGE_DELETE", data, channel.guild_id, channel, message))


def delete_many(world: World, channel: Channel, messages: Iterable[Message]) -> None:
    """Delete messages of one channel in one go."""
    gone = list(messages)
    for message in gone:
        _forget(channel, message)
    data = _place(channel) | {"ids": [str(message.id) for message in gone]}
    world.tell(Event("MESSAGE_DELETE_BULK", data, channel.guild_id, channel))


def _forget(channel: Channel, message: Message) -> None:
    message.deleted = True
    channel.messages.pop(message.id, None)


def pin(world: World, message: Message, by: User) -> None:
    channel = world.channels[message.channel_id]
    message.pinned_at = channel.last_pin = world.clock.time()
    _pins_changed(world, channel, message)
    note = _written(world, channel, by, Draft(), type=_PINNED, reference=reference_to(message))
    _keep(channel, note)
    world.tell(_event("MESSAGE_CREATE", world, channel, note))


def unpin(world: World, message: Message) -> None:
    channel = world.channels[message.channel_id]
    message.pinned_at = None
    pins = [each.pinned_at for each in channel.messages.values() if each.pinned_at is not None]
    channel.last_pin = max(pins, default=None)
    _pins_changed(world, channel, message)


def _pins_changed(world: World, channel: Channel, message: Message) -> None:
    world.tell(_event("MESSAGE_UPDATE", world, channel, message))
    last = None if channel.last_pin is None else timestamp(channel.last_pin)
    data = _place(channel) | {"last_pin_timestamp": last}
    world.tell(Event("CHANNEL_PINS_UPDATE", data, channel.guild_id, channel))


def _event(name: str, world: World, channel: Channel, message: Message) -> Event:
    data = partial(_event_payload, world, channel, message)
    return Event(name, data, channel.guild_id, channel, message)


def _event_payload(world: World, channel: Channel, message: Message) -> Payload:
    data = message.payload(world.bot.id)
    if channel.guild_id is not None:
        data["guild_id"] = str(channel.guild_id)
        member = world.member(message.author.id, channel.guild_id)
        # What an application answers comes by webhook, and webhooks are no members.
        if member and message.application_id is None:
            data["member"] = member.partial_payload()
    else:
        data["channel_type"] = int(channel.type)
    return data


def _place(channel: Channel) -> Payload:
    place: Payload = {"channel_id": str(channel.id)}
    return place | ({} if channel.guild_id is None else {"guild_id": str(channel.guild_id)})

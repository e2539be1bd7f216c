"""Messages are written, edited and deleted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from discord_sandbox.model.audit import Attribution, AuditAction
from discord_sandbox.model.channel import Channel
from discord_sandbox.model.event import Event
from discord_sandbox.model.message import Message, MessageFlag
from discord_sandbox.model.payload import JsonObject
from discord_sandbox.model.user import User
from discord_sandbox.model.world import World
from discord_sandbox.operations import audit, polls, threads
from discord_sandbox.operations.draft import Draft, mentionable_text
from discord_sandbox.operations.mentions import mentions_in
from discord_sandbox.operations.writing import message_event, place, write

_LOADING = int(MessageFlag.LOADING)


def create(world: World, channel: Channel, author: User, draft: Draft, **more: Any) -> Message:
    """Say something in a channel or thread; ``more`` are fields of the message that its author does not choose."""
    message = write(world, channel, author, draft, **more)
    if channel.thread:
        threads.wrote(world, channel, message)
    if message.poll:
        polls.watch(world, message)
    return message


def edit(
    world: World, message: Message, changes: JsonObject, allowed_mentions: JsonObject | None = None
) -> None:
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
        if message.poll:
            polls.watch(world, message)
    elif changes.keys() != {"flags"}:
        message.edited_at = world.clock.time()
    world.emit(message_event("MESSAGE_UPDATE", world, channel, message))


def delete(world: World, message: Message, by: User | None = None) -> None:
    """Delete a message. The audit log has it only when a person deleted somebody else's."""
    channel = world.channels[message.channel_id]
    _forget(channel, message)
    data = place(channel) | {"id": str(message.id)}
    if message.ephemeral:
        data.pop("guild_id", None)
        world.emit(Event("MESSAGE_DELETE", data))
    else:
        world.emit(Event("MESSAGE_DELETE", data, channel.guild_id, channel))
    guild = world.guild_of(channel)
    if guild and by and by is not message.author and not by.bot:
        audit.count(world, guild, Attribution(by), AuditAction.MESSAGE_DELETE, message.author.id, channel.id)


def delete_many(
    world: World, channel: Channel, messages: Iterable[Message], cause: Attribution | None = None
) -> None:
    """Delete messages of one channel in one go."""
    gone = list(messages)
    for message in gone:
        _forget(channel, message)
    data = place(channel) | {"ids": [str(message.id) for message in gone]}
    world.emit(Event("MESSAGE_DELETE_BULK", data, channel.guild_id, channel))
    guild = world.guild_of(channel)
    if guild:
        audit.record(world, guild, cause, AuditAction.MESSAGE_BULK_DELETE, channel.id, count=len(gone))


def unfurl(world: World, message: Message, embeds: list[JsonObject]) -> None:
    """Show what the links of a message lead to; that is told as an update, but it is no edit."""
    message.embeds = embeds
    world.emit(message_event("MESSAGE_UPDATE", world, world.channels[message.channel_id], message))


def crosspost(world: World, message: Message) -> None:
    """Publish a message of an announcement channel; nobody follows channels in the sandbox."""
    message.flags |= int(MessageFlag.CROSSPOSTED)
    world.emit(message_event("MESSAGE_UPDATE", world, world.channels[message.channel_id], message))


def _forget(channel: Channel, message: Message) -> None:
    message.deleted = True
    if channel.messages.pop(message.id, None) and channel.thread and message.id != channel.id:
        channel.thread.deleted += 1

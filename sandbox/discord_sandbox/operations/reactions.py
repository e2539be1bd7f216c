"""Reactions are added and removed."""

from __future__ import annotations

from discord_sandbox.model.event import Event
from discord_sandbox.model.message import Message, Reaction
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.user import User
from discord_sandbox.model.world import World


def emoji_payload(world: World, key: str) -> JsonObject:
    """An emoji by its key: a character, or ``name:id``."""
    plain, _, snowflake = key.partition(":")
    if not snowflake:
        return {"id": None, "name": plain}
    found = world.emoji(int(snowflake))
    return found.partial_payload() if found else {"id": snowflake, "name": plain}


def add(world: World, message: Message, emoji: str, user: User) -> None:
    """React with ``emoji``; doing so twice changes nothing."""
    reaction = message.reactions.setdefault(emoji, Reaction(emoji_payload(world, emoji)))
    if user.id in reaction.users:
        return
    reaction.users[user.id] = user
    data = _data(world, message, emoji) | {"user_id": str(user.id), "burst": False, "type": 0}
    data["message_author_id"] = str(message.author.id)
    member = world.member(user.id, message.guild_id)
    if member:
        data["member"] = member.payload()
    _emit(world, "MESSAGE_REACTION_ADD", message, data)


def remove(world: World, message: Message, emoji: str, user_id: int) -> None:
    """Take one user's reaction away; nothing happens if there is none."""
    reaction = message.reactions.get(emoji)
    if not reaction or not reaction.users.pop(user_id, None):
        return
    if not reaction.users:
        del message.reactions[emoji]
    data = _data(world, message, emoji) | {"user_id": str(user_id), "burst": False, "type": 0}
    _emit(world, "MESSAGE_REACTION_REMOVE", message, data)


def remove_emoji(world: World, message: Message, emoji: str) -> None:
    if message.reactions.pop(emoji, None):
        _emit(world, "MESSAGE_REACTION_REMOVE_EMOJI", message, _data(world, message, emoji))


def remove_all(world: World, message: Message) -> None:
    if message.reactions:
        message.reactions.clear()
        _emit(world, "MESSAGE_REACTION_REMOVE_ALL", message, _data(world, message))


def _data(world: World, message: Message, emoji: str | None = None) -> JsonObject:
    data: Payload = {"channel_id": str(message.channel_id), "message_id": str(message.id)}
    if message.guild_id is not None:
        data["guild_id"] = str(message.guild_id)
    return data if emoji is None else data | {"emoji": emoji_payload(world, emoji)}


def _emit(world: World, name: str, message: Message, data: JsonObject) -> None:
    channel = world.channels[message.channel_id]
    world.emit(Event(name, data, message.guild_id, channel))

"""Channels are made, changed and deleted."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from discord_sandbox.model.audit import Attribution, AuditAction
from discord_sandbox.model.channel import Channel, ChannelType, Overwrite
from discord_sandbox.model.event import Event
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.guild_create import seen, visible
from discord_sandbox.model.message import MessageFlag
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.user import User
from discord_sandbox.model.world import World
from discord_sandbox.operations import audit, invites, visibility, voice, webhooks

_UNLOGGED = frozenset({"id", "guild_id", "last_message_id", "last_pin_timestamp", "permission_overwrites"})


def create(
    world: World,
    guild: Guild,
    name: str,
    kind: ChannelType = ChannelType.GUILD_TEXT,
    *,
    cause: Attribution | None = None,
    **more: Any,
) -> Channel:
    """Make a channel below the others; ``more`` are further attributes of it."""
    position = len(guild.channels)
    channel = Channel(world.snowflakes.next(), kind, guild.id, name, **({"position": position} | more))
    guild.channels[channel.id] = world.channels[channel.id] = channel
    _emit(world, "CHANNEL_CREATE", channel)
    made = audit.made({key: value for key, value in channel.payload().items() if key not in _UNLOGGED})
    audit.record(world, guild, cause, AuditAction.CHANNEL_CREATE, channel.id, made)
    return channel


def open_private(world: World, user: User) -> Channel:
    """The direct messages between ``user`` and the bot."""
    channel = world.private.get(user.id)
    if channel is None:
        channel = Channel(world.snowflakes.next(), ChannelType.DM, recipient=user)
        # Discord does not report this: a bot learns of the channel with the first message in it.
        world.private[user.id] = world.channels[channel.id] = channel
    return channel


def update(world: World, channel: Channel, cause: Attribution | None = None, **changes: object) -> None:
    """Change these attributes of a channel that is no thread."""
    guild = world.guilds[channel.guild_id or 0]
    before = channel.payload()
    hidden = "overwrites" in changes and not visible(world, channel)
    for name, value in changes.items():
        setattr(channel, name, value)
    _emit(world, "CHANNEL_UPDATE", channel)
    if hidden and visible(world, channel):
        visibility.sync_threads(world, guild, channel)
    after = channel.payload()
    different = audit.differences(before, after, [key for key in after if key not in _UNLOGGED])
    if different:
        audit.record(world, guild, cause, AuditAction.CHANNEL_UPDATE, channel.id, different)


def overwrite(world: World, channel: Channel, change: Overwrite, cause: Attribution | None = None) -> None:
    """Set what the channel changes for one role or member."""
    before = channel.overwrites.get(change.id)
    update(world, channel, overwrites=channel.overwrites | {change.id: change})
    action = AuditAction.CHANNEL_OVERWRITE_UPDATE if before else AuditAction.CHANNEL_OVERWRITE_CREATE
    different = audit.differences(before.payload() if before else {}, change.payload(), ("allow", "deny"))
    _log_overwrite(world, channel, change, cause, action, different)


def remove_overwrite(
    world: World, channel: Channel, change: Overwrite, cause: Attribution | None = None
) -> None:
    kept = {each.id: each for each in channel.overwrites.values() if each.id != change.id}
    update(world, channel, overwrites=kept)
    gone = audit.differences(change.payload(), {}, ("allow", "deny"))
    _log_overwrite(world, channel, change, cause, AuditAction.CHANNEL_OVERWRITE_DELETE, gone)


def _log_overwrite(
    world: World,
    channel: Channel,
    change: Overwrite,
    cause: Attribution | None,
    action: AuditAction,
    changes: Iterable[JsonObject],
) -> None:
    guild = world.guilds[channel.guild_id or 0]
    options: Payload = {"id": change.id, "type": change.type}
    if change.id in guild.roles:
        options["role_name"] = guild.roles[change.id].name
    audit.record(world, guild, cause, action, channel.id, changes, **options)


def delete(world: World, channel: Channel, cause: Attribution | None = None) -> None:
    """Delete a channel with its threads, invitations and webhooks; what was in a category is in none."""
    guild = world.guilds[channel.guild_id or 0]
    if channel.thread:
        _delete_thread(world, guild, channel, cause)
        return
    for thread in guild.threads_of(channel):
        _delete_thread(world, guild, thread, None)
    for child in [each for each in guild.channels.values() if each.parent_id == channel.id]:
        update(world, child, parent_id=None)
    invites.delete_of(world, channel)
    webhooks.delete_of(world, channel)
    voice.empty(world, guild, channel)
    before = {key: value for key, value in channel.payload().items() if key not in _UNLOGGED}
    # Told first: how the bot sees the channel is decided by what is still there.
    _emit(world, "CHANNEL_DELETE", channel)
    del guild.channels[channel.id], world.channels[channel.id]
    audit.record(world, guild, cause, AuditAction.CHANNEL_DELETE, channel.id, audit.ended(before))


def _delete_thread(world: World, guild: Guild, thread: Channel, cause: Attribution | None) -> None:
    data: Payload = {
        "id": str(thread.id),
        "guild_id": str(guild.id),
        "parent_id": str(thread.parent_id),
        "type": int(thread.type),
    }
    world.emit(Event("THREAD_DELETE", data, guild.id, thread))
    del guild.threads[thread.id], world.channels[thread.id]
    parent = guild.channels.get(thread.parent_id or 0)
    source = parent.messages.get(thread.id) if parent else None
    if source:
        source.flags &= ~int(MessageFlag.HAS_THREAD)
    changes = audit.ended({"name": thread.name, "type": int(thread.type)})
    audit.record(world, guild, cause, AuditAction.THREAD_DELETE, thread.id, changes)


def _emit(world: World, name: str, channel: Channel) -> None:
    """Of a channel that the bot cannot see it is told too, without what is in it."""
    world.emit(Event(name, partial(seen, world, channel), channel.guild_id))

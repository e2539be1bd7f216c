"""Channels are made, changed and deleted."""

from __future__ import annotations

from typing import Any

from app.sandbox.world.channel import Channel, ChannelType, Overwrite, Thread
from app.sandbox.world.event import Event
from app.sandbox.world.guild import Guild
from app.sandbox.world.user import User
from app.sandbox.world.world import World


def create(
    world: World, guild: Guild, name: str, kind: ChannelType = ChannelType.GUILD_TEXT, **more: Any
) -> Channel:
    """Make a channel below the others; ``more`` are further attributes of it."""
    position = len(guild.channels)
    channel = Channel(world.snowflakes.next(), kind, guild.id, name, **({"position": position} | more))
    guild.channels[channel.id] = world.channels[channel.id] = channel
    world.tell(Event("CHANNEL_CREATE", channel.payload(), guild.id, channel))
    return channel


def start_thread(world: World, parent: Channel, name: str, owner: User) -> Channel:
    """Open a public thread in ``parent``, whose only member is its owner."""
    guild = world.guilds[parent.guild_id or 0]
    now = world.clock.time()
    thread = Channel(
        world.snowflakes.next(),
        ChannelType.PUBLIC_THREAD,
        guild.id,
        name,
        parent_id=parent.id,
        thread=Thread(owner.id, now, members={owner.id: now}),
    )
    guild.threads[thread.id] = world.channels[thread.id] = thread
    world.tell(Event("THREAD_CREATE", thread.payload() | {"newly_created": True}, guild.id, thread))
    return thread


def open_private(world: World, user: User) -> Channel:
    """The direct messages between ``user`` and the bot."""
    channel = world.private.get(user.id)
    if channel is None:
        channel = Channel(world.snowflakes.next(), ChannelType.DM, recipient=user)
        # Discord does not report this: a bot learns of the channel with the first message in it.
        world.private[user.id] = world.channels[channel.id] = channel
    return channel


def update(world: World, channel: Channel, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(channel, name, value)
    name = "THREAD_UPDATE" if channel.thread else "CHANNEL_UPDATE"
    world.tell(Event(name, channel.payload(), channel.guild_id, channel))


def overwrite(world: World, channel: Channel, change: Overwrite) -> None:
    """Set what the channel changes for one role or member."""
    update(world, channel, overwrites=channel.overwrites | {change.id: change})


def delete(world: World, channel: Channel) -> None:
    guild = world.guilds[channel.guild_id or 0]
    payload = channel.payload()
    name = "THREAD_DELETE" if channel.thread else "CHANNEL_DELETE"
    event = Event(name, payload, guild.id, channel)
    # Told first: whoever cannot see the channel is not to hear of its end either.
    world.tell(event)
    guild.channels.pop(channel.id, None)
    guild.threads.pop(channel.id, None)
    del world.channels[channel.id]

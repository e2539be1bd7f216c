"""The bot comes to see channels that it did not see before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from discord_sandbox.model.channel import Channel
from discord_sandbox.model.event import Event
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.guild_create import active_threads, visible
from discord_sandbox.model.payload import JsonObject
from discord_sandbox.model.world import World


@contextmanager
def changing(world: World, guild: Guild) -> Iterator[None]:
    """After what happens inside, tell of channels that have become visible by it, and of their threads."""
    present = world.bot.id in guild.members
    before = {channel.id for channel in guild.channels.values() if present and visible(world, channel)}
    yield
    if not present:
        return
    for channel in guild.channels.values():
        if channel.id not in before and visible(world, channel):
            world.emit(Event("CHANNEL_UPDATE", channel.payload(), guild.id, channel))
            sync_threads(world, guild, channel)


def sync_threads(world: World, guild: Guild, channel: Channel) -> None:
    """Tell of the threads of a channel that the bot has not seen until now."""
    found = active_threads(world, guild, channel)
    joined = [
        thread.thread.member_payload(thread.id, world.bot.id)
        for thread in found
        if thread.thread and world.bot.id in thread.thread.members
    ]
    data: JsonObject = {
        "guild_id": str(guild.id),
        "channel_ids": [str(channel.id)],
        "threads": [thread.payload(world.bot.id) for thread in found],
        "members": joined,
    }
    world.emit(Event("THREAD_LIST_SYNC", data, guild.id))

"""A guild as the gateway describes it to a bot that is in it."""

from __future__ import annotations

from collections.abc import Iterable

from discord_sandbox.model.channel import Channel, ChannelType
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.member import Member
from discord_sandbox.model.payload import JsonObject, timestamp
from discord_sandbox.model.permissions import Permission
from discord_sandbox.model.world import World

_VIEW_CHANNEL = int(Permission.VIEW_CHANNEL)


def guild_created(world: World, guild: Guild, members: Iterable[Member], *, large: bool) -> JsonObject:
    """GUILD_CREATE with these members; how many make a guild large is the session's choice."""
    viewer = guild.members[world.bot.id]
    members = list(members)
    present = [member.user for member in members if member.user.status != "offline"]
    return guild.payload() | {
        "joined_at": timestamp(viewer.joined_at),
        "large": large,
        "member_count": len(guild.members),
        "members": [member.payload() for member in members],
        "presences": [user.presence() for user in present],
        "channels": [seen(world, channel) for channel in guild.channels.values()],
        "threads": [thread.payload(world.bot.id) for thread in active_threads(world, guild)],
        "voice_states": [state.partial_payload() for state in guild.voice_states.values()],
        "stage_instances": [],
        "guild_scheduled_events": [event.payload() for event in guild.scheduled_events.values()],
        "soundboard_sounds": [],
    }


def seen(world: World, channel: Channel) -> JsonObject:
    """A channel of a guild as the bot is told of it."""
    return channel.payload(world.bot.id) if visible(world, channel) else channel.hidden_payload()


def visible(world: World, channel: Channel) -> bool:
    """Whether the bot can see the channel; a category shows when anything in it does."""
    if world.permissions(world.bot.id, channel) & _VIEW_CHANNEL:
        return True
    guild = world.guild_of(channel)
    if guild is None or channel.type is not ChannelType.GUILD_CATEGORY:
        return False
    return any(visible(world, child) for child in guild.channels.values() if child.parent_id == channel.id)


def active_threads(world: World, guild: Guild, parent: Channel | None = None) -> list[Channel]:
    """The threads that are not archived and that the bot can see, of one channel or of all."""
    return [
        thread
        for thread in guild.threads.values()
        if thread.thread
        and not thread.thread.archived
        and (parent is None or thread.parent_id == parent.id)
        and visible(world, thread)
    ]

"""Messages are pinned and unpinned."""

from __future__ import annotations

from discord_sandbox.model.audit import Attribution, AuditAction
from discord_sandbox.model.channel import Channel
from discord_sandbox.model.event import Event
from discord_sandbox.model.message import Message, MessageType
from discord_sandbox.model.payload import timestamp
from discord_sandbox.model.world import World
from discord_sandbox.operations import audit
from discord_sandbox.operations.draft import Draft
from discord_sandbox.operations.writing import message_event, place, reference_to, write


def pin(world: World, message: Message, cause: Attribution) -> None:
    """Pin the message, which Discord notes in the channel."""
    channel = world.channels[message.channel_id]
    message.pinned_at = channel.last_pin = world.clock.time()
    _changed(world, channel, message)
    write(
        world,
        channel,
        cause.user,
        Draft(),
        type=MessageType.CHANNEL_PINNED_MESSAGE,
        reference=reference_to(message),
    )
    _logged(world, channel, message, cause, AuditAction.MESSAGE_PIN)


def unpin(world: World, message: Message, cause: Attribution) -> None:
    channel = world.channels[message.channel_id]
    message.pinned_at = None
    pins = [each.pinned_at for each in channel.messages.values() if each.pinned_at is not None]
    channel.last_pin = max(pins, default=None)
    _changed(world, channel, message)
    _logged(world, channel, message, cause, AuditAction.MESSAGE_UNPIN)


def _changed(world: World, channel: Channel, message: Message) -> None:
    world.emit(message_event("MESSAGE_UPDATE", world, channel, message))
    last = None if channel.last_pin is None else timestamp(channel.last_pin)
    data = place(channel) | {"last_pin_timestamp": last}
    world.emit(Event("CHANNEL_PINS_UPDATE", data, channel.guild_id, channel))


def _logged(
    world: World, channel: Channel, message: Message, cause: Attribution, action: AuditAction
) -> None:
    guild = world.guild_of(channel)
    if guild:
        audit.record(
            world, guild, cause, action, message.author.id, channel_id=channel.id, message_id=message.id
        )

"""Events are announced, changed and called off, and members take an interest."""

from __future__ import annotations

from typing import Any

from discord_sandbox.model.audit import Attribution, AuditAction
from discord_sandbox.model.event import Event
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.payload import Payload
from discord_sandbox.model.scheduled_event import EventPlace, ScheduledEvent
from discord_sandbox.model.user import User
from discord_sandbox.model.world import World
from discord_sandbox.operations import audit


def create(
    world: World,
    guild: Guild,
    name: str,
    place: EventPlace,
    starts_at: float,
    cause: Attribution,
    **more: Any,
) -> ScheduledEvent:
    """Announce an event; ``more`` are further attributes of it. Whoever makes it is interested in it."""
    event = ScheduledEvent(world.snowflakes.next(), guild.id, name, place, starts_at, cause.user, **more)
    event.interested[cause.user.id] = cause.user
    guild.scheduled_events[event.id] = event
    _emit(world, "GUILD_SCHEDULED_EVENT_CREATE", event)
    made = audit.made(event.payload())
    audit.record(world, guild, cause, AuditAction.GUILD_SCHEDULED_EVENT_CREATE, event.id, made)
    return event


def update(world: World, event: ScheduledEvent, cause: Attribution | None = None, **changes: object) -> None:
    different = audit.assign(event, changes, ScheduledEvent.payload)
    _emit(world, "GUILD_SCHEDULED_EVENT_UPDATE", event)
    if different:
        guild = world.guilds[event.guild_id]
        audit.record(world, guild, cause, AuditAction.GUILD_SCHEDULED_EVENT_UPDATE, event.id, different)


def delete(world: World, event: ScheduledEvent, cause: Attribution | None = None) -> None:
    guild = world.guilds[event.guild_id]
    del guild.scheduled_events[event.id]
    _emit(world, "GUILD_SCHEDULED_EVENT_DELETE", event)
    gone = audit.ended(event.payload())
    audit.record(world, guild, cause, AuditAction.GUILD_SCHEDULED_EVENT_DELETE, event.id, gone)


def take_interest(world: World, event: ScheduledEvent, user: User) -> None:
    """Say that one will come; doing so twice changes nothing."""
    if user.id not in event.interested:
        event.interested[user.id] = user
        _emit_interest(world, "GUILD_SCHEDULED_EVENT_USER_ADD", event, user)


def lose_interest(world: World, event: ScheduledEvent, user: User) -> None:
    if event.interested.pop(user.id, None):
        _emit_interest(world, "GUILD_SCHEDULED_EVENT_USER_REMOVE", event, user)


def _emit(world: World, name: str, event: ScheduledEvent) -> None:
    world.emit(Event(name, event.payload(), event.guild_id))


def _emit_interest(world: World, name: str, event: ScheduledEvent, user: User) -> None:
    data: Payload = {
        "guild_scheduled_event_id": str(event.id),
        "user_id": str(user.id),
        "guild_id": str(event.guild_id),
    }
    world.emit(Event(name, data, event.guild_id))

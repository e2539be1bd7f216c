"""Events that a guild announces."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TypedDict

from discord_sandbox.model.payload import JsonObject, Payload, timestamp
from discord_sandbox.model.user import User

_GUILD_ONLY = 2


class EventStatus(IntEnum):
    """How far an event is."""

    SCHEDULED = 1
    ACTIVE = 2
    COMPLETED = 3
    CANCELED = 4


class EventPlace(IntEnum):
    """Where an event is: in a channel, or elsewhere."""

    STAGE_INSTANCE = 1
    VOICE = 2
    EXTERNAL = 3


OPEN = frozenset({EventStatus.SCHEDULED, EventStatus.ACTIVE})
"""Only these count towards the limit of a guild."""


class EventDetails(TypedDict, total=False):
    """What an event is besides its name, its place and its start."""

    ends_at: float | None
    description: str | None
    channel_id: int | None
    location: str | None
    image: str | None
    recurrence_rule: Payload | None
    status: EventStatus


class EventAttributes(EventDetails):
    """What makes an event."""

    name: str
    place: EventPlace
    starts_at: float


@dataclass(slots=True, eq=False)
class ScheduledEvent:
    """Something that a guild invites its members to."""

    id: int
    guild_id: int
    name: str
    place: EventPlace
    starts_at: float
    creator: User
    ends_at: float | None = None
    description: str | None = None
    channel_id: int | None = None
    location: str | None = None
    """Where it is, when it is not in a channel."""
    image: str | None = None
    recurrence_rule: Payload | None = None
    status: EventStatus = EventStatus.SCHEDULED
    interested: dict[int, User] = field(default_factory=dict)

    def payload(self, *, counted: bool = False) -> JsonObject:
        payload: Payload = {
            "id": str(self.id),
            "guild_id": str(self.guild_id),
            "channel_id": None if self.channel_id is None else str(self.channel_id),
            "creator_id": str(self.creator.id),
            "creator": self.creator.payload(),
            "name": self.name,
            "description": self.description,
            "scheduled_start_time": timestamp(self.starts_at),
            "scheduled_end_time": None if self.ends_at is None else timestamp(self.ends_at),
            "privacy_level": _GUILD_ONLY,
            "status": int(self.status),
            "entity_type": int(self.place),
            "entity_id": None,
            "entity_metadata": None if self.location is None else {"location": self.location},
            "image": self.image,
            "recurrence_rule": self.recurrence_rule,
            "guild_scheduled_event_exceptions": [],
        }
        return payload | ({"user_count": len(self.interested)} if counted else {})

"""What happens in one part of the program and concerns others, which it need not know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeZoneChanged:
    """A guild's days begin at another time."""

    guild_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingPaused:
    """A member does not want to be recorded. Comes a second time when all processes know."""

    guild_id: int
    user_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageLogChosen:
    """A guild has chosen a channel for its message log, or none. Without one it comes a second time."""

    guild_id: int
    channel_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelGone:
    """A channel was deleted, with all that was written in it."""

    guild_id: int
    channel_id: int
    at: datetime

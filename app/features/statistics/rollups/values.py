"""Days as guilds count them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from zoneinfo import ZoneInfo

from app.core.snowflake import first_id_at


@dataclass(frozen=True, slots=True)
class LocalDay:
    """A day of a guild, from its beginning to the next one's: 23 to 25 hours."""

    guild_id: int
    day: date
    zone: str

    @classmethod
    def at(cls, guild_id: int, moment: datetime, zone: str) -> LocalDay:
        """The day that a moment belongs to in a time zone."""
        return cls(guild_id, moment.astimezone(ZoneInfo(zone)).date(), zone)

    @property
    def began(self) -> datetime:
        return self._midnight(self.day)

    @property
    def ended(self) -> datetime:
        return self._midnight(self.day + timedelta(days=1))

    @property
    def first_id(self) -> int:
        """The lowest id that a message of this day can have."""
        return first_id_at(self.began)

    @property
    def after_id(self) -> int:
        """The lowest id that a message of the next day can have."""
        return first_id_at(self.ended)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time_of_day(), ZoneInfo(self.zone)).astimezone(UTC)

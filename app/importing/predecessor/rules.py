"""Which of the old rows may come in at all. Each method gives the reason why something stays out, or None."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.snowflake import first_id_at
from app.importing.predecessor import reasons
from app.infra.db.partitions import Partitioned
from app.recording import models
from app.settings.schema import ActivitySettings

TOLERANCE = timedelta(days=1)
"""How far ahead of this clock another one may have been."""
NOBODY = 0


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids of messages about which something may come in."""

    first: int
    last: int
    setting: str

    @classmethod
    def within(cls, table: Partitioned, now: datetime, months: int, setting: str) -> Ids:
        return cls(first_id_at(table.kept_from(now, months)), first_id_at(now + TOLERANCE), setting)

    def refuse(self, message_id: int) -> str | None:
        if self.first <= message_id < self.last:
            return None
        if message_id <= 0:
            return reasons.NOT_DISCORDS
        return reasons.too_old(self.setting) if message_id < self.first else reasons.FUTURE


class Rules:
    """What the settings, the members and the clock say."""

    def __init__(
        self,
        settings: ActivitySettings,
        now: datetime,
        is_paused: Callable[[int, int], bool],
        until: datetime | None,
    ) -> None:
        self.messages = Ids.within(models.MESSAGES, now, settings.message_months, "message_months")
        self.reactions = Ids.within(models.REACTIONS, now, settings.reaction_months, "reaction_months")
        self._oldest_event = models.MEMBER_EVENTS.kept_from(now, settings.event_months)
        self._latest = now + TOLERANCE
        self._is_paused = is_paused
        self._until = until

    def about(self, guild_id: int, user_id: int) -> str | None:
        """What the person or the guild decided."""
        if not self._is_paused(guild_id, user_id):
            return None
        return reasons.SWITCHED_OFF if self._is_paused(guild_id, NOBODY) else reasons.PAUSED

    def event(self, guild_id: int, user_id: int, at: datetime) -> str | None:
        """Somebody's joining, change of roles, or time in a voice channel."""
        if at < self._oldest_event:
            return reasons.too_old("event_months")
        if self._until is not None and at >= self._until:
            return reasons.AFTER_UNTIL
        return self.future(at) or self.about(guild_id, user_id)

    def future(self, at: datetime) -> str | None:
        return reasons.FUTURE if at > self._latest else None

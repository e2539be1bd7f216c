"""Time as a dependency, so that tests can hold it still."""

from __future__ import annotations

from datetime import UTC, datetime


class Clock:
    """The wall clock, in UTC."""

    def now(self) -> datetime:
        return datetime.now(UTC)

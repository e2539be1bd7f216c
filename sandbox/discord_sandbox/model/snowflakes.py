"""Discord's ids: 42 bits of milliseconds, 22 bits that make them unique."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from discord_sandbox.model.clock import Clock

EPOCH_MILLISECONDS = 1_420_070_400_000
"""The first moment of 2015."""
MILLISECOND = 1 << 22
FOUNDED = 1_704_067_200.0
"""When the things of a new world claim to have been made: the first moment of 2024."""
_PER_HISTORY = 1 << 12
_YEAR = 365 * 86_400_000


def created_at(snowflake: int) -> float:
    """When the thing with this id came to be, in seconds since 1970."""
    return ((snowflake >> 22) + EPOCH_MILLISECONDS) / 1000


def snowflake_at(seconds: float) -> int:
    """The smallest id of that moment."""
    return (int(seconds * 1000) - EPOCH_MILLISECONDS) << 22


class Snowflakes:
    """Makes ids that grow with time and are never given twice."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = snowflake_at(FOUNDED)
        self._seeding = False
        self._histories = self._offset = 0
        self._named: Iterator[int] | None = None

    @property
    def last(self) -> int:
        """The newest id that was given by the clock."""
        return self._last

    def continue_after(self, snowflake: int) -> None:
        """Give no id again that was given before."""
        self._last = max(self._last, snowflake)

    def next(self) -> int:
        if self._named:
            return next(self._named)
        if self._seeding:
            self._last += MILLISECOND
        else:
            # The increment may run over into the milliseconds: an id is then a little ahead of the clock.
            self._last = max(self._last + 1, snowflake_at(self._clock.time()) + self._offset)
        return self._last

    @contextmanager
    def seeding(self) -> Iterator[None]:
        """For a while, give ids that are the same each time: what is built now can be known again."""
        self._seeding = True
        try:
            yield
        finally:
            self._seeding = False

    @contextmanager
    def by_the_clock(self) -> Iterator[None]:
        """For a while, give ids of the moment that the clock shows, also where that has been turned back.

        What happened at the same moment at another time of asking has other ids.
        """
        seeding, last, self._seeding = self._seeding, self._last, False
        self._last, self._histories = 0, self._histories + 1
        self._offset = self._histories * _PER_HISTORY % MILLISECOND
        try:
            yield
        finally:
            self._seeding, self._offset = seeding, 0
            self._last = max(last, self._last)

    @contextmanager
    def named(self, name: str) -> Iterator[None]:
        """For a while, give ids of the year 2024 that only depend on ``name``: whatever else there is."""
        digest = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest())
        self._named = count(snowflake_at(FOUNDED) + (digest % _YEAR << 22))
        try:
            yield
        finally:
            self._named = None

"""A fault that can happen now."""

from __future__ import annotations

import random
from collections.abc import Callable

from discord_sandbox.faults.fault import Fault
from discord_sandbox.model.clock import Alarm, Clock
from discord_sandbox.model.payload import Payload, timestamp


class ActiveFault:
    """Knows how often it has happened, and how often and how long it still can."""

    def __init__(self, number: int, fault: Fault, clock: Clock) -> None:
        self.id = number
        self.fault = fault
        self.happened = 0
        self.until = None if fault.seconds is None else clock.time() + fault.seconds
        """When it ends, in seconds since 1970."""
        self._clock = clock
        self._alarm: Alarm | None = None
        # It has to be the same in every run, and nothing that is kept secret depends on it.
        self._random = random.Random(fault.seed)  # noqa: S311

    @property
    def left(self) -> int | None:
        """How often it can still happen; None for as often as it likes."""
        return None if self.fault.times is None else max(0, self.fault.times - self.happened)

    def expire_with(self, ring: Callable[[], None]) -> None:
        """Call ``ring`` when its time is over."""
        if self.until is not None:
            self._alarm = self._clock.alarm(self.until, ring)

    def stop(self) -> None:
        if self._alarm:
            self._clock.cancel(self._alarm)

    def triggers(self) -> bool:
        """Whether it happens this time, which counts."""
        if self.left == 0 or self._random.random() >= self.fault.probability:
            return False
        self.happened += 1
        return True

    def payload(self) -> Payload:
        return {
            "id": self.id,
            "fault": self.fault.payload(),
            "happened": self.happened,
            "left": self.left,
            "until": None if self.until is None else timestamp(self.until),
        }

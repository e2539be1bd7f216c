"""Time that a test may move forward."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Alarm:
    """A call that is due at ``when``, in seconds since 1970."""

    __slots__ = ("_handle", "ring", "when")

    def __init__(self, when: float, ring: Callable[[], None]) -> None:
        self.when = when
        self.ring = ring
        self._handle: asyncio.TimerHandle | None = None

    def schedule(self, delay: float, due: Callable[[Alarm], None]) -> None:
        """Ask the event loop for ``due`` after ``delay`` seconds, instead of what was asked before."""
        self.cancel()
        self._handle = asyncio.get_running_loop().call_later(max(0.0, delay), due, self)

    def cancel(self) -> None:
        if self._handle:
            self._handle.cancel()


class Clock:
    """Real time, until somebody advances it. Every limit of the sandbox is measured with it."""

    def __init__(self) -> None:
        self._ahead = 0.0
        self._alarms: set[Alarm] = set()

    def time(self) -> float:
        """Seconds since 1970."""
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        """Let ``seconds`` pass at once; what becomes due rings now, in order."""
        self._ahead += seconds
        now = self.time()
        for alarm in sorted(self._alarms, key=lambda alarm: alarm.when):
            if alarm.when <= now:
                self._ring(alarm)
            else:
                alarm.schedule(alarm.when - now, self._ring)

    @contextmanager
    def rewound(self, seconds: float) -> Iterator[None]:
        """Begin so long ago, to let happen what has happened since; afterwards it is now again."""
        now = self._ahead
        self._ahead -= seconds
        try:
            yield
        finally:
            self.advance(now - self._ahead)

    def alarm(self, when: float, ring: Callable[[], None]) -> Alarm:
        """Call ``ring`` at ``when``, unless it is cancelled before."""
        alarm = Alarm(when, ring)
        self._alarms.add(alarm)
        alarm.schedule(when - self.time(), self._ring)
        return alarm

    def cancel(self, alarm: Alarm) -> None:
        alarm.cancel()
        self._alarms.discard(alarm)

    def stop(self) -> None:
        """Let nothing ring any more."""
        for alarm in list(self._alarms):
            self.cancel(alarm)

    def _ring(self, alarm: Alarm) -> None:
        self.cancel(alarm)
        alarm.ring()

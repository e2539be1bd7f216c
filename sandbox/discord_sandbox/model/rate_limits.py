"""Rate limits: windows in which so many requests are taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from discord_sandbox.model.clock import Clock


class Allowance(NamedTuple):
    """How many requests in how many seconds."""

    requests: int
    seconds: float


@dataclass(slots=True)
class Bucket:
    """A window that begins with its first request."""

    allowance: Allowance
    used: int = 0
    resets_at: float = 0.0

    @property
    def remaining(self) -> int:
        return max(0, self.allowance.requests - self.used)

    def take(self, now: float) -> bool:
        """Count a request; False when there are too many."""
        if now >= self.resets_at:
            self.used, self.resets_at = 0, now + self.allowance.seconds
        if self.used >= self.allowance.requests:
            return False
        self.used += 1
        return True

    def wait(self, now: float) -> float:
        """Seconds until the window ends."""
        return max(0.0, self.resets_at - now)


INVALID_ALLOWANCE = Allowance(10_000, 600.0)
"""Invalid requests that Discord takes from one address before it takes none at all."""
_UNAUTHORIZED, _FORBIDDEN, _TOO_MANY = 401, 403, 429


class InvalidRequests:
    """Counts what was answered with 401, 403, or 429 unless that limit is shared with others."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._bucket = Bucket(INVALID_ALLOWANCE)

    @property
    def count(self) -> int:
        return self._bucket.used if self._clock.time() < self._bucket.resets_at else 0

    @property
    def banned_for(self) -> float:
        """Seconds for which nothing is answered any more."""
        exhausted = self.count >= self._bucket.allowance.requests
        return self._bucket.wait(self._clock.time()) if exhausted else 0.0

    def note(self, status: int, scope: str | None) -> None:
        """Look at an answer: its status, and the scope of the rate limit if it says so."""
        if status in {_UNAUTHORIZED, _FORBIDDEN} or (status == _TOO_MANY and scope != "shared"):
            self._bucket.take(self._clock.time())

"""How often sessions may be started."""

from __future__ import annotations

from discord_sandbox.model.clock import Clock
from discord_sandbox.model.payload import JsonObject

PER_DAY = 1000
"""IDENTIFYs of all shards together; Discord resets the bot's token when there are more."""
DAY_SECONDS = 86_400.0
CONCURRENCY_SECONDS = 5.0
"""In which shards with the same ``shard_id % max_concurrency`` may identify once."""
MAX_CONCURRENCY = 16
"""What Discord gives to large bots; small ones get 1."""


class SessionStarts:
    """Discord's session start limit, in the words of ``GET /gateway/bot``."""

    def __init__(self, clock: Clock, total: int = PER_DAY, max_concurrency: int = MAX_CONCURRENCY) -> None:
        self.total = total
        self.max_concurrency = max_concurrency
        self._clock = clock
        self._used = 0
        self._resets_at = 0.0
        self._latest: dict[int, float] = {}
        """When somebody last identified, by key."""

    @property
    def remaining(self) -> int:
        self._renew()
        return max(0, self.total - self._used)

    def too_soon(self, shard_id: int) -> bool:
        """Whether another shard with the same key has just identified."""
        latest = self._latest.get(shard_id % self.max_concurrency, 0.0)
        return self._clock.time() < latest + CONCURRENCY_SECONDS

    def count(self, shard_id: int) -> None:
        """A client has identified."""
        self._renew()
        now = self._clock.time()
        if not self._used:
            self._resets_at = now + DAY_SECONDS
        self._used += 1
        self._latest[shard_id % self.max_concurrency] = now

    def payload(self) -> JsonObject:
        remaining = self.remaining
        reset_after = max(0.0, self._resets_at - self._clock.time()) if self._used else 0.0
        return {
            "total": self.total,
            "remaining": remaining,
            "reset_after": int(reset_after * 1000),
            "max_concurrency": self.max_concurrency,
        }

    def _renew(self) -> None:
        if self._clock.time() >= self._resets_at:
            self._used = 0

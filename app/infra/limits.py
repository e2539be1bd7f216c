"""Cooldowns, counted in the cache so that all processes share them. Without the cache nothing is refused."""

from __future__ import annotations

from app.core.errors import RateLimited
from app.infra.cache import Cache


class Cooldowns:
    """Fixed windows: ``uses`` per ``seconds`` for each bucket, starting with the first use."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    async def take(self, name: str, bucket: str, uses: int, seconds: float) -> None:
        """Use up one, or raise ``RateLimited`` with the time until the window ends."""
        used, left = await self._cache.count(_key(name, bucket), seconds)
        if used > uses:
            raise RateLimited(left)

    async def reset(self, name: str, bucket: str) -> bool:
        """Give a bucket its uses back; tells whether any had been taken."""
        return await self._cache.drop(_key(name, bucket))


def _key(name: str, bucket: str) -> str:
    return f"cooldown:{name}:{bucket}"

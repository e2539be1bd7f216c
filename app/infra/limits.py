"""Cooldowns, counted in the cache so that all processes share them. Without the cache nothing is refused."""

from __future__ import annotations

import time
from dataclasses import dataclass

from app.core.errors import RateLimited, ServedElsewhere
from app.core.invocation import current_claim
from app.infra.cache import Cache

REMEMBERED_SECONDS = 60.0
"""For how long it is known which interaction has taken its turn."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One use that was taken, which can be given back until its window ends."""

    key: str
    until: float
    """By the monotonic clock."""


class Cooldowns:
    """Fixed windows: ``uses`` per ``seconds`` for each bucket, starting with the first use.

    A use is taken before it is known what becomes of it, lest two at once get through; who fails gives it back.
    """

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    async def take(self, name: str, bucket: str, uses: int, seconds: float) -> Turn:
        """Use up one, or raise ``RateLimited`` with the time until the window ends.

        An interaction takes one turn, whoever serves it: to the second who tries it is ``ServedElsewhere``.
        """
        await self._refuse_second()
        key = _key(name, bucket)
        used, left = await self._cache.count(key, seconds)
        if used > uses:
            # Who was refused has not used it: the last of those who did may still give theirs back.
            await self._cache.uncount(key)
            raise RateLimited(left)
        return Turn(key, time.monotonic() + min(left, seconds))

    async def give_back(self, turn: Turn) -> None:
        """Let it be as if the turn had not been taken."""
        if time.monotonic() < turn.until:
            await self._cache.uncount(turn.key)

    async def _refuse_second(self) -> None:
        claim = current_claim()
        if claim is None:
            return
        turns, _ = await self._cache.count(f"turn:{claim.interaction_id}", REMEMBERED_SECONDS)
        if turns > 1:
            raise ServedElsewhere(f"interaction {claim.interaction_id}")

    async def reset(self, name: str, bucket: str) -> bool:
        """Give a bucket its uses back; tells whether any had been taken."""
        return await self._cache.drop(_key(name, bucket))


def _key(name: str, bucket: str) -> str:
    return f"cooldown:{name}:{bucket}"

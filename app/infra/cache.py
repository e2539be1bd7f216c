"""The read-through cache: cashews over memory or Valkey.

Services read through it and call ``forget`` after the transaction that changed the value has committed.
A cache that is away costs speed, never an answer; what somebody else has put there is not used.
"""

from __future__ import annotations

import asyncio
import functools
import time
import warnings
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack
from enum import Enum
from typing import Any, Final, TypeVar

from loguru import logger

from app.core.hidden_imports import hidden_imports
from app.core.wordless import summary
from app.infra.entries import FOREIGN, Entry, Foreign, Kept, Packed, WrongShape
from app.infra.metrics import Metrics
from app.settings.sections.cache import CacheSettings

# In memory there is no need for redis; app.infra.valkey imports it where there is.
with hidden_imports("redis"):
    import cashews
    from cashews.exceptions import CacheError

T = TypeVar("T")

MEMORY = "mem://"
SHARED = "shared:"
"""Keys that every process must see at once: counters and versions, never copied into the process."""

PAUSE = 5.0
"""Seconds for which a broken cache is left alone."""
SILENCE = 60.0
"""Seconds between two lines of the log about foreign values of one kind; all of them are counted."""


class Missing(Enum):
    """What is found where there is nothing: None can be a value."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING


class Cache:
    """Values that are dear to compute. Works without its backend, only slower."""

    def __init__(self, backend: cashews.Cache, settings: CacheSettings, metrics: Metrics) -> None:
        self._backend = backend
        # In memory only a busy loop can be late, and that is no reason to do without.
        self._timeout = None if settings.url.get_secret_value().startswith(MEMORY) else settings.timeout
        # A tenth of a hit's time would go into looking its label up.
        self._reads = functools.cache(metrics.cache.labels)
        self._paused_until = 0.0
        self._told: dict[str, float] = {}

    async def read(
        self, entry: Entry[T], key: object, load: Callable[[], Awaitable[T]], *, group: object = None
    ) -> T:
        """The cached value, else what ``load`` gives. Values must be immutable: all readers share one.

        What is of a ``group``, such as a guild, can be forgotten together with that as the key.
        """
        if group is not None:
            key = f"{group}:{await self._version(entry, f'{entry.name}:{group}')}:{key}"
        name = f"{entry.name}:{key}"
        found: Kept[T] | Packed | Foreign | None = await self._try(self._backend.get(name), None)
        value = self._opened(entry, found)
        if value is not MISSING:
            return value
        version = await self._version(entry, name)
        loaded = await load()
        # Somebody may have changed and forgotten the value while it was loaded: then it is already old.
        if version is not None and version == await self._version(entry, name):
            await self._keep(entry, name, loaded)
        return loaded

    async def forget(self, entry: Entry[Any], key: object) -> None:
        """Call after the commit, so that no reader can put the old value back."""
        name = f"{entry.name}:{key}"
        await self._try(self._backend.incr(f"{SHARED}{name}", expire=entry.seconds * 2), None)
        await self._try(self._backend.delete(name), None)

    async def count(self, key: str, seconds: float) -> tuple[int, float]:
        """Count one use of ``key``: how many in this period, and the seconds until it ends.

        (0, 0) when the cache is away.
        """
        name = f"{SHARED}{key}"
        used, left = await self._counted(name, seconds)
        # A period always ends, and never later than it would if it began now.
        if used < 0 or not 0 <= left <= seconds + 1:
            await self._try(self._backend.delete(name), None)
            used, left = await self._counted(name, seconds)
        return (used, max(left, 1.0)) if used > 0 else (0, 0.0)

    async def uncount(self, key: str) -> None:
        """Take back one use of ``key``. At none left, the next use begins a period anew."""
        name = f"{SHARED}{key}"
        if await self._try(self._backend.incr(name, -1), 0) < 0:
            # The period had ended, or was ended.
            await self._try(self._backend.delete(name), None)

    async def drop(self, key: str) -> bool:
        """End the period of a counted ``key``; tells whether it was used in it."""
        name = f"{SHARED}{key}"
        used: int | Foreign = await self._try(self._backend.get(name, default=0), 0)
        return bool(await self._try(self._backend.delete(name), False)) and used != 0

    async def _keep(self, entry: Entry[T], name: str, value: T) -> None:
        kept = Kept(entry, value, time.time() + entry.seconds)
        try:
            await self._try(self._backend.set(name, kept, expire=entry.seconds), None)
        except WrongShape:
            logger.error("a value of {} has not the shape that was declared, and is not cached", entry.name)

    async def _counted(self, name: str, seconds: float) -> tuple[int, float]:
        used = await self._try(self._backend.incr(name, expire=seconds), 0)
        return used, float(await self._try(self._backend.get_expire(name), 0)) if used else 0.0

    def _opened(self, entry: Entry[T], found: Kept[T] | Packed | Foreign | None) -> T | Missing:
        """The value of what was found, or MISSING; counts which it was."""
        value: T | Missing = MISSING
        result = "miss"
        if found is FOREIGN:
            result = "foreign"
            self._tell(entry)
        elif found is not None and found.until > time.time():
            try:
                value, result = found.open(entry), "hit"
            except WrongShape:
                # As another version of the bot has kept it.
                result = "unreadable"
        self._reads(entry.name, result).inc()
        return value

    def _tell(self, entry: Entry[T]) -> None:
        """Say that somebody else writes into the cache: not what, as a log is read by more than the cache."""
        now = time.monotonic()
        if now - self._told.get(entry.name, -SILENCE) >= SILENCE:
            self._told[entry.name] = now
            logger.error(
                "ALERT: somebody who does not have this bot's key has written into the cache, among {}; "
                "it is not used",
                entry.name,
            )

    async def _version(self, entry: Entry[T], name: str) -> int | None:
        version: int | Foreign | None = await self._try(self._backend.get(f"{SHARED}{name}", default=0), None)
        if version is not FOREIGN:
            return version
        self._tell(entry)
        await self._try(self._backend.delete(f"{SHARED}{name}"), None)
        return 0

    async def _try(self, call: Coroutine[object, None, T], otherwise: T) -> T:
        if self._paused_until > time.monotonic():
            call.close()
            return otherwise
        try:
            async with asyncio.timeout(self._timeout):
                return await call
        except (CacheError, OSError, TimeoutError, ValueError) as error:
            self._paused_until = time.monotonic() + PAUSE
            logger.warning("the cache is away, doing without for {} s: {}", PAUSE, summary(error))
            return otherwise


async def _close(backend: cashews.Cache) -> None:
    # cashews 7.6 still calls redis-py's close by its old name.
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        await backend.close()


def open_cache(
    settings: CacheSettings, key: bytes, metrics: Metrics, lifespan: AsyncExitStack[bool | None]
) -> Cache:
    """Connect on first use. ``key`` proves that what is in Valkey was put there by a process that has it too."""
    backend = cashews.Cache(name="twi")
    address = settings.url.get_secret_value()
    if address.startswith(MEMORY):
        backend.setup("mem://", size=settings.size, check_interval=30, check_repr=False)
    else:
        from app.infra import valkey

        valkey.connect(backend, address, key, shared=SHARED, timeout=settings.timeout)
    lifespan.push_async_callback(_close, backend)
    return Cache(backend, settings, metrics)

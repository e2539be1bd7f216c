"""The read-through cache: cashews over memory or Valkey. All keys and time-outs are listed here.

Services read through it and call ``forget`` after the transaction that changed the value has committed.
A cache that is away costs speed, never an answer.
"""

from __future__ import annotations

import asyncio
import time
import warnings
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from loguru import logger

from app.core.absence import absent
from app.core.wordless import summary
from app.infra.metrics import Metrics
from app.settings.sections.cache import CacheSettings

# In memory there is no need for redis; _know_valkey catches up where there is.
with absent("redis"):
    import cashews
    from cashews.exceptions import CacheError
    from cashews.picklers import PicklerType

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Entry:
    """A kind of cached value. ``seconds`` bounds how stale it can be when an invalidation is lost."""

    name: str
    seconds: float


GUILD_RULES: Final = Entry("guild-rules", 300)
LINK_TITLES: Final = Entry("link-titles", 300)
QUOTE_NUMBERS: Final = Entry("quote-numbers", 300)
FIGURES: Final = Entry("figures", 60)
PICTURES: Final = Entry("pictures", 60)

MEMORY = "mem://"
SHARED = "shared:"
"""Keys that every process must see at once: counters and versions, never copied into the process."""

PAUSE = 5.0
"""Seconds for which a broken cache is left alone."""

MISSING: Final = object()


class Cache:
    """Values that are dear to compute. Works without its backend, only slower."""

    def __init__(self, backend: cashews.Cache, settings: CacheSettings, metrics: Metrics) -> None:
        self._backend = backend
        # In memory only a busy loop can be late, and that is no reason to do without.
        self._timeout = None if settings.url.get_secret_value().startswith(MEMORY) else settings.timeout
        self._reads = metrics.cache
        self._paused_until = 0.0

    async def read(
        self, entry: Entry, key: object, load: Callable[[], Awaitable[T]], *, group: object = None
    ) -> T:
        """The cached value, else what ``load`` gives. Values must be immutable: all readers share one.

        What is of a ``group``, such as a guild, can be forgotten together with that as the key.
        """
        if group is not None:
            key = f"{group}:{await self._version(f'{entry.name}:{group}')}:{key}"
        name = f"{entry.name}:{key}"
        value = await self._try(self._backend.get(name, default=MISSING), MISSING)
        if value is not MISSING:
            self._reads.labels(entry.name, "hit").inc()
            return value  # type: ignore[no-any-return]
        self._reads.labels(entry.name, "miss").inc()
        version = await self._version(name)
        loaded = await load()
        # Somebody may have changed and forgotten the value while it was loaded: then it is already old.
        if version is not None and version == await self._version(name):
            await self._try(self._backend.set(name, loaded, expire=entry.seconds), None)
        return loaded

    async def forget(self, entry: Entry, key: object) -> None:
        """Call after the commit, so that no reader can put the old value back."""
        name = f"{entry.name}:{key}"
        await self._try(self._backend.incr(f"{SHARED}{name}", expire=entry.seconds * 2), None)
        await self._try(self._backend.delete(name), None)

    async def count(self, key: str, seconds: float) -> tuple[int, float]:
        """Count one use of ``key``: how many in this period, and the seconds until it ends.

        (0, 0) when the cache is away.
        """
        name = f"{SHARED}{key}"
        used = await self._try(self._backend.incr(name, expire=seconds), 0)
        if not used:
            return 0, 0.0
        left = await self._try(self._backend.get_expire(name), 0)
        return used, float(max(left, 1))

    async def drop(self, key: str) -> bool:
        """End the period of a counted ``key``; tells whether there was one."""
        return bool(await self._try(self._backend.delete(f"{SHARED}{key}"), False))

    async def _version(self, name: str) -> Any:
        return await self._try(self._backend.get(f"{SHARED}{name}", default=0), None)

    async def _try(self, call: Awaitable[Any], otherwise: Any) -> Any:
        if self._paused_until > time.monotonic():
            call.close()  # type: ignore[attr-defined]
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


def _know_valkey() -> None:
    """Register the backends that cashews registers where it finds redis on import."""
    from cashews.backends.redis import Redis
    from cashews.backends.redis.client_side import BcastClientSide

    def make(*, client_side: bool = False, **options: Any) -> Redis:
        return BcastClientSide(**options) if client_side else Redis(**options)

    for scheme in ("redis", "rediss"):
        cashews.register_backend(scheme, make, pass_uri=True, pickler=PicklerType.DEFAULT)


def open_cache(
    settings: CacheSettings, secret: bytes, metrics: Metrics, lifespan: AsyncExitStack[bool | None]
) -> Cache:
    """Connect on first use. ``secret`` signs what is put into Valkey: unsigned entries are not unpickled."""
    backend = cashews.Cache(name="twi")
    address = settings.url.get_secret_value()
    if address.startswith(MEMORY):
        backend.setup("mem://", size=settings.size, check_interval=30)
    else:
        _know_valkey()
        common: dict[str, Any] = {
            "suppress": False,
            "secret": secret,
            "digestmod": "sha256",
            # In protocol 3, redis-py's default, invalidations arrive where cashews 7.6 does not look.
            "protocol": 2,
            "socket_timeout": settings.timeout,
            "socket_connect_timeout": settings.timeout,
        }
        backend.setup(address, client_side=True, client_side_prefix="twi:", **common)
        backend.setup(address, prefix=SHARED, **common)
    lifespan.push_async_callback(_close, backend)
    return Cache(backend, settings, metrics)

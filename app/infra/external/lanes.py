"""What is kept for each host: how many requests, how fast, whether it wants a rest."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from app.infra.external.breaker import Breaker
from app.infra.external.errors import HostUnavailable
from app.settings.sections.external import ExternalSettings

REMEMBERED = 1000
"""Hosts whose state is kept; members may name any number of them."""


class Lane:
    """The way to one host."""

    def __init__(self, host: str, settings: ExternalSettings, now: Callable[[], float]) -> None:
        from aiolimiter import AsyncLimiter

        self.host = host
        self.slots = asyncio.Semaphore(settings.host_requests)
        self.rate = AsyncLimiter(settings.host_rate, 1.0)
        self.breaker = Breaker(host, settings.breaker_failures, settings.breaker_seconds, now)
        self.rests_until = 0.0
        self.users = 0


class Lanes:
    """All hosts. ``now`` is the clock of the event loop."""

    def __init__(self, settings: ExternalSettings, now: Callable[[], float]) -> None:
        self._settings = settings
        self._now = now
        self._slots = asyncio.Semaphore(settings.requests)
        self._lanes: OrderedDict[str, Lane] = OrderedDict()

    @asynccontextmanager
    async def turn(self, host: str, deadline: float) -> AsyncIterator[None]:
        """Wait until a request to ``host`` may be sent; raises ``HostUnavailable`` if that takes too long.

        What the body raises tells the breaker how the host is.
        """
        lane = self._lane(host)
        lane.users += 1
        try:
            async with _held(lane.slots, host, deadline), _held(self._slots, host, deadline):
                with lane.breaker.attempt():
                    await self._wait(lane, deadline)
                    yield
        finally:
            lane.users -= 1

    def rest(self, host: str, seconds: float) -> None:
        """``host`` wants no request for so long."""
        lane = self._lane(host)
        lane.rests_until = max(lane.rests_until, self._now() + seconds)

    async def _wait(self, lane: Lane, deadline: float) -> None:
        rest = lane.rests_until - self._now()
        if rest > self._settings.longest_wait or self._now() + rest > deadline:
            raise HostUnavailable(lane.host, "resting", retry_after=rest, is_fault=False)
        async with _in_time(lane.host, deadline):
            if rest > 0:
                await asyncio.sleep(rest)
            await lane.rate.acquire()

    def _lane(self, host: str) -> Lane:
        if host not in self._lanes:
            self._make_room()
            self._lanes[host] = Lane(host, self._settings, self._now)
        self._lanes.move_to_end(host)
        return self._lanes[host]

    def _make_room(self) -> None:
        """Forget hosts that were not used for longest, but none with a request under way."""
        idle = [host for host, lane in self._lanes.items() if not lane.users]
        for host in idle[: max(0, len(self._lanes) - REMEMBERED + 1)]:
            del self._lanes[host]


@asynccontextmanager
async def _held(slots: asyncio.Semaphore, host: str, deadline: float) -> AsyncIterator[None]:
    async with _in_time(host, deadline):
        await slots.acquire()
    try:
        yield
    finally:
        slots.release()


@asynccontextmanager
async def _in_time(host: str, deadline: float) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout_at(deadline):
            yield
    except TimeoutError:
        raise HostUnavailable(host, "busy", is_fault=False) from None

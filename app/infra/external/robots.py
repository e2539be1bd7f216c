"""What sites ask of programs in robots.txt, as RFC 9309 reads it."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yarl import URL

from app.infra.external.errors import RobotsRefused, TooManyRedirects
from app.infra.external.exchange import Answer

if TYPE_CHECKING:
    from protego import Protego

LARGEST = 512_000
"""Bytes that are looked at. The RFC wants 500 KiB at least; what follows is not read."""

REMEMBERED = 500
SECONDS = 86_400.0
"""No copy is used for longer than a day."""


@dataclass(frozen=True, slots=True)
class _Copy:
    """``rules`` are None where everything may be read."""

    rules: Protego | None
    valid_until: float


class Robots:
    """Asks each site once a day. ``fetch`` gets its robots.txt, redirects followed, by a deadline."""

    def __init__(
        self, fetch: Callable[[URL, float], Awaitable[Answer]], agent: str, now: Callable[[], float]
    ) -> None:
        self._fetch = fetch
        self._agent = agent
        self._now = now
        self._copies: OrderedDict[URL, _Copy] = OrderedDict()

    async def check(self, url: URL, deadline: float) -> None:
        """Raise ``RobotsRefused`` if ``url`` is not for programs.

        Where robots.txt cannot be reached nothing may be read: then this raises what stood in the way.
        """
        origin = url.origin()
        copy = self._copies.get(origin)
        if copy is None or self._now() >= copy.valid_until:
            copy = await self._read(origin, deadline)
        if copy.rules is not None and not copy.rules.can_fetch(str(url), self._agent):
            raise RobotsRefused(url.raw_host or "")

    async def _read(self, origin: URL, deadline: float) -> _Copy:
        copy = _Copy(await self._rules(origin, deadline), self._now() + SECONDS)
        self._copies[origin] = copy
        self._copies.move_to_end(origin)
        if len(self._copies) > REMEMBERED:
            self._copies.popitem(last=False)
        return copy

    async def _rules(self, origin: URL, deadline: float) -> Protego | None:
        try:
            answer = await self._fetch(origin / "robots.txt", deadline)
        except TooManyRedirects:
            return None
        # Any other status, such as 404 or 403, means that there are no rules; 429 and 5xx are raised.
        if not 200 <= answer.status < 300:
            return None
        from protego import Protego

        # The largest take some tenths of a second.
        return await asyncio.to_thread(Protego.parse, answer.body.decode("utf-8-sig", "replace"))

"""Draws charts in a thread of its own, some milliseconds each, so that the event loop goes on meanwhile."""

from __future__ import annotations

import asyncio
import hashlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from typing import Final

from loguru import logger

from app.core.chart import Chart
from app.core.wordless import summary
from app.infra.cache import Cache
from app.infra.entries import Entry

PICTURES: Final = Entry("pictures", bytes, 60)


class NotDrawn(Exception):
    """There is no picture, and the log says why."""


class Charts:
    """Makes PNG pictures. A picture that cannot be made is None: the figures are shown as text anyway."""

    def __init__(self, lifespan: AsyncExitStack[bool | None], cache: Cache) -> None:
        self._cache = cache
        # One thread: the fonts are shared, and two pictures at once would keep the loop waiting for longer.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="drawing")
        lifespan.callback(self._thread.shutdown, wait=False, cancel_futures=True)

    async def draw(self, chart: Chart) -> bytes | None:
        """The picture as PNG, 800 pixels wide; the same one for the same figures."""
        key = hashlib.blake2b(repr(chart).encode(), digest_size=16).hexdigest()
        try:
            return await self._cache.read(PICTURES, key, lambda: self._drawn(chart))
        except NotDrawn:
            return None

    async def _drawn(self, chart: Chart) -> bytes:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, _draw, chart)
        except Exception as error:
            logger.warning("a chart could not be drawn: {}", summary(error))
            raise NotDrawn from error


def _draw(chart: Chart) -> bytes:
    # Most bots that start are not asked for a picture at once, and some never.
    from app.infra.drawing.renderer import draw

    return draw(chart)

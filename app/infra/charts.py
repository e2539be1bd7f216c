"""Draws charts in a process of its own: a picture takes an eighth of a second, and matplotlib 60 MB."""

from __future__ import annotations

import asyncio
import hashlib
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AsyncExitStack
from typing import Final

from loguru import logger

from app.core.chart import Chart
from app.core.wordless import summary
from app.infra.cache import Cache
from app.infra.drawing import draw, prepare
from app.infra.entries import Entry

PICTURES: Final = Entry("pictures", bytes, 60)
DRAWING_TIMEOUT_SECONDS = 15.0
"""Seconds for one picture; the first also starts the process."""
IDLE_SECONDS = 300.0
"""After so long without a picture the process ends."""


class NotDrawn(Exception):
    """There is no picture, and the log says why."""


class Charts:
    """Makes PNG pictures. A picture that cannot be made is None: the figures are shown as text anyway."""

    def __init__(self, lifespan: AsyncExitStack[bool | None], cache: Cache) -> None:
        self._cache = cache
        self._pool: ProcessPoolExecutor | None = None
        self._end: asyncio.TimerHandle | None = None
        lifespan.push_async_callback(self._close)

    async def draw(self, chart: Chart) -> bytes | None:
        """The picture as PNG, 1000 pixels wide; the same one for the same figures."""
        key = hashlib.blake2b(repr(chart).encode(), digest_size=16).hexdigest()
        try:
            return await self._cache.read(PICTURES, key, lambda: self._drawn(chart))
        except NotDrawn:
            return None

    async def _drawn(self, chart: Chart) -> bytes:
        loop = asyncio.get_running_loop()
        self._stay()
        if self._pool is None:
            # A fresh interpreter: a fork would take the bot's connections along.
            spawning = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(1, mp_context=spawning, initializer=prepare)
        pool = self._pool
        try:
            async with asyncio.timeout(DRAWING_TIMEOUT_SECONDS):
                return await loop.run_in_executor(pool, draw, chart)
        except (BrokenProcessPool, TimeoutError, OSError) as error:
            logger.warning("a chart could not be drawn: {}", summary(error))
            # Others may have begun anew meanwhile: a picture that was waiting here says nothing about theirs.
            if self._pool is pool:
                self._stop()
            raise NotDrawn from error
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            # The process was stopped because of another chart, and this one waited for its turn.
            raise NotDrawn from error
        finally:
            self._stay()
            self._end = loop.call_later(IDLE_SECONDS, self._stop)

    def _stay(self) -> None:
        """Do not end the process for being idle."""
        if self._end is not None:
            self._end.cancel()

    def _stop(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)

    async def _close(self) -> None:
        self._stay()
        pool, self._pool = self._pool, None
        if pool is not None:
            await asyncio.to_thread(pool.shutdown, cancel_futures=True)

"""What one process keeps at hand while others may change it: learned before it is needed, and again and again."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod

from loguru import logger

from app.core.wordless import summary
from app.infra.db.engine import is_outage

RELOAD_SECONDS, RETRY_SECONDS = 30.0, 1.0
"""How long a decision made in another process may go unnoticed; and the wait for a database that is away at the
start."""


class Refreshing(ABC):
    """Keeps at hand what is asked for too often to look it up."""

    _learned = False

    @abstractmethod
    async def learn(self) -> None:
        """Read what has been decided."""

    async def reload(self) -> None:
        """Learn it anew."""
        await self.learn()
        self._learned = True

    async def known(self) -> None:
        """Make sure that it has been learned once since the start."""
        if not self._learned:
            await self.reload()

    async def keep_up(self) -> None:
        """Hear of what other processes decide, until cancelled."""
        while True:
            try:
                await self.reload()
            except Exception as error:
                if not is_outage(error):
                    raise
                logger.debug(
                    "{} cannot learn what was decided just now: {}", type(self).__name__, summary(error)
                )
            await asyncio.sleep(RELOAD_SECONDS if self._learned else RETRY_SECONDS)

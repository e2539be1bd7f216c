"""Whether the database answers, asked over a connection that nobody else waits for."""

from __future__ import annotations

from contextlib import AsyncExitStack

import asyncpg
from loguru import logger

from app.core.wordless import summary
from app.infra.db.engine import address, open_connection
from app.settings.sections.database import DatabaseSettings


class DatabaseProbe:
    """Asks the smallest question there is. For one who asks at a time; whoever has waited enough may cancel it."""

    def __init__(self, settings: DatabaseSettings, lifespan: AsyncExitStack[bool | None]) -> None:
        self._settings = settings
        self._connection: asyncpg.Connection | None = None
        lifespan.callback(self._drop)

    async def answers(self) -> bool:
        """Whether it does, now."""
        try:
            if self._connection is None or self._connection.is_closed():
                self._connection = await open_connection(self._settings, address(self._settings))
            await self._connection.fetchval("SELECT 1")
        except BaseException as error:
            # Also when cancelled: of a connection under way nobody knows what it will say next.
            self._drop()
            if not isinstance(error, Exception):
                raise
            logger.debug("the database does not answer: {}", summary(error))
            return False
        return True

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None

"""Our own database, as the import writes to it: a batch is a transaction, a dry run writes nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncSession

from app.importing.predecessor.source import ImportRefused
from app.infra.db.engine import Sessions
from app.infra.db.locks import Lock, try_lock


class Destination:
    def __init__(self, sessions: Sessions, *, dry_run: bool) -> None:
        self._sessions = sessions
        self.dry_run = dry_run

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Keep other imports away; refuses when one is running."""
        async with self._sessions.begin() as session:
            if not await try_lock(session, Lock.IMPORT):
                raise ImportRefused("another import is running")
            yield

    def transaction(self) -> AbstractAsyncContextManager[AsyncSession]:
        """One batch."""
        return self._sessions.begin(read_only=self.dry_run)

"""Our own database, as the import writes to it: a batch is a transaction, a dry run writes nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.importing.predecessor import targets
from app.importing.predecessor.report import Tally
from app.importing.predecessor.source import ImportRefused
from app.importing.predecessor.targets import Target
from app.infra.db.engine import Sessions
from app.infra.db.guilds_and_members import LONGEST_NAME
from app.infra.db.locks import Lock, try_lock
from app.infra.db.partitions import Partitions
from app.recording import statements

Rows = Sequence[tuple[Any, ...]]


class Destination:
    """Every method comes to the same however often it is called."""

    def __init__(self, sessions: Sessions, partitions: Partitions, *, dry_run: bool) -> None:
        self._sessions = sessions
        self._partitions = partitions
        self.dry_run = dry_run

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Keep other imports away; refuses when one is running."""
        async with self._sessions.begin() as session:
            if not await try_lock(session, Lock.IMPORT):
                raise ImportRefused("another import is running")
            yield

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """One batch. In a dry run PostgreSQL itself refuses to write."""
        async with self._sessions.begin() as session:
            if self.dry_run:
                await session.execute(text("SET TRANSACTION READ ONLY"))
            yield session

    async def deliver(self, target: Target, rows: Rows, tally: Tally, *, weight: int = 1) -> None:
        """Write rows, each of which stands for ``weight`` rows of the source."""
        if rows:
            new: int = await self.write(target, rows)
            tally.delivered(len(rows) * weight, of_which_new=new * weight)

    async def write(self, target: Target, rows: Rows) -> Any:
        """Write rows, no two of which have the same key; gives what the target's statements give."""
        if target.parts is not None and not self.dry_run:
            await self._partitions.ensure(target.parts, {row[target.part_column] for row in rows})
        statement = target.dry_run if self.dry_run else target.write
        async with self.transaction() as session:
            return await session.scalar(statement.clause, statement.arrays(rows))

    async def newest(self, messages: Mapping[int, int]) -> None:
        """Let each channel that is known remember its newest message, so that later ones are fetched."""
        if messages and not self.dry_run:
            async with self.transaction() as session:
                await session.execute(
                    statements.NEWEST.clause, statements.NEWEST.arrays(list(messages.items()))
                )

    async def guilds(self, names: Mapping[int, str]) -> list[int]:
        """Store guilds that are not known; gives the ids of these."""
        rows = [(guild_id, name[:LONGEST_NAME]) for guild_id, name in names.items()]
        new: list[int] = await self.write(targets.GUILDS, rows) if rows else []
        return new

"""Runs the statements that take in rows from elsewhere, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy.ext.asyncio import AsyncSession

from app.infra.db.bulk import run
from app.recording.intake.statements import IntakeTable
from app.recording.statements import NEWEST

Rows: TypeAlias = Sequence[tuple[Any, ...]]


class IntakeRepository:
    def __init__(self, session: AsyncSession, *, dry_run: bool) -> None:
        self._session = session
        self._dry_run = dry_run

    async def write(self, table: IntakeTable, rows: Rows) -> Any:
        """Write rows, of which there is at least one, or count them only; gives what the statements give."""
        statement = table.dry_run if self._dry_run else table.write
        return await self._session.scalar(statement.clause, statement.arrays(rows))

    async def newest(self, messages: Mapping[int, int]) -> None:
        """Let each channel that is known remember its newest message, so that later ones are fetched."""
        if not self._dry_run:
            await run(self._session, NEWEST, list(messages.items()))

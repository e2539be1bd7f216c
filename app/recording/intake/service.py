"""What an import brings: each call is one transaction, and comes to the same however often it is made.

No two rows of a call have the same key. Those that are here already win, unless the row that comes knows more.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.core.excerpts import clipped
from app.infra.db.engine import Sessions
from app.infra.db.guilds_and_members import LONGEST_NAME
from app.infra.db.partitions import Partitions
from app.recording.intake import statements
from app.recording.intake.repository import IntakeRepository, Rows
from app.recording.intake.statements import IntakeTable


class IntakeService:
    """Gives how many rows are new or changed. A dry run only counts them."""

    def __init__(self, sessions: Sessions, partitions: Partitions, *, dry_run: bool) -> None:
        self._sessions = sessions
        self._partitions = partitions
        self._dry_run = dry_run

    async def messages(self, rows: Rows) -> list[int]:
        """Gives the ids of what is new or changed: what hangs on messages is counted with these."""
        if not rows:
            return []
        await self._make_parts(statements.MESSAGES, rows)
        async with self._sessions.begin(read_only=self._dry_run) as session:
            repository = IntakeRepository(session, dry_run=self._dry_run)
            new: list[int] = await repository.write(statements.MESSAGES, rows)
            # Rows are in the order of their ids.
            await repository.newest({channel_id: message_id for _, message_id, channel_id, *_ in rows})
        return new

    async def reactions(self, rows: Rows) -> int:
        return await self._count(statements.REACTIONS, rows)

    async def member_events(self, rows: Rows) -> int:
        return await self._count(statements.MEMBER_EVENTS, rows)

    async def role_events(self, rows: Rows) -> int:
        return await self._count(statements.ROLE_EVENTS, rows)

    async def voice_stays(self, rows: Rows) -> int:
        return await self._count(statements.VOICE_STAYS, rows)

    async def members(self, rows: Rows) -> int:
        """Gives how many people are new somewhere, each counted once."""
        return await self._count(statements.MEMBERS, rows)

    async def guilds(self, names: Mapping[int, str]) -> list[int]:
        """Gives the ids of those that were not known."""
        rows = [(guild_id, clipped(name, LONGEST_NAME)) for guild_id, name in names.items()]
        new: list[int] = await self._write(statements.GUILDS, rows) if rows else []
        return new

    async def _count(self, table: IntakeTable, rows: Rows) -> int:
        new: int = await self._write(table, rows) if rows else 0
        return new

    async def _write(self, table: IntakeTable, rows: Rows) -> Any:
        await self._make_parts(table, rows)
        async with self._sessions.begin(read_only=self._dry_run) as session:
            return await IntakeRepository(session, dry_run=self._dry_run).write(table, rows)

    async def _make_parts(self, table: IntakeTable, rows: Rows) -> None:
        if table.parts is not None and not self._dry_run:
            await self._partitions.ensure(table.parts, {row[table.part_column] for row in rows})

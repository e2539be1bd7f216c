"""Statements for many rows at once: a statement per row would take twenty times as long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

from sqlalchemy import CursorResult, TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import TypeEngine

Rows: TypeAlias = Sequence[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Bulk:
    """A statement that takes an array for each column of its rows."""

    clause: TextClause
    columns: tuple[str, ...]

    async def run(self, session: AsyncSession, rows: Rows) -> int:
        """Execute it, unless there are no rows; gives how many were written."""
        if not rows:
            return 0
        columns = map(list, zip(*rows, strict=True))
        values = dict(zip(self.columns, columns, strict=True))
        result = await session.execute(self.clause, values)
        return cast("CursorResult[Any]", result).rowcount


def bulk(sql: str, **columns: TypeEngine[Any]) -> Bulk:
    """A statement over ``unnest`` of its parameters, which are named after the columns."""
    parameters = [bindparam(name, type_=ARRAY(kind)) for name, kind in columns.items()]
    return Bulk(text(sql).bindparams(*parameters), tuple(columns))

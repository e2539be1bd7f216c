"""Statements that take all their rows at once: an array for each column.

A statement per row would take twenty times as long.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import CursorResult, TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import (
    BigInteger,
    Boolean,
    DateTime,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    TypeEngine,
)

ID, FLAG, SMALL, NUMBER, WORDS = BigInteger(), Boolean(), SmallInteger(), Integer(), Text()
MOMENT, BYTES = DateTime(timezone=True), LargeBinary()


@dataclass(frozen=True, slots=True)
class Bulk:
    """A statement that takes an array for each column of its rows."""

    clause: TextClause
    columns: tuple[str, ...]

    def arrays(self, rows: Sequence[tuple[Any, ...]]) -> dict[str, list[Any]]:
        """The parameters for these rows, of which there is at least one."""
        return dict(zip(self.columns, map(list, zip(*rows, strict=True)), strict=True))


def bulk(sql: str, **columns: TypeEngine[Any]) -> Bulk:
    """A statement with a parameter ``:name`` for each of its columns, in the order of a row's values."""
    parameters = [bindparam(name, type_=ARRAY(kind)) for name, kind in columns.items()]
    return Bulk(text(sql).bindparams(*parameters), tuple(columns))


async def run(session: AsyncSession, statement: Bulk, rows: Sequence[tuple[Any, ...]]) -> int:
    """Run a statement for these rows, if there are any; gives how many it wrote."""
    if not rows:
        return 0
    result = await session.execute(statement.clause, statement.arrays(rows))
    return cast("CursorResult[Any]", result).rowcount

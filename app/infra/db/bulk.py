"""Statements that take all their rows at once: an array for each column.

A statement per row would take twenty times as long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any, Final, cast

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
IDS = Text()
"""A list of ids, in PostgreSQL's notation: arrays of arrays would have to be rectangular."""


@dataclass(frozen=True, slots=True)
class Bulk:
    """A statement that takes an array for each column of its rows."""

    clause: TextClause
    columns: Mapping[str, TypeEngine[Any]]

    def arrays(self, rows: Sequence[tuple[object, ...]]) -> dict[str, list[object]]:
        """The parameters for these rows, of which there is at least one."""
        return dict(zip(self.columns, map(list, zip(*rows, strict=True)), strict=True))

    def arrays_of(self, things: Sequence[object]) -> dict[str, list[object]]:
        """The parameters for things whose attributes are called like the columns, moments being seconds since 1970."""
        return {name: _column(things, name, kind) for name, kind in self.columns.items()}


def _column(things: Sequence[object], name: str, kind: TypeEngine[Any]) -> list[object]:
    values = map(attrgetter(name), things)
    convert = CONVERSIONS.get(kind)
    if convert is None:
        return list(values)
    return [None if value is None else convert(value) for value in values]


def moment(seconds: float) -> datetime:
    """A moment, by seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC)


def id_array(ids: Iterable[int]) -> str:
    """A list of ids in PostgreSQL's notation, sorted so that the order makes no difference."""
    return "{" + ",".join(map(str, sorted(ids))) + "}"


CONVERSIONS: Final[Mapping[TypeEngine[Any], Callable[[Any], Any]]] = {MOMENT: moment, IDS: id_array}
"""What becomes of the values of things, by the kind of their column."""


def bulk(sql: str, **columns: TypeEngine[Any]) -> Bulk:
    """A statement with a parameter ``:name`` for each of its columns, in the order of a row's values."""
    parameters = [bindparam(name, type_=ARRAY(kind)) for name, kind in columns.items()]
    return Bulk(text(sql).bindparams(*parameters), columns)


async def run(session: AsyncSession, statement: Bulk, rows: Sequence[tuple[object, ...]]) -> int:
    """Run a statement for these rows, if there are any; gives how many it wrote."""
    return await _execute(session, statement, statement.arrays(rows)) if rows else 0


async def record(session: AsyncSession, statement: Bulk, things: Sequence[object]) -> int:
    """Run a statement for these things, see ``arrays_of``; gives how many rows it wrote."""
    return await _execute(session, statement, statement.arrays_of(things)) if things else 0


async def _execute(session: AsyncSession, statement: Bulk, arrays: dict[str, list[object]]) -> int:
    result = await session.execute(statement.clause, arrays)
    return cast("CursorResult[Any]", result).rowcount

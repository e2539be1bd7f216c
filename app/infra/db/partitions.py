"""Tables that grow with time, in one part for each month or day, so that forgetting is dropping a part.

The parts live in a schema of their own; nobody but this module names them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum

from sqlalchemy import text

from app.core.snowflake import first_id_at, moment_of
from app.infra.db.engine import Sessions
from app.infra.db.locks import Lock, lock

SCHEMA = "parts"


class Period(Enum):
    """The span of one part, with the form of its name."""

    DAY = "%Y_%m_%d"
    MONTH = "%Y_%m"

    def start(self, moment: datetime) -> datetime:
        """The beginning of the span that ``moment`` falls into."""
        day = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return day if self is Period.DAY else day.replace(day=1)

    def after(self, start: datetime) -> datetime:
        """The beginning of the next span."""
        return self.start(start + timedelta(days=1 if self is Period.DAY else 31))


@dataclass(frozen=True, slots=True)
class Partitioned:
    """A table, and the column that its parts are told apart by, of snowflakes or of moments."""

    table: str
    column: str
    period: Period
    by_snowflake: bool

    def args(self) -> dict[str, str]:
        """For the ``__table_args__`` of the table's model."""
        return {"postgresql_partition_by": f"RANGE ({self.column})"}

    def part_of(self, key: int | datetime) -> datetime:
        """The beginning of the part in which a row with this key lies."""
        return self.period.start(key if isinstance(key, datetime) else moment_of(key))

    def kept_from(self, now: datetime, months: int) -> datetime:
        """The beginning of the oldest part that is kept for ``months``."""
        return self.period.start(now - timedelta(days=31 * months))

    def bound(self, start: datetime) -> str:
        """``start`` as a literal of the column's type."""
        return str(first_id_at(start)) if self.by_snowflake else f"'{start.isoformat()}'"


class Partitions:
    """Makes the parts of tables before they are written to, and drops those that are too old."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._known: set[tuple[str, datetime]] = set()

    async def ensure(self, table: Partitioned, keys: Iterable[int | datetime]) -> None:
        """Make the parts for rows with these keys. Costs nothing once they are there."""
        missing = {table.part_of(key) for key in keys} - {
            start for name, start in self._known if name == table.table
        }
        for start in sorted(missing):
            await self._make(table, start)
            self._known.add((table.table, start))

    async def drop_before(self, table: Partitioned, moment: datetime) -> list[str]:
        """Drop the parts that end before ``moment``; gives their names."""
        last = table.period.start(moment)
        async with self._sessions.begin() as session:
            await lock(session, Lock.PARTITIONS)
            names = await session.scalars(
                text(
                    "SELECT child.relname FROM pg_inherits"
                    " JOIN pg_class child ON child.oid = inhrelid"
                    " JOIN pg_class parent ON parent.oid = inhparent WHERE parent.relname = :table"
                ),
                {"table": table.table},
            )
            old = sorted(name for name in names if name < _name(table, last))
            for name in old:
                await session.execute(text(f"DROP TABLE {SCHEMA}.{name}"))
        self._known = {(name, start) for name, start in self._known if name != table.table or start >= last}
        return old

    async def _make(self, table: Partitioned, start: datetime) -> None:
        name, end = _name(table, start), table.period.after(start)
        async with self._sessions.begin() as session:
            await lock(session, Lock.PARTITIONS)
            if await session.scalar(text("SELECT to_regclass(:name)"), {"name": f"{SCHEMA}.{name}"}):
                return
            # Attached, not made in place: that would make everybody who writes to the table wait.
            await session.execute(
                text(
                    f"CREATE TABLE {SCHEMA}.{name} (LIKE {table.table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"
                )
            )
            await session.execute(
                text(
                    f"ALTER TABLE {table.table} ATTACH PARTITION {SCHEMA}.{name}"
                    f" FOR VALUES FROM ({table.bound(start)}) TO ({table.bound(end)})"
                )
            )


def _name(table: Partitioned, start: datetime) -> str:
    return f"{table.table}_{start:{table.period.value}}"

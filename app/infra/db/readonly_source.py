"""The database of another program: only read, and as it stood at one moment."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeAlias

import asyncpg
from asyncpg.cursor import Cursor
from pydantic import SecretStr, ValidationError

from app.core.errors import AppError
from app.infra.db.engine import REFUSALS, address, is_outage, open_connection
from app.settings.sections.database import DatabaseSettings

Row: TypeAlias = Sequence[Any]
Columns: TypeAlias = Mapping[str, Mapping[str, str]]
"""By table, the name of each column and its type as PostgreSQL spells it."""


class SourceUnavailable(AppError):
    """The other database cannot be reached, or refuses to be read."""


class ReadonlySource:
    """Everything that is read belongs to one snapshot: what changes meanwhile is not seen."""

    def __init__(self, connection: asyncpg.Connection, columns: Columns) -> None:
        self._connection = connection
        self._turn = asyncio.Lock()
        self._fetching: set[asyncio.Task[list[Row]]] = set()
        self.columns = columns

    async def rows(self, query: str, *values: object) -> list[Row]:
        """All rows of a query whose answer is short."""
        async with self._turn:
            with _told():
                return list(await self._connection.fetch(query, *values))

    async def use_time_zone(self, name: str) -> None:
        """What moments without a time zone mean; raises ``SourceUnavailable`` for an unknown one."""
        await self.rows("SELECT set_config('TimeZone', $1, true)", name)

    async def pages(self, query: str, *values: object, size: int) -> AsyncIterator[list[Row]]:
        """The rows in lists of ``size``. The next list is fetched while the caller works on this one.

        Several can be read at the same time.
        """
        async with self._turn:
            with _told():
                cursor = await self._connection.cursor(query, *values)
        fetching = self._fetch(cursor, size)
        while page := await fetching:
            fetching = self._fetch(cursor, size)
            yield page

    async def stop(self) -> None:
        """End what is being fetched for nobody any more."""
        for fetching in self._fetching:
            fetching.cancel()
        await asyncio.gather(*self._fetching, return_exceptions=True)

    def _fetch(self, cursor: Cursor, size: int) -> asyncio.Task[list[Row]]:
        async def fetch() -> list[Row]:
            async with self._turn:
                with _told():
                    page: list[Row] = await cursor.fetch(size)
                    return page

        fetching = asyncio.create_task(fetch())
        self._fetching.add(fetching)
        fetching.add_done_callback(self._fetching.discard)
        return fetching


@asynccontextmanager
async def open_readonly(url: str) -> AsyncIterator[ReadonlySource]:
    """Connect and look at which tables there are; raises ``SourceUnavailable``."""
    with _told():
        try:
            settings = DatabaseSettings(url=SecretStr(url), statement_timeout=0)
        except ValidationError as error:
            raise SourceUnavailable("that is no address of a PostgreSQL database") from error
        connection = await open_connection(settings, address(settings))
    database: ReadonlySource | None = None
    try:
        with _told():
            transaction = connection.transaction(isolation="repeatable_read", readonly=True)
            await transaction.start()
            # Queries are read to their end, so what counts is when the last row comes, not the first.
            await connection.execute(
                "SET LOCAL cursor_tuple_fraction = 1; SET LOCAL idle_in_transaction_session_timeout = 0"
            )
            columns = await _columns(connection)
        database = ReadonlySource(connection, columns)
        yield database
    finally:
        if database is not None:
            await database.stop()
        await connection.close(timeout=5)


async def _columns(connection: asyncpg.Connection) -> Columns:
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in await connection.fetch(
        "SELECT table_name, column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position"
    ):
        found.setdefault(table, {})[column] = kind
    return found


@contextmanager
def _told() -> Iterator[None]:
    """Say in a sentence what the other database or the way to it has refused."""
    try:
        yield
    except (*REFUSALS, ValueError) as error:
        verb = "cannot be reached" if is_outage(error) else "refuses"
        raise SourceUnavailable(f"the source {verb}: {type(error).__name__}: {error}") from error

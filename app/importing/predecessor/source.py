"""The predecessor's database: what of it is there, and how its rows are read.

Three descriptions of it disagree, so nothing is taken for granted. What goes into queries are names from this
package, never anything that was read.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Mapping

from app.core.errors import AppError
from app.importing.predecessor.report import Report
from app.infra.db.readonly_source import ReadonlySource, Row

SIGNS: Mapping[str, frozenset[str]] = {
    "users": frozenset({"user_id", "username"}),
    "messages": frozenset({"message_id", "server_id"}),
    "join_leave": frozenset({"user_id", "date", "server_name"}),
    "quotes": frozenset({"serial_id", "quote"}),
    "links": frozenset({"id_user_who_added"}),
}
"""Tables with columns that only the predecessor had together."""
FEWEST_SIGNS = 2
OURS = frozenset({"alembic_version", "quote_counters", "link_names"})

Progress = Callable[[str, int], None]
"""Told a table and how many more of its rows were read."""


class ImportRefused(AppError):
    """The import does not begin: the source, the guild or this database is not what it has to be."""


class Source:
    """Reads pages of rows, and says what is not there instead of failing."""

    def __init__(
        self, database: ReadonlySource, report: Report, *, page_size: int, progress: Progress
    ) -> None:
        self._database = database
        self._report = report
        self._page_size = page_size
        self._progress = progress

    @property
    def tables(self) -> Collection[str]:
        return self._database.columns.keys()

    def recognise(self) -> None:
        """Refuse a database that is not the predecessor's."""
        columns = self._database.columns
        if OURS & columns.keys():
            raise ImportRefused("the source is a database of this bot's own, not the predecessor's")
        found = [table for table, signs in SIGNS.items() if signs <= columns.get(table, {}).keys()]
        if len(found) < FEWEST_SIGNS:
            raise ImportRefused(
                "the source is not the predecessor's database: of its tables "
                f"{', '.join(SIGNS)} there is {' and '.join(found) or 'none'}"
            )

    def has(self, table: str, column: str = "") -> bool:
        columns = self._database.columns.get(table, {})
        return column in columns if column else bool(columns)

    def offers(
        self,
        table: str,
        needed: Collection[str],
        useful: Mapping[str, str] | None = None,
        *,
        otherwise: str = "nothing of this table is imported",
    ) -> bool:
        """Whether the table has what is ``needed``. Reports what is not there, and what that means.

        ``useful`` are columns that can be done without, each with what that means.
        """
        lacking = [column for column in needed if not self.has(table, column)]
        if lacking:
            self._report.missing(table, lacking if self.has(table) else (), otherwise)
            return False
        for column, consequence in (useful or {}).items():
            if not self.has(table, column):
                self._report.missing(table, [column], consequence)
        return True

    def column(self, table: str, column: str, otherwise: str, *, alias: str = "") -> str:
        """The column in a query, or ``otherwise`` where the table has not got it."""
        return f"{alias or table}.{column}" if self.has(table, column) else otherwise

    def moment(self, table: str, column: str, *, alias: str = "", local: bool = False) -> str:
        """A column of moments in a query, with a time zone.

        Those without one mean UTC, or with ``local`` the time zone of the predecessor's host, which is that
        of the session.
        """
        name = f"{alias or table}.{column}"
        if not self.has(table, column):
            return "NULL::timestamptz"
        if self._database.columns[table][column] == "timestamp with time zone":
            return name
        return f"{name}::timestamptz" if local else f"({name}::timestamp AT TIME ZONE 'UTC')"

    async def rows(self, query: str, *values: object) -> list[Row]:
        """The answer to a query that is short."""
        return await self._database.rows(query, *values)

    async def pages(self, what: str, query: str, *values: object) -> AsyncIterator[list[Row]]:
        """The rows in pages; ``what`` is told to whoever waits."""
        async for page in self._database.pages(query, *values, size=self._page_size):
            self._progress(what, len(page))
            yield page

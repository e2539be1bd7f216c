"""What this version has no place for, counted, and written to a file so that it need not be read twice.

The form of the file is described in docs/import.md. Ids are strings there: many readers of JSON round numbers.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from app.importing.predecessor import reasons
from app.importing.predecessor.part import Import
from app.importing.predecessor.source import Source

FORM = {"form": "twi-kept-for-later", "version": 1}
OWNER_ONLY = 0o600

Entry = dict[str, Any]


class DeferredExport:
    """Takes entries, into a file if there is one."""

    def __init__(self, file: BinaryIO | None) -> None:
        self._file = file

    def keep(self, entry: Entry) -> None:
        if self._file is not None:
            self._file.write(orjson.dumps(entry, default=str, option=orjson.OPT_UTC_Z) + b"\n")


@asynccontextmanager
async def open_export(path: Path | None, guild_id: int, now: datetime) -> AsyncIterator[DeferredExport]:
    """A keeper whose file appears when all is written, or not at all."""
    if path is None:
        yield DeferredExport(None)
        return
    unfinished = path.with_name(f"{path.name}.part")
    # Links of people and votes: not for the other users of the machine, not even for a moment.
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as file:
        export = DeferredExport(file)
        export.keep({**FORM, "guild_id": str(guild_id), "written_at": now})
        yield export
    unfinished.replace(path)


async def keep_creator_links(job: Import, export: DeferredExport) -> None:
    """A line for each link of a creator."""
    source, table = job.source, "creator_links"
    if not source.offers(table, ("user_id", "title", "link")):
        return
    query = f"""
        SELECT user_id::text, title, link, {source.column(table, "nsfw", "false")},
            {source.column(table, "weight", "0")}, {source.column(table, "feature", "true")},
            {source.moment(table, "last_changed")}
        FROM {table} ORDER BY user_id, title
    """
    names = ("user_id", "title", "link", "nsfw", "weight", "feature", "changed_at")
    tally = job.report.tally(table)
    async for page in source.pages(table, query):
        for row in page:
            export.keep({"kind": "creator_link", **dict(zip(names, row, strict=True))})
        tally.read += len(page)
        tally.deferred += len(page)


async def keep_polls(job: Import, export: DeferredExport) -> None:
    """A line for each poll, with its options and their votes."""
    source = job.source
    if not source.offers("poll", ("id", "title")):
        return
    tally = job.report.tally("poll")
    options = _Options(job) if source.offers("poll_option", ("option_id", "poll_id", "option_text")) else None
    async for page in source.pages("poll", _polls(source)):
        for poll_id, *values in page:
            entry = dict(zip(POLL, values, strict=True))
            found = await options.of(poll_id) if options else []
            export.keep({"kind": "poll", "id": str(poll_id), **entry, "options": found})
        tally.read += len(page)
        tally.deferred += len(page)
    if options:
        await options.end()


POLL = (
    "number",
    "title",
    "api_url",
    "poll_url",
    "started_at",
    "expires_at",
    "expired",
    "total_votes",
)


def _polls(source: Source) -> str:
    plain = ("api_url", "poll_url")
    return f"""
        SELECT id, {source.column("poll", "index_serial", "NULL")}, title,
            {", ".join(source.column("poll", column, "NULL") for column in plain)},
            {source.moment("poll", "start_date")}, {source.moment("poll", "expire_date")},
            {source.column("poll", "expired", "NULL")}, {source.column("poll", "total_votes", "NULL")}
        FROM poll ORDER BY id
    """


class _Options:
    """The options of polls, read beside these in the order of their polls."""

    def __init__(self, job: Import) -> None:
        votes = job.source.column("poll_option", "num_votes", "NULL")
        query = (
            f"SELECT poll_id, option_id, option_text, {votes} FROM poll_option ORDER BY poll_id, option_id"
        )
        self._tally = job.report.tally("poll_option")
        self._rows = _each(job.source.pages("poll_option", query))
        self._next: Any = None

    async def of(self, poll_id: int) -> list[Entry]:
        """The options of the next poll."""
        found: list[Entry] = []
        while (row := await self._peek()) is not None and row[0] is not None and row[0] <= poll_id:
            self._tally.read += 1
            if row[0] == poll_id:
                self._tally.deferred += 1
                found.append({"id": str(row[1]), "text": row[2], "votes": row[3]})
            else:
                self._tally.skip(reasons.NO_POLL, row[1])
            self._next = None
        return found

    async def end(self) -> None:
        """Count the options that no poll has."""
        while (row := await self._peek()) is not None:
            self._tally.read += 1
            self._tally.skip(reasons.NO_POLL, row[1])
            self._next = None

    async def _peek(self) -> Any:
        if self._next is None:
            self._next = await anext(self._rows, None)
        return self._next


async def _each(pages: AsyncIterator[Any]) -> AsyncIterator[Any]:
    async for page in pages:
        for row in page:
            yield row

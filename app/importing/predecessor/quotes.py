"""Quotes, which get the numbers they keep from now on: the old ones were places in an unordered list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import InvalidInput
from app.features.quotes.repository import QuoteRepository
from app.features.quotes.service import brought
from app.importing.predecessor import reasons
from app.importing.predecessor.part import Import
from app.importing.predecessor.source import Source
from app.infra.db.readonly_source import Row
from app.infra.import_ledger import Kind, imported, remember_imported

KIND = Kind("predecessor.quotes")


@dataclass(frozen=True, slots=True)
class OldQuote:
    """A quote that can come in."""

    serial: int
    text: str
    added_by: int | None
    added_at: datetime


async def import_quotes(job: Import) -> None:
    """Number quotes by time and serial, after those that are here. None comes in twice, deleted ones neither."""
    useful = {
        "author_id": "nobody is known to have added a quote",
        "time": "quotes are numbered by their serial alone",
    }
    if not job.source.offers("quotes", ("serial_id", "quote"), useful):
        return
    tally = job.report.tally("quotes")
    await job.know_guilds([job.guild_id])
    reader = _Reader(job, await _earliest(job))
    async for page in job.source.pages("quotes", _query(job.source)):
        tally.read += len(page)
        quotes = list(reader.quotes(page))
        tally.delivered(len(quotes), of_which_new=await _deliver(job, quotes))
    if reader.undated:
        job.report.notes.append(
            f"quotes that do not tell when they were added, numbered before all others: {reader.undated:,}"
        )


async def _earliest(job: Import) -> datetime:
    at = job.source.moment("quotes", "time")
    [(earliest,)] = await job.source.rows(f"SELECT min({at}) FROM quotes")
    return earliest or job.report.started_at


def _query(source: Source) -> str:
    return f"""
        SELECT serial_id, quote, {source.column("quotes", "author_id", "NULL::bigint")},
            {source.column("quotes", "author", "NULL")}, {source.moment("quotes", "time")} AS at
        FROM quotes ORDER BY at NULLS FIRST, serial_id
    """


class _Reader:
    """Turns pages into quotes that can come in; remembers which serials came before."""

    def __init__(self, job: Import, earliest: datetime) -> None:
        self._job = job
        self._tally = job.report.tally("quotes")
        self._earliest = earliest
        self._seen: set[int] = set()
        self.undated = 0

    def quotes(self, page: list[Row]) -> Iterator[OldQuote]:
        for serial, text, adder, adder_name, at in page:
            if reason := self._refuse(serial):
                self._tally.skip(reason, serial)
                continue
            self._seen.add(serial)
            try:
                quote = OldQuote(serial, brought(text or ""), adder, at or self._earliest)
            except InvalidInput as error:
                self._tally.skip(reasons.refused(error), serial)
                continue
            self.undated += at is None
            self._job.people.saw_adder(self._job.guild_id, adder, adder_name)
            yield quote

    def _refuse(self, serial: int | None) -> str | None:
        if serial is None:
            return reasons.NO_SERIAL
        return reasons.TWICE if serial in self._seen else None


async def _deliver(job: Import, quotes: list[OldQuote]) -> int:
    """Write the quotes that have not come in before; gives how many these are."""
    async with job.destination.transaction() as session:
        known = await imported(session, job.guild_id, KIND, [quote.serial for quote in quotes])
        fresh = [quote for quote in quotes if quote.serial not in known]
        if fresh and not job.destination.dry_run:
            await _add(session, job.guild_id, fresh)
    return len(fresh)


async def _add(session: AsyncSession, guild_id: int, quotes: list[OldQuote]) -> None:
    repository = QuoteRepository(session)
    first = await repository.next_number(guild_id, len(quotes))
    shown = await repository.least_shown(guild_id)
    rows = [
        {
            "guild_id": guild_id,
            "number": number,
            "text": quote.text,
            "added_by": quote.added_by,
            "added_at": quote.added_at,
            "times_shown": shown,
        }
        for number, quote in enumerate(quotes, first)
    ]
    await repository.add_rows(rows)
    await remember_imported(session, guild_id, KIND, [quote.serial for quote in quotes])

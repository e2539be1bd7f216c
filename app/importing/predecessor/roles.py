"""Roles given and taken: an older and a newer table, merged."""

from __future__ import annotations

from typing import Any

from app.importing.predecessor import reasons
from app.importing.predecessor.part import Import
from app.importing.predecessor.source import Source
from app.infra.db.readonly_source import Row

CHANGES, HISTORY = "role_changes", "role_history"


async def import_roles(job: Import) -> None:
    """Both tables in one order, so that what is in both comes in once."""
    parts = []
    for table, part, needed in (
        (CHANGES, _changes, ("id", "user_id", "role_id", "action", "timestamp")),
        (HISTORY, _history, ("serial_id", "user_id", "role_id", "gained", "date")),
    ):
        if job.source.offers(table, needed):
            parts.append(part(job.source))
            job.report.tally(table)
    if not parts:
        return
    query = f"{' UNION ALL '.join(parts)} ORDER BY guild, user_id, role_id, at, source, number"
    reader = _Reader(job)
    async for page in job.source.pages("roles", query, job.guild_id):
        for table, rows in reader.rows(page).items():
            job.people.saw((row[0], row[1]) for row in rows)
            new = await job.intake.role_events(rows)
            job.report.tally(table).delivered(len(rows), of_which_new=new)


def _changes(source: Source) -> str:
    guild = source.column(CHANGES, "server_id", "NULL")
    return f"""
        SELECT '{CHANGES}' AS source, id AS number, coalesce({guild}, $1::bigint) AS guild, user_id, role_id,
            {source.moment(CHANGES, "timestamp", local=True)} AS at,
            CASE lower(trim(action)) WHEN 'added' THEN true WHEN 'removed' THEN false END AS gained
        FROM {CHANGES}
    """


def _history(source: Source) -> str:
    guild = "(SELECT guild_id FROM roles WHERE roles.id = role_id LIMIT 1)"
    if not (source.has("roles", "id") and source.has("roles", "guild_id")):
        guild = "NULL"
    return f"""
        SELECT '{HISTORY}' AS source, serial_id AS number, coalesce({guild}, $1::bigint) AS guild, user_id, role_id,
            {source.moment(HISTORY, "date")} AS at, gained
        FROM {HISTORY}
    """


class _Reader:
    """Turns pages into rows of ours; remembers where the last one ended."""

    def __init__(self, job: Import) -> None:
        self._report = job.report
        self._rules = job.rules
        self._last: tuple[Any, ...] | None = None

    def rows(self, page: list[Row]) -> dict[str, list[tuple[Any, ...]]]:
        """By table of the source."""
        found: dict[str, list[tuple[Any, ...]]] = {}
        for table, number, *values in page:
            tally = self._report.tally(table)
            tally.read += 1
            if reason := self._refuse(values):
                tally.skip(reason, number)
                continue
            self._last = tuple(values[:4])
            found.setdefault(table, []).append(tuple(values))
        return found

    def _refuse(self, values: list[Any]) -> str | None:
        guild_id, user_id, role_id, at, gained = values
        if reason := reasons.lacking(
            (user_id, reasons.NO_PERSON),
            (role_id, reasons.NO_ROLE),
            (at, reasons.NO_TIME),
            (gained, reasons.UNKNOWN_ACTION),
        ):
            return reason
        if (guild_id, user_id, role_id, at) == self._last:
            return reasons.TWICE
        return self._rules.event(guild_id, user_id, at)

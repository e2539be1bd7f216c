"""Who joined and who left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.importing.predecessor import reasons
from app.importing.predecessor.part import Import
from app.importing.predecessor.source import Source
from app.infra.db.readonly_source import Row

JOINED = {"join": True, "leave": False, "true": True, "false": False}
SPELLED, TOLD = "join_or_leave", "is_join"
"""The column as it was for years, and the one that the last versions of the old bot write instead."""


async def import_joins(job: Import) -> None:
    """Joining and leaving, however it is spelled."""
    told = TOLD if job.source.has("join_leave", TOLD) else SPELLED
    needed = ("id", "user_id", "date", told)
    useful = {"server_id": "all of it counts for the server of --guild"}
    if not job.source.offers("join_leave", needed, useful):
        return
    tally = job.report.tally("join_leave")
    reader = _Reader(job)
    async for page in job.source.pages("join_leave", _query(job.source), job.guild_id):
        tally.read += len(page)
        rows = list(reader.rows(page))
        job.people.saw((row[0], row[1]) for row in rows)
        tally.delivered(len(rows), of_which_new=await job.intake.member_events(rows))


def _query(source: Source) -> str:
    # Of the two moments of a row, only `date` can be relied on.
    at = source.moment("join_leave", "date")
    # What is spelled comes first: where both are there, "JOIN" was made a leaving when the other was filled in.
    spelled, told = (source.column("join_leave", column, "NULL") for column in (SPELLED, TOLD))
    bots = "(SELECT NULL::bigint AS user_id, false AS bot WHERE false)"
    if source.has("users", "bot"):
        bots = "(SELECT user_id, bool_or(bot) AS bot FROM users GROUP BY user_id)"
    return f"""
        SELECT join_leave.id, coalesce({source.column("join_leave", "server_id", "NULL")}, $1::bigint) AS guild,
            join_leave.user_id, coalesce(lower(trim({spelled})), {told}::text) AS action, {at} AS at, coalesce(bots.bot, false)
        FROM join_leave LEFT JOIN {bots} AS bots ON bots.user_id = join_leave.user_id
        ORDER BY guild, join_leave.user_id, action, at, join_leave.id
    """


class _Reader:
    """Turns pages into rows of ours; remembers where the last one ended."""

    def __init__(self, job: Import) -> None:
        self._tally = job.report.tally("join_leave")
        self._rules = job.rules
        self._last: tuple[Any, ...] | None = None

    def rows(self, page: list[Row]) -> Iterator[tuple[Any, ...]]:
        for number, guild_id, user_id, action, at, is_bot in page:
            key = guild_id, user_id, JOINED.get(action), at
            if reason := self._refuse(key):
                self._tally.skip(reason, number)
                continue
            self._last = key
            yield (*key, is_bot)

    def _refuse(self, key: tuple[Any, ...]) -> str | None:
        guild_id, user_id, joined, at = key
        if reason := reasons.lacking(
            (user_id, reasons.NO_PERSON), (joined, reasons.UNKNOWN_ACTION), (at, reasons.NO_TIME)
        ):
            return reason
        if key == self._last:
            return reasons.TWICE
        return self._rules.event(guild_id, user_id, at)

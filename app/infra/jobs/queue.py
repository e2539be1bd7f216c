"""The table of jobs, as PgQueuer keeps it.

PgQueuer is imported late: queueing or running a job needs it, starting the bot does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import orjson
from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession

if TYPE_CHECKING:
    from pgqueuer.ports.driver import Driver
    from pgqueuer.queries import Queries

SCHEMA = "jobs"
CHANNEL = "twi_jobs"
DUE = "due"
"""The header that tells when a job was first to be done, in seconds since 1970: retries move what PgQueuer keeps."""

_MOVE = text(
    "UPDATE jobs.pgqueuer SET execute_after = :when, payload = :payload, headers = CAST(:headers AS jsonb), "
    "updated = now() WHERE dedupe_key = :key AND status = 'queued'"
)
_REMOVE = text("DELETE FROM jobs.pgqueuer WHERE dedupe_key = :key AND status = 'queued'")
_BACKLOG = text(
    "SELECT entrypoint, count(*) FILTER (WHERE status = 'queued' AND execute_after <= now()) AS waiting, "
    "count(*) FILTER (WHERE status = 'queued' AND execute_after > now()) AS later, "
    "count(*) FILTER (WHERE status = 'picked') AS running, "
    "count(*) FILTER (WHERE status = 'failed') AS given_up, "
    "coalesce(max(extract(epoch FROM now() - execute_after)) FILTER (WHERE status = 'queued'), 0) AS late "
    "FROM jobs.pgqueuer GROUP BY entrypoint ORDER BY entrypoint"
)
_GIVEN_UP = text(
    "SELECT job.id, job.entrypoint, job.created, job.updated, job.attempts, "
    "(SELECT log.traceback ->> 'exception_type' FROM jobs.pgqueuer_log AS log WHERE log.job_id = job.id "
    "AND log.status = 'failed' ORDER BY log.id DESC LIMIT 1) AS error "
    "FROM jobs.pgqueuer AS job WHERE job.status = 'failed' ORDER BY job.id"
)
# Of two with one key only one can wait: where another does, that does the work of the one given up.
_DROP_REPLACED = text(
    "DELETE FROM jobs.pgqueuer AS held WHERE held.status = 'failed' AND held.id = ANY(:ids) AND EXISTS "
    "(SELECT FROM jobs.pgqueuer AS other WHERE other.dedupe_key = held.dedupe_key AND other.id <> held.id "
    "AND (other.status IN ('queued', 'picked') OR other.status = 'failed' AND other.id > held.id "
    "AND other.id = ANY(:ids)))"
)
_RUN_AGAIN = text(
    "UPDATE jobs.pgqueuer SET status = 'queued', attempts = 0, execute_after = now(), updated = now(), "
    "headers = CAST(:headers AS jsonb) WHERE status = 'failed' AND id = ANY(:ids)"
)
_FORGET_LOG = text("DELETE FROM jobs.pgqueuer_log WHERE created < :before")
_FORGET = text("DELETE FROM jobs.pgqueuer WHERE status = 'failed' AND id = ANY(:ids)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """How many jobs of one name there are."""

    name: str
    waiting: int
    """Due, and not begun."""
    later: int
    running: int
    given_up: int
    late: float
    """Seconds for which the one that is due longest has waited; negative when none is due yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenUp:
    """A job that failed for as long as it was tried, and is kept for a person to look at."""

    id: int
    name: str
    queued_at: datetime
    given_up_at: datetime
    attempts: int
    error: str
    """The type of the last error; its text may quote what nobody should read."""


class Queue:
    """Puts jobs into the session's transaction, and looks at those that are there."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def put(self, name: str, arguments: object, key: str | None, wait: timedelta) -> int | None:
        """Add a job with ``arguments``, which must be JSON; None when one with this key waits or runs already."""
        headers = {DUE: str(datetime.now(UTC).timestamp() + wait.total_seconds())}
        [job_id] = await queries(SessionDriver(self._session)).enqueue(
            name,
            orjson.dumps(arguments),
            execute_after=wait,
            dedupe_key=key,
            headers=headers,
            on_conflict="skip",
        )
        return job_id

    async def put_at(self, name: str, arguments: dict[str, object], key: str | None, when: datetime) -> None:
        """Add a job for a moment by the database's clock."""
        wait = max(when - datetime.now(UTC), timedelta(0))
        job_id = await self.put(name, arguments, key, wait)
        if job_id is not None:
            statement = text("UPDATE jobs.pgqueuer SET execute_after = :when WHERE id = :id")
            await self._session.execute(statement, {"when": when, "id": job_id})

    async def move(self, key: str, arguments: dict[str, object], when: datetime) -> bool:
        """Have a waiting job done at another moment; False when none waits."""
        headers = orjson.dumps({DUE: str(when.timestamp())}).decode()
        values = {"key": key, "when": when, "payload": orjson.dumps(arguments), "headers": headers}
        return await self._changed(_MOVE, values) > 0

    async def remove(self, key: str) -> bool:
        """Take a waiting job away; False when none waits."""
        return await self._changed(_REMOVE, {"key": key}) > 0

    async def backlog(self) -> list[Backlog]:
        """What there is of every name, sorted."""
        rows = await self._session.execute(_BACKLOG)
        return [
            Backlog(
                name=row.entrypoint,
                waiting=row.waiting,
                later=row.later,
                running=row.running,
                given_up=row.given_up,
                late=float(row.late),
            )
            for row in rows
        ]

    async def given_up(self) -> list[GivenUp]:
        """The jobs that nobody tries any more, the oldest first."""
        return [
            GivenUp(
                id=row.id,
                name=row.entrypoint,
                queued_at=row.created,
                given_up_at=row.updated,
                attempts=row.attempts + 1,
                error=row.error or "unknown",
            )
            for row in await self._session.execute(_GIVEN_UP)
        ]

    async def run_again(self, ids: list[int]) -> int:
        """Have given-up jobs tried anew, for as long as new ones; tells how many will be."""
        await self._session.execute(_DROP_REPLACED, {"ids": ids})
        headers = orjson.dumps({DUE: str(datetime.now(UTC).timestamp())}).decode()
        return await self._changed(_RUN_AGAIN, {"ids": ids, "headers": headers})

    async def forget(self, ids: list[int]) -> int:
        """Delete given-up jobs; tells how many there were."""
        return await self._changed(_FORGET, {"ids": ids})

    async def forget_log(self, before: datetime) -> None:
        """Delete what PgQueuer wrote down of what it did, tracebacks included."""
        await self._session.execute(_FORGET_LOG, {"before": before})

    async def _changed(self, statement: TextClause, values: dict[str, object]) -> int:
        result = await self._session.execute(statement, values)
        return int(result.rowcount)  # type: ignore[attr-defined] # of an UPDATE or DELETE


class SessionDriver:
    """Lets PgQueuer speak through a SQLAlchemy session, so that it shares the session's transaction.

    Its own asyncpg driver on the session's raw connection would not do: SQLAlchemy opens the
    transaction with the first statement of its own, so the job could be committed before it.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def fetch(self, query: str, *args: object) -> list[dict[str, object]]:
        connection = await self._session.connection()
        result = await connection.exec_driver_sql(query, args)
        return [dict(row) for row in result.mappings()]


def queries(driver: Driver | SessionDriver | None) -> Queries:
    """PgQueuer's queries on its own schema, whatever the environment's variables say. Without a driver they can only be read."""
    from pgqueuer.adapters.persistence.qb import (
        QueryBuilderEnvironment,
        QueryQueueBuilder,
        QuerySchedulerBuilder,
    )
    from pgqueuer.domain.settings import DBSettings
    from pgqueuer.queries import Queries

    names = DBSettings(db_schema=SCHEMA, prefix="", channel=CHANNEL)
    return Queries(
        driver,  # type: ignore[arg-type] # to queue it only fetches, and that is all that a session's driver does
        QueryBuilderEnvironment(names),
        QueryQueueBuilder(names),
        QuerySchedulerBuilder(names),
    )

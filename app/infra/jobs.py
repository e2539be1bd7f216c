"""Durable jobs and schedules in PostgreSQL, through PgQueuer.

A job is enqueued in the caller's transaction, so it exists exactly when the change it belongs to does.
It may run more than once (a worker can die after the effect), so its effect must bear repetition.
PgQueuer is imported late: enqueueing or running a job needs it, starting the bot does not.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import orjson
from loguru import logger
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.invocation import Invocation, current_invocation
from app.core.wordless import summary
from app.infra.db.engine import Sessions, address, open_connection
from app.infra.metrics import Metrics
from app.settings.schema import DatabaseSettings, JobSettings

if TYPE_CHECKING:
    from pgqueuer import PgQueuer
    from pgqueuer.models import Job as QueuedJob
    from pgqueuer.queries import Queries

SCHEMA = "jobs"
CHANNEL = "twi_jobs"
RECONNECT_SECONDS = 2.0
LONGEST_RETRY_WAIT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work that survives a restart. ``run`` gets the arguments given to ``enqueue``.

    With a ``cron`` expression (five fields, UTC, whole minutes) it also runs by the clock, without
    arguments and once across all processes.
    """

    name: str
    run: Callable[..., Awaitable[object]]
    cron: str | None = None
    attempts: int = 5


class JobQueue:
    """Where services put jobs."""

    async def enqueue(
        self,
        session: AsyncSession,
        name: str,
        /,
        *,
        once: str | None = None,
        after: timedelta | None = None,
        **arguments: Any,
    ) -> None:
        """Add a job to the session's transaction, to be run at once or ``after`` a while.

        ``arguments`` must be JSON. Of jobs with the same ``once`` key only one can be waiting or running: what
        a running one may have missed, it has to look for at its end.
        """
        await queries(SessionDriver(session)).enqueue(
            name, orjson.dumps(arguments), execute_after=after, dedupe_key=once, on_conflict="skip"
        )


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


class JobRunner:
    """Runs the jobs of one process until told to stop, through lost connections too."""

    def __init__(
        self,
        jobs: Sequence[Job],
        queue: JobQueue,
        sessions: Sessions,
        database: DatabaseSettings,
        settings: JobSettings,
        metrics: Metrics,
    ) -> None:
        self._jobs = jobs
        self._queue = queue
        self._sessions = sessions
        self._database = database
        self._settings = settings
        self._metrics = metrics
        self._stopping = asyncio.Event()
        self._pgqueuer: PgQueuer | None = None
        self.running = False

    async def run(self) -> None:
        """Run due jobs and schedules until ``stop``."""
        while not self._stopping.is_set():
            try:
                await self._run_connected()
            except Exception as error:  # noqa: BLE001 - the runner outlives whatever a connection does
                logger.warning(
                    "jobs stand still, trying again in {} s: {}", RECONNECT_SECONDS, summary(error)
                )
                self._metrics.failures.labels("jobs").inc()
            finally:
                self.running = False
            if not self._stopping.is_set():
                await asyncio.sleep(RECONNECT_SECONDS)

    def stop(self) -> None:
        """Take no new jobs; ``run`` returns when those under way have ended."""
        self._stopping.set()
        if self._pgqueuer is not None:
            self._pgqueuer.shutdown.set()

    async def _run_connected(self) -> None:
        from pgqueuer import PgQueuer
        from pgqueuer.db import AsyncpgDriver
        from pgqueuer.types import Channel

        connection = await open_connection(self._database, address(self._database, direct=True))
        try:
            driver = AsyncpgDriver(connection)
            self._pgqueuer = pgqueuer = PgQueuer(driver, channel=Channel(CHANNEL), queries=queries(driver))
            self._register(pgqueuer)
            self.running = True
            if not self._stopping.is_set():
                await pgqueuer.run(
                    dequeue_timeout=timedelta(seconds=self._settings.poll),
                    batch_size=self._settings.concurrency,
                    max_concurrent_tasks=2 * self._settings.concurrency,
                    heartbeat_timeout=timedelta(seconds=self._settings.heartbeat),
                    shutdown_on_listener_failure=True,
                )
        finally:
            self._pgqueuer = None
            await connection.close(timeout=5)

    def _register(self, pgqueuer: PgQueuer) -> None:
        for job in self._jobs:
            pgqueuer.entrypoint(job.name)(self._runner_of(job))
            if job.cron is not None:
                pgqueuer.schedule(f"tick {job.name}", job.cron)(self._ticker_of(job))

    def _ticker_of(self, job: Job) -> Callable[[Any], Awaitable[None]]:
        async def tick(_: Any) -> None:
            # The tick only enqueues: the job itself is then retried and survives a killed worker.
            minute = int(time.time()) // 60
            async with self._sessions.begin() as session:
                await self._queue.enqueue(session, job.name, once=f"{job.name} {minute}")

        return tick

    def _runner_of(self, job: Job) -> Callable[[QueuedJob], Awaitable[None]]:
        async def run(queued: QueuedJob) -> None:
            from pgqueuer.errors import RetryRequested

            current_invocation.set(Invocation(id=f"job-{queued.id}", name=job.name))
            started = time.perf_counter()
            outcome = "ok"
            try:
                await job.run(**orjson.loads(queued.payload or b"{}"))
            except Exception as error:
                outcome = "error"
                logger.opt(exception=True).error("job {} failed (attempt {})", job.name, queued.attempts + 1)
                if queued.attempts + 1 >= job.attempts:
                    raise
                wait = min(timedelta(seconds=2 ** (queued.attempts + 1)), LONGEST_RETRY_WAIT)
                raise RetryRequested(delay=wait, reason=type(error).__name__) from None
            finally:
                self._metrics.jobs.labels(job.name, outcome).inc()
                self._metrics.job_seconds.labels(job.name).observe(time.perf_counter() - started)

        return run


def queries(driver: Any) -> Queries:
    """PgQueuer's queries on its own schema, whatever the environment's variables say."""
    from pgqueuer.adapters.persistence.qb import (
        QueryBuilderEnvironment,
        QueryQueueBuilder,
        QuerySchedulerBuilder,
    )
    from pgqueuer.domain.settings import DBSettings
    from pgqueuer.queries import Queries

    names = DBSettings(db_schema=SCHEMA, prefix="", channel=CHANNEL)
    return Queries(
        driver, QueryBuilderEnvironment(names), QueryQueueBuilder(names), QuerySchedulerBuilder(names)
    )

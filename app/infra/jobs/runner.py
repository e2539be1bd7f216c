"""Runs jobs and schedules."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from loguru import logger

from app.core.clock import Clock
from app.core.invocation import Invocation, current_invocation
from app.core.wordless import summary
from app.infra.db.engine import Sessions, address, open_connection
from app.infra.jobs.kinds import Job
from app.infra.jobs.metrics import JobMetrics
from app.infra.jobs.queue import CHANNEL, DUE, Queue, queries
from app.settings.sections.database import DatabaseSettings
from app.settings.sections.jobs import JobSettings

if TYPE_CHECKING:
    from pgqueuer import PgQueuer
    from pgqueuer.models import Job as QueuedJob

RECONNECT_SECONDS = 2.0
BACKLOG_SECONDS = 15.0
"""Between two looks at how much there is to do."""
LONGEST_RETRY_WAIT = timedelta(minutes=10)
TRIED_FOR = timedelta(hours=24)
"""After this a job that fails is given up: kept as it is, until a person has it run again or forgets it."""


class JobRunner:
    """Runs the jobs of one process until told to stop, through lost connections too."""

    def __init__(
        self,
        jobs: Sequence[Job],
        sessions: Sessions,
        database: DatabaseSettings,
        settings: JobSettings,
        metrics: JobMetrics,
        clock: Clock,
    ) -> None:
        self._jobs = jobs
        self._sessions = sessions
        self._database = database
        self._settings = settings
        self._metrics = metrics
        self._clock = clock
        self._stopping = asyncio.Event()
        self._pgqueuer: PgQueuer | None = None
        self.running = False
        self.given_up: dict[str, int] = {}
        """How many jobs of a name are given up, by the last look."""

    async def run(self) -> None:
        """Run due jobs and schedules until ``stop``."""
        watching = asyncio.create_task(self._watch())
        try:
            while not self._stopping.is_set():
                await self._run_once()
        finally:
            watching.cancel()

    async def _run_once(self) -> None:
        try:
            await self._run_connected()
        except Exception as error:  # noqa: BLE001 - the runner outlives whatever a connection does
            logger.warning("jobs stand still, trying again in {} s: {}", RECONNECT_SECONDS, summary(error))
            self._metrics.standstills.inc()
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

    async def look(self) -> None:
        """Count what there is to do, for the metrics and whoever asks whether all is well."""
        async with self._sessions() as session:
            backlog = await Queue(session).backlog()
        self.given_up.clear()
        self.given_up.update({each.name: each.given_up for each in backlog if each.given_up})
        self._metrics.show(backlog)

    async def _watch(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001 - a look that fails is made again
                logger.debug("the jobs cannot be counted just now: {}", summary(error))
            await asyncio.sleep(BACKLOG_SECONDS)

    def _register(self, pgqueuer: PgQueuer) -> None:
        for job in self._jobs:
            pgqueuer.entrypoint(job.name, on_failure="hold" if job.retried else "delete")(
                self._runner_of(job)
            )
            if job.cron is not None:
                pgqueuer.schedule(f"tick {job.name}", job.cron)(self._ticker_of(job))

    def _ticker_of(self, job: Job) -> Callable[[object], Awaitable[None]]:
        async def tick(_: object) -> None:
            # The tick only queues: the job itself is then retried and survives a killed worker.
            minute = int(time.time()) // 60
            async with self._sessions.begin() as session:
                await Queue(session).put(job.name, {}, f"{job.name} {minute}", timedelta(0))

        return tick

    def _runner_of(self, job: Job) -> Callable[[QueuedJob], Awaitable[None]]:
        async def run(queued: QueuedJob) -> None:
            current_invocation.set(Invocation(id=f"job-{queued.id}", name=job.name))
            started = time.perf_counter()
            outcome = "ok"
            try:
                await job.run(**_arguments(job, queued))
            except Exception as error:
                outcome = "error"
                logger.opt(exception=True).error("job {} failed (attempt {})", job.name, queued.attempts + 1)
                self._try_again(job, queued, error)
                raise
            finally:
                self._metrics.ran(job.name, outcome, time.perf_counter() - started)

        return run

    def _try_again(self, job: Job, queued: QueuedJob, error: Exception) -> None:
        """Have PgQueuer try it again, unless it was tried for long enough."""
        from pgqueuer.errors import RetryRequested

        if not job.retried or isinstance(error, UnreadableJob):
            return
        if self._clock.now() - _due(queued) >= TRIED_FOR:
            logger.error("job {} is given up after {} attempts", job.name, queued.attempts + 1)
            return
        wait = min(timedelta(seconds=2 ** min(queued.attempts + 1, 30)), LONGEST_RETRY_WAIT)
        raise RetryRequested(delay=wait, reason=type(error).__name__) from None


class UnreadableJob(Exception):
    """What was queued is not what this version's job is told; trying again cannot help."""


def _arguments(job: Job, queued: QueuedJob) -> dict[str, object]:
    payload = queued.payload or b""
    if job.cron is not None and payload in {b"", b"{}"}:
        return {}
    try:
        return job.read(payload)
    except ValueError:
        # Not from the error: it quotes what was queued.
        raise UnreadableJob(f"the arguments of {job.name} cannot be read") from None


def _due(queued: QueuedJob) -> datetime:
    """When the job was first to be done."""
    due = (queued.headers or {}).get(DUE)
    return datetime.fromtimestamp(float(due), UTC) if isinstance(due, str) else queued.created

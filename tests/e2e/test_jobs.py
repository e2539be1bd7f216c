"""Jobs, run by real processes on a real database."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from typing import ParamSpec

import pytest
from sqlalchemy import text

from app.container import Container
from app.infra.db.engine import Sessions
from app.infra.jobs.kinds import JobKind
from app.settings.loader import ROOT
from tests.support.worker import quick_job, slow_job

P = ParamSpec("P")
Worker = subprocess.Popen[str]
StartWorker = Callable[[str], Worker]


@pytest.fixture
async def sessions(container: Container) -> AsyncIterator[Sessions]:
    sessions = container.sessions()
    async with sessions.begin() as session:
        await session.execute(
            text("CREATE TABLE traces (at timestamptz DEFAULT now(), worker text, what text)")
        )
        await session.execute(text("DELETE FROM jobs.pgqueuer"))
        await session.execute(text("DELETE FROM jobs.pgqueuer_schedules"))
    yield sessions
    async with sessions.begin() as session:
        await session.execute(text("DROP TABLE traces"))


@pytest.fixture
def start_worker(database_url: str) -> Iterator[StartWorker]:
    workers: list[Worker] = []

    def start(name: str) -> Worker:
        command = [sys.executable, "-m", "tests.support.worker", name]
        environment = {**os.environ, "TWI_DATABASE__URL": database_url}
        worker = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
        workers.append(worker)
        return worker

    yield start
    for worker in workers:
        worker.kill()
        worker.wait()
        if worker.stdout:
            worker.stdout.close()


async def traces(sessions: Sessions, what: str) -> list[str]:
    """The workers that left this trace."""
    async with sessions() as session:
        query = text("SELECT worker FROM traces WHERE what LIKE :what ORDER BY at")
        return list(await session.scalars(query, {"what": what}))


async def until(sessions: Sessions, what: str, count: int, seconds: float = 20) -> list[str]:
    """Wait until that many traces are there."""
    async with asyncio.timeout(seconds):
        while len(found := await traces(sessions, what)) < count:
            await asyncio.sleep(0.05)
    return found


async def enqueue(sessions: Sessions, kind: JobKind[P], *args: P.args, **kwargs: P.kwargs) -> None:
    async with sessions.begin() as session:
        await kind.enqueue(session, *args, **kwargs)


async def test_a_job_exists_exactly_when_its_transaction_commits(
    sessions: Sessions, start_worker: StartWorker
) -> None:
    start_worker("first")
    with pytest.raises(ZeroDivisionError):
        async with sessions.begin() as session:
            # Enqueueing comes first: the transaction must have begun all the same.
            await quick_job.enqueue(session, number=1)
            raise ZeroDivisionError
    await enqueue(sessions, quick_job, number=2)
    await until(sessions, "quick 2", 1)
    assert await traces(sessions, "quick 1") == []


async def test_two_workers_share_the_work_and_do_each_piece_once(
    sessions: Sessions, start_worker: StartWorker
) -> None:
    for number in range(40):
        await enqueue(sessions, quick_job, number=number)
    start_worker("first")
    start_worker("second")
    assert len(await until(sessions, "quick %", 40)) == 40
    await asyncio.sleep(1)
    assert len(await traces(sessions, "quick %")) == 40


async def test_of_jobs_with_the_same_key_one_waits(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        for _ in range(3):
            await quick_job.enqueue(session, number=1, key="the same")
        assert await session.scalar(text("SELECT count(*) FROM jobs.pgqueuer")) == 1


async def test_the_job_of_a_killed_worker_is_run_by_another(
    sessions: Sessions, start_worker: StartWorker
) -> None:
    first = start_worker("first")
    await enqueue(sessions, slow_job)
    await until(sessions, "slow began", 1)
    first.kill()
    start_worker("second")
    assert await until(sessions, "slow ended", 1, seconds=40) == ["second"]
    assert await traces(sessions, "slow began") == ["first", "second"]


async def test_a_worker_that_is_told_to_stop_ends_its_work_first(
    sessions: Sessions, start_worker: StartWorker
) -> None:
    second = start_worker("second")
    await enqueue(sessions, slow_job)
    await until(sessions, "slow began", 1)
    second.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(second.wait, 15) == 0
    assert await traces(sessions, "slow ended") == ["second"]


@pytest.mark.timeout(180)
async def test_two_workers_never_run_one_tick_twice(sessions: Sessions, start_worker: StartWorker) -> None:
    start_worker("first")
    start_worker("second")
    await until(sessions, "tick", 1, seconds=75)
    await asyncio.sleep(3)
    async with sessions() as session:
        minutes = list(
            await session.scalars(text("SELECT date_trunc('minute', at) FROM traces WHERE what = 'tick'"))
        )
    assert len(minutes) == len(set(minutes)) >= 1


async def test_the_runner_survives_a_lost_connection(sessions: Sessions, start_worker: StartWorker) -> None:
    start_worker("first")
    await enqueue(sessions, quick_job, number=1)
    await until(sessions, "quick 1", 1)
    async with sessions() as session:
        await session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND datname = current_database() AND query ILIKE '%pgqueuer%'"
            )
        )
    await enqueue(sessions, quick_job, number=2)
    await until(sessions, "quick 2", 1)

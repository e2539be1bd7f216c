"""Jobs that fail, wait, move and are given up, run by a real runner whose clock the test moves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias

import pytest
from sqlalchemy import text

from app.container import Container
from app.core.clock import Clock
from app.infra.db.engine import Sessions
from app.infra.jobs.kinds import Job, job_kind
from app.infra.jobs.queue import GivenUp, Queue
from app.infra.jobs.runner import TRIED_FOR, JobRunner
from app.settings.schema import Settings
from app.settings.sections.jobs import JobSettings

LATER = datetime(2030, 1, 1, tzinfo=UTC)


@job_kind("test.errand")
def errand(*, number: int, on: date | None = None) -> str:
    """Something to be done once for each number."""
    return str(number)


@job_kind("test.keyless")
def keyless(*, number: int) -> None:
    """Something of which there may be many."""


class Moved(Clock):
    """The wall clock, ahead by as much as the test says."""

    ahead = timedelta(0)

    def now(self) -> datetime:
        return super().now() + self.ahead


class Errands:
    """Does errands, and fails as often as it is told to."""

    def __init__(self) -> None:
        self.failures = 0
        self.tried: list[int] = []
        self.done: list[tuple[int, date | None]] = []

    async def run(self, number: int, on: date | None = None) -> None:
        self.tried.append(number)
        if self.failures:
            self.failures -= 1
            raise RuntimeError("on purpose")
        self.done.append((number, on))


Run: TypeAlias = Callable[[list[Job]], AbstractAsyncContextManager[JobRunner]]


@pytest.fixture
def errands() -> Errands:
    return Errands()


@pytest.fixture
def clock() -> Moved:
    return Moved()


@pytest.fixture
async def sessions(container: Container) -> AsyncIterator[Sessions]:
    yield container.sessions()
    async with container.sessions().begin() as session:
        await session.execute(text("DELETE FROM jobs.pgqueuer WHERE entrypoint LIKE 'test.%'"))


@pytest.fixture
def run(container: Container, settings: Settings, clock: Moved) -> Run:
    @asynccontextmanager
    async def running(jobs: list[Job]) -> AsyncIterator[JobRunner]:
        runner = JobRunner(
            jobs,
            container.sessions(),
            settings.database,
            JobSettings(poll=0.05, heartbeat=30.0, concurrency=5),
            container.job_metrics(),
            clock,
        )
        task = asyncio.create_task(runner.run())
        yield runner
        runner.stop()
        await task

    return running


async def hurry(sessions: Sessions) -> None:
    """Let what waits be due now."""
    async with sessions.begin() as session:
        await session.execute(
            text(
                "UPDATE jobs.pgqueuer SET execute_after = now() WHERE status = 'queued' AND entrypoint LIKE 'test.%'"
            )
        )


async def hurry_until(sessions: Sessions, there: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not there():
            await hurry(sessions)
            await asyncio.sleep(0.02)


async def given_up(sessions: Sessions) -> list[GivenUp]:
    async with sessions() as session:
        return [each for each in await Queue(session).given_up() if each.name.startswith("test.")]


async def test_a_job_that_fails_for_an_hour_then_succeeds_once(
    sessions: Sessions, errands: Errands, clock: Moved, run: Run
) -> None:
    errands.failures = 12
    async with sessions.begin() as session:
        await errand.enqueue(session, number=1, on=date(2026, 11, 1))
    async with run([errand.run_by(errands.run)]):
        await hurry_until(sessions, lambda: len(errands.tried) >= 6)
        clock.ahead = timedelta(hours=1)
        await hurry_until(sessions, lambda: errands.done)
        await hurry(sessions)
        await asyncio.sleep(0.2)
    assert errands.done == [(1, date(2026, 11, 1))]
    assert len(errands.tried) == 13
    assert await given_up(sessions) == []


async def test_a_job_that_fails_for_a_day_is_given_up_shown_and_can_be_run_again(
    container: Container, sessions: Sessions, errands: Errands, clock: Moved, run: Run
) -> None:
    errands.failures = 1000
    async with sessions.begin() as session:
        await errand.enqueue(session, number=2)
    async with run([errand.run_by(errands.run)]) as runner:
        await hurry_until(sessions, lambda: len(errands.tried) >= 3)
        clock.ahead = TRIED_FOR
        held: list[GivenUp] = []
        async with asyncio.timeout(20):
            while not held:
                await hurry(sessions)
                held = await given_up(sessions)
        [job] = held
        assert (job.name, job.error) == ("test.errand", "RuntimeError")
        assert job.attempts == len(errands.tried)

        await runner.look()
        assert runner.given_up["test.errand"] == 1
        shown = container.metrics().render().decode()
        assert 'twi_jobs_given_up{job="test.errand"} 1.0' in shown

        errands.failures = 1
        clock.ahead = timedelta(0)
        async with sessions.begin() as session:
            assert await Queue(session).run_again([job.id]) == 1
        # It is tried like a new one: the first failure does not end it.
        await hurry_until(sessions, lambda: errands.done)
        await runner.look()
        assert "test.errand" not in runner.given_up
    assert errands.done == [(2, None)]


async def test_a_given_up_job_does_not_stand_in_the_way_of_a_new_one(
    sessions: Sessions, errands: Errands, clock: Moved, run: Run
) -> None:
    errands.failures = 1
    clock.ahead = TRIED_FOR
    async with sessions.begin() as session:
        await errand.enqueue(session, number=3)
    async with run([errand.run_by(errands.run)]):
        async with asyncio.timeout(20):
            while not (held := await given_up(sessions)):
                await asyncio.sleep(0.02)
        async with sessions.begin() as session:
            await errand.enqueue_at(session, LATER, number=3)
            # The one that waits does the work of both.
            assert await Queue(session).run_again([held[0].id]) == 0
        assert await given_up(sessions) == []
        await hurry_until(sessions, lambda: errands.done)
    assert errands.done == [(3, None)]


@pytest.mark.parametrize(
    "payload", [b"nonsense", b"[]", b'{"number": "many"}', b"{}", b'{"number": 1, "more": 2}']
)
async def test_what_cannot_be_read_is_given_up_at_once(
    sessions: Sessions, errands: Errands, run: Run, payload: bytes
) -> None:
    async with sessions.begin() as session:
        await errand.enqueue(session, number=4)
        await session.execute(
            text("UPDATE jobs.pgqueuer SET payload = :payload WHERE dedupe_key = 'test.errand 4'"),
            {"payload": payload},
        )
    async with run([errand.run_by(errands.run)]), asyncio.timeout(20):
        while not (held := await given_up(sessions)):
            await asyncio.sleep(0.02)
    assert held[0].error == "UnreadableJob"
    assert errands.tried == []


async def test_a_job_for_later_waits_moves_and_is_cancelled(
    sessions: Sessions, errands: Errands, run: Run
) -> None:
    async with run([errand.run_by(errands.run)]):
        async with sessions.begin() as session:
            await errand.enqueue_at(session, LATER, number=5)
            await errand.enqueue_at(session, LATER, number=6)
            # One with this key waits already, so this changes nothing.
            await errand.enqueue(session, number=5)
        await asyncio.sleep(0.3)
        assert errands.tried == []
        async with sessions.begin() as session:
            assert await errand.cancel(session, number=6)
            assert not await errand.cancel(session, number=6)
            await errand.reschedule(session, datetime.now(UTC), number=5, on=date(2026, 2, 3))
            # Nothing waits under this key yet.
            await errand.reschedule(session, datetime.now(UTC), number=7)
        async with asyncio.timeout(20):
            while len(errands.done) < 2:
                await asyncio.sleep(0.02)
    assert sorted(errands.done) == [(5, date(2026, 2, 3)), (7, None)]


async def test_moving_and_cancelling_belong_to_their_transaction(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        await errand.enqueue_at(session, LATER, number=8)
    with pytest.raises(ZeroDivisionError):
        async with sessions.begin() as session:
            await errand.cancel(session, number=8)
            raise ZeroDivisionError
    async with sessions.begin() as session:
        assert await errand.cancel(session, number=8)


async def test_jobs_without_a_key_cannot_be_moved(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        with pytest.raises(TypeError, match="have no key"):
            await keyless.reschedule(session, LATER, number=1)


async def test_wrong_arguments_are_refused_where_they_are_given(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        with pytest.raises(TypeError):
            await errand.enqueue(session, nummer=1)  # type: ignore[call-arg] # that is what is tried


async def test_the_backlog_tells_what_waits(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        await keyless.enqueue(session, number=1)
        await keyless.enqueue_after(session, timedelta(hours=1), number=2)
    async with sessions() as session:
        [backlog] = [each for each in await Queue(session).backlog() if each.name == "test.keyless"]
    assert (backlog.waiting, backlog.later, backlog.running, backlog.given_up) == (1, 1, 0, 0)
    assert 0 <= backlog.late < 60


async def test_a_given_up_job_can_be_forgotten(
    sessions: Sessions, errands: Errands, clock: Moved, run: Run
) -> None:
    errands.failures, clock.ahead = 1, TRIED_FOR
    async with sessions.begin() as session:
        await errand.enqueue(session, number=9)
    async with run([errand.run_by(errands.run)]), asyncio.timeout(20):
        while not (held := await given_up(sessions)):
            await asyncio.sleep(0.02)
    async with sessions.begin() as session:
        assert await Queue(session).forget([held[0].id, 10**12]) == 1
    assert await given_up(sessions) == []

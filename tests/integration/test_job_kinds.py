"""Kinds of jobs: what is queued for one, when, how often, and what its runner is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias

import pytest
from sqlalchemy import text

from app.container import Container
from app.infra.db.engine import Sessions
from app.infra.jobs.kinds import Job, job_kind, scheduled

LATER = datetime(2030, 1, 1, tzinfo=UTC)
LATER_STILL = datetime(2031, 1, 1, tzinfo=UTC)
Queued: TypeAlias = Callable[[str], Coroutine[Any, Any, list[tuple[str, dict[str, Any], bool]]]]


@job_kind("test.parcel")
def parcel(*, number: int, on: date | None = None) -> str:
    """Something to be brought once for each number."""
    return str(number)


@job_kind("test.letter")
def letter(*, number: int) -> None:
    """Something of which there may be many."""


@job_kind("test.wagon")
def wagon(*, number: int) -> str:
    """Another kind, with the same keys."""
    return str(number)


@job_kind("test.cart")
def cart(number: int, load: str = "hay") -> str:
    """Told in order, not by name."""
    return str(number)


@job_kind("test.rest")
def rest() -> str:
    """Told nothing."""
    return ""


async def bring(number: int, on: date | None = None) -> None:
    raise AssertionError


@pytest.fixture
def sessions(container: Container) -> Sessions:
    return container.sessions()


@pytest.fixture
def queued(sessions: Sessions, guild_id: int) -> Queued:
    """The jobs of one kind: their key, what they are told, whether they wait for a time that is still to come."""
    query = text(
        "SELECT coalesce(dedupe_key, ''), payload, execute_after > now() FROM jobs.pgqueuer "
        "WHERE entrypoint = :name AND (convert_from(payload, 'UTF8')::json ->> 'number')::bigint = :number "
        "ORDER BY id"
    )

    async def queued(name: str) -> list[tuple[str, dict[str, Any], bool]]:
        async with sessions() as session:
            rows = await session.execute(query, {"name": name, "number": guild_id})
            return [(key, json.loads(payload), later) for key, payload, later in rows]

    return queued


async def when(sessions: Sessions, number: int) -> datetime | None:
    query = text("SELECT execute_after FROM jobs.pgqueuer WHERE dedupe_key = :key")
    async with sessions() as session:
        found: datetime | None = await session.scalar(query, {"key": f"test.parcel {number}"})
        return found


async def test_of_what_has_a_key_one_waits(sessions: Sessions, queued: Queued, guild_id: int) -> None:
    async with sessions.begin() as session:
        await parcel.enqueue(session, number=guild_id, on=date(2026, 2, 3))
        await parcel.enqueue(session, number=guild_id)
        await wagon.enqueue(session, number=guild_id)
    told = {"number": guild_id, "on": "2026-02-03"}
    assert await queued("test.parcel") == [(f"test.parcel {guild_id}", told, False)]
    assert await queued("test.wagon") == [(f"test.wagon {guild_id}", {"number": guild_id}, False)]


async def test_of_what_has_none_all_wait(sessions: Sessions, queued: Queued, guild_id: int) -> None:
    async with sessions.begin() as session:
        await letter.enqueue(session, number=guild_id)
        await letter.enqueue_after(session, timedelta(hours=1), number=guild_id)
        await letter.enqueue_at(session, LATER, number=guild_id)
    told = {"number": guild_id}
    assert await queued("test.letter") == [("", told, False), ("", told, True), ("", told, True)]


async def test_a_job_waits_until_its_time(sessions: Sessions, guild_id: int) -> None:
    before = datetime.now(UTC)
    async with sessions.begin() as session:
        await parcel.enqueue_after(session, timedelta(hours=1), number=guild_id)
        await parcel.enqueue_at(session, LATER, number=guild_id + 1)
        # One with this key waits already: that stays when it is.
        await parcel.enqueue_at(session, LATER_STILL, number=guild_id + 1)
    first = await when(sessions, guild_id)
    assert first is not None
    assert abs(first - before - timedelta(hours=1)) < timedelta(minutes=1)
    assert await when(sessions, guild_id + 1) == LATER


async def test_a_job_that_is_moved_is_told_anew(sessions: Sessions, queued: Queued, guild_id: int) -> None:
    async with sessions.begin() as session:
        await parcel.enqueue(session, number=guild_id)
        await parcel.reschedule(session, LATER, number=guild_id, on=date(2026, 2, 3))
    told = {"number": guild_id, "on": "2026-02-03"}
    assert await queued("test.parcel") == [(f"test.parcel {guild_id}", told, True)]
    assert await when(sessions, guild_id) == LATER
    async with sessions.begin() as session:
        await parcel.reschedule(session, LATER_STILL, number=guild_id + 1)
    assert await when(sessions, guild_id + 1) == LATER_STILL


async def test_arguments_may_be_given_in_order(sessions: Sessions, queued: Queued, guild_id: int) -> None:
    async with sessions.begin() as session:
        await cart.enqueue_at(session, LATER, guild_id, "straw")
    assert await queued("test.cart") == [
        (f"test.cart {guild_id}", {"number": guild_id, "load": "straw"}, True)
    ]
    async with sessions.begin() as session:
        await cart.reschedule(session, LATER, guild_id, "wood")
        assert await cart.cancel(session, guild_id) is True
        await cart.reschedule(session, LATER, guild_id, "stone")
    assert await queued("test.cart") == [
        (f"test.cart {guild_id}", {"number": guild_id, "load": "stone"}, True)
    ]
    async with sessions.begin() as session:
        assert await cart.cancel(session, guild_id) is True
        await cart.enqueue(session, guild_id, "hay")
    assert await queued("test.cart") == [
        (f"test.cart {guild_id}", {"number": guild_id, "load": "hay"}, False)
    ]


async def test_a_job_that_is_cancelled_waits_no_more(sessions: Sessions, guild_id: int) -> None:
    async with sessions.begin() as session:
        for number in (guild_id, guild_id + 1):
            await parcel.enqueue_at(session, LATER, number=number)
        assert await parcel.cancel(session, number=guild_id) is True
        assert await parcel.cancel(session, number=guild_id) is False
        assert await wagon.cancel(session, number=guild_id + 1) is False
    assert (await when(sessions, guild_id), await when(sessions, guild_id + 1)) == (None, LATER)


@pytest.mark.parametrize("deed", ["reschedule", "cancel"])
async def test_what_has_no_key_is_not_found_again(sessions: Sessions, guild_id: int, deed: str) -> None:
    async with sessions.begin() as session:
        with pytest.raises(TypeError, match=r"^jobs of the kind test\.letter have no key to be found by$"):
            if deed == "cancel":
                await letter.cancel(session, number=guild_id)
            else:
                await letter.reschedule(session, LATER, number=guild_id)


async def test_a_job_is_told_what_its_kind_takes(sessions: Sessions, queued: Queued, guild_id: int) -> None:
    async with sessions.begin() as session:
        for wrong in ({}, {"number": guild_id, "more": 2}, {"nummer": guild_id}):
            with pytest.raises(TypeError):
                await parcel.enqueue(session, **wrong)  # type: ignore[arg-type] # that is what is tried
    assert await queued("test.parcel") == []


@pytest.mark.parametrize(
    ("payload", "told"),
    [
        (b'{"number": 4}', {"number": 4, "on": None}),
        (b'{"number": 4, "on": "2026-02-03"}', {"number": 4, "on": date(2026, 2, 3)}),
    ],
)
def test_what_was_queued_comes_back_with_its_types(payload: bytes, told: dict[str, Any]) -> None:
    assert parcel.run_by(bring).read(payload) == told


@pytest.mark.parametrize(
    "payload", [b"", b"{}", b"[]", b"no", b'{"number": 1, "more": 2}', b'{"number": "x"}']
)
def test_what_is_not_of_the_kind_is_not_read(payload: bytes) -> None:
    with pytest.raises(ValueError, match="Arguments"):
        parcel.run_by(bring).read(payload)


def test_where_the_clock_asks_a_job_is_told_nothing() -> None:
    async def sleep() -> None:
        raise AssertionError

    job = rest.run_by(sleep, cron="0 0 * * *")
    assert job.read(b"") == job.read(b"{}") == {}


def test_who_does_the_work_may_do_it_by_the_clock_as_well() -> None:
    assert parcel.run_by(bring) == Job("test.parcel", bring, parcel._read, cron=None, retried=True)
    hourly = parcel.run_by(bring, cron="0 * * * *", retried=False)
    assert (hourly.name, hourly.run, hourly.cron, hourly.retried) == (
        "test.parcel",
        bring,
        "0 * * * *",
        False,
    )


async def test_work_of_the_clock_alone_is_told_nothing() -> None:
    async def sweep() -> None:
        raise AssertionError

    job = scheduled("test.sweep", sweep, "5 4 * * *")
    assert (job.name, job.run, job.cron, job.retried) == ("test.sweep", sweep, "5 4 * * *", True)
    assert not scheduled("test.sweep", sweep, "5 4 * * *", retried=False).retried
    assert job.read(b"") == job.read(b"{}") == {}
    with pytest.raises(ValueError, match="^this job takes no arguments$"):
        job.read(b'{"number": 1}')

"""Events reach every subscriber, exactly when the transaction that published them commits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from app.container import Container
from app.infra.db.engine import Sessions
from app.infra.events import Events, Subscriber


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorOpened:
    guild_id: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorClosed:
    guild_id: int


GREET, COUNT = Subscriber("test.greet", DoorOpened), Subscriber("test.count", DoorOpened)
LOCK = Subscriber("test.lock", DoorClosed)
EVEN = Subscriber("test.even", DoorOpened, only=lambda event: event.guild_id % 2 == 0)
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def events() -> Events:
    return Events(lambda: [GREET, COUNT, LOCK, EVEN])


async def queued(sessions: Sessions, guild_id: int) -> dict[str, bytes]:
    query = text(
        "SELECT entrypoint, payload FROM jobs.pgqueuer WHERE entrypoint LIKE 'test.%' "
        "AND (convert_from(payload, 'UTF8')::json ->> 'guild_id')::bigint = :guild"
    )
    async with sessions() as session:
        return {row.entrypoint: row.payload for row in await session.execute(query, {"guild": guild_id})}


async def test_every_subscriber_hears_what_was_published(
    container: Container, events: Events, guild_id: int
) -> None:
    async with container.sessions().begin() as session:
        await events.publish(session, DoorOpened(guild_id=guild_id, at=NOW))
    heard: list[object] = []

    async def hear(event: DoorOpened) -> None:
        heard.append(event)

    payloads = await queued(container.sessions(), guild_id)
    assert payloads.keys() - {EVEN.name} == {"test.greet", "test.count"}
    for subscriber in (GREET, COUNT):
        job = subscriber.run_by(hear)
        assert job.name == subscriber.name
        await job.run(**job.read(payloads[subscriber.name]))
    assert heard == [DoorOpened(guild_id=guild_id, at=NOW)] * 2


async def test_what_is_rolled_back_nobody_hears(container: Container, events: Events, guild_id: int) -> None:
    with pytest.raises(ZeroDivisionError):
        async with container.sessions().begin() as session:
            await events.publish(session, DoorClosed(guild_id=guild_id), after=timedelta(minutes=1))
            raise ZeroDivisionError
    assert await queued(container.sessions(), guild_id) == {}


async def test_a_subscriber_may_want_some_events_only(
    container: Container, events: Events, guild_id: int
) -> None:
    for guild in (guild_id * 10, guild_id * 10 + 1):
        async with container.sessions().begin() as session:
            await events.publish(session, DoorOpened(guild_id=guild, at=NOW))
    assert EVEN.name in await queued(container.sessions(), guild_id * 10)
    assert EVEN.name not in await queued(container.sessions(), guild_id * 10 + 1)


@pytest.mark.parametrize("minutes", [0, 5])
async def test_what_is_to_be_heard_later_waits(
    container: Container, events: Events, guild_id: int, minutes: int
) -> None:
    async with container.sessions().begin() as session:
        closed = DoorClosed(guild_id=guild_id)
        if minutes:
            await events.publish(session, closed, after=timedelta(minutes=minutes))
        else:
            await events.publish(session, closed)
    query = text(
        "SELECT execute_after - created FROM jobs.pgqueuer WHERE entrypoint = 'test.lock' "
        "AND (convert_from(payload, 'UTF8')::json ->> 'guild_id')::bigint = :guild"
    )
    async with container.sessions()() as session:
        assert await session.scalar(query, {"guild": guild_id}) == timedelta(minutes=minutes)


async def test_a_job_that_was_told_of_something_else_is_refused() -> None:
    async def hear(_: DoorClosed) -> None:
        raise AssertionError

    job = LOCK.run_by(hear)
    for payload in (b"", b"{}", b'{"guild_id": "door"}', b"[1]"):
        with pytest.raises(ValueError, match="validation error"):
            job.read(payload)

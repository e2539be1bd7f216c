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
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def events() -> Events:
    return Events(lambda: [GREET, COUNT, LOCK])


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
    assert payloads.keys() == {"test.greet", "test.count"}
    for subscriber in (GREET, COUNT):
        job = subscriber.run_by(hear)
        await job.run(**job.read(payloads[subscriber.name]))
    assert heard == [DoorOpened(guild_id=guild_id, at=NOW)] * 2


async def test_what_is_rolled_back_nobody_hears(container: Container, events: Events, guild_id: int) -> None:
    with pytest.raises(ZeroDivisionError):
        async with container.sessions().begin() as session:
            await events.publish(session, DoorClosed(guild_id=guild_id), after=timedelta(minutes=1))
            raise ZeroDivisionError
    assert await queued(container.sessions(), guild_id) == {}

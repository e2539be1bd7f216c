"""Leases of shards: who serves, who waits, and what a database that is away changes."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from app.container import Container
from app.infra.db.engine import Sessions, open_engine
from app.infra.leases import ShardLeases, Shards
from app.infra.metrics import Metrics
from app.settings.sections.database import DatabaseSettings
from tests.support.proxy import Proxy

LASTS, RENEWED = 1.0, 0.2
ALL = Shards((0,), 1)
Process = Callable[..., ShardLeases]
_bots = itertools.count(1)


@pytest.fixture
def bot() -> int:
    """The application of a bot that has no process yet."""
    return next(_bots)


@pytest.fixture
async def process(container: Container, bot: int) -> AsyncIterator[Process]:
    """A process of the bot, or of another; its leases end with the test."""
    made: list[ShardLeases] = []

    def process(application: int = bot, sessions: Sessions | None = None) -> ShardLeases:
        sessions = sessions or container.sessions()
        made.append(ShardLeases(sessions, Metrics(), application, seconds=LASTS, renew_seconds=RENEWED))
        return made[-1]

    yield process
    for leases in made:
        await leases.release()


@pytest.fixture
async def proxy(database_url: str) -> AsyncIterator[Proxy]:
    async with Proxy(database_url) as proxy:
        yield proxy


@pytest.fixture
async def behind_proxy(proxy: Proxy) -> AsyncIterator[Sessions]:
    """A way to the database that can be cut."""
    async with AsyncExitStack() as lifespan:
        yield Sessions(open_engine(DatabaseSettings(url=SecretStr(proxy.url)), Metrics(), lifespan))


async def waits(leases: ShardLeases, shards: Shards) -> bool:
    """Whether that process does not get its shards within a while in which leases are renewed."""
    try:
        async with asyncio.timeout(LASTS + 0.5):
            await leases.acquire(shards)
    except TimeoutError:
        return True
    return False


async def test_who_comes_second_waits_and_takes_over_at_once_when_the_first_goes(process: Process) -> None:
    first, second = process(), process()
    await first.acquire(ALL)
    turn = asyncio.create_task(second.acquire(ALL))
    await asyncio.sleep(2 * LASTS)
    assert not turn.done()
    assert await first.held()
    assert not await second.held()
    await first.release()
    await asyncio.wait_for(turn, LASTS)
    assert await second.held()
    assert not await first.held()


async def test_of_many_at_once_one_gets_it(process: Process) -> None:
    turns = [asyncio.create_task(process().acquire(ALL)) for _ in range(5)]
    await asyncio.sleep(2 * LASTS)
    assert sum(turn.done() for turn in turns) == 1
    for turn in turns:
        turn.cancel()


@pytest.mark.parametrize(
    ("mine", "yours", "wait"),
    [
        (Shards((0,), 1), Shards((0,), 1), True),
        (Shards((0,), 2), Shards((1,), 2), False),
        (Shards((0, 1), 4), Shards((2, 3), 4), False),
        (Shards((0, 1), 4), Shards((1, 2, 3), 4), True),
        # Counted differently, they have guilds in common all the same.
        (Shards((0,), 1), Shards((3,), 4), True),
        (Shards((0,), 2), Shards((2,), 4), True),
        (Shards((0,), 2), Shards((1, 3), 4), False),
        (Shards((1,), 4), Shards((3,), 6), True),
        (Shards((1,), 4), Shards((2,), 6), False),
    ],
)
async def test_who_has_guilds_in_common_waits(
    process: Process, mine: Shards, yours: Shards, wait: bool
) -> None:
    first, second = process(), process()
    await first.acquire(mine)
    assert await waits(second, yours) is wait
    assert await first.held()


async def test_a_process_has_all_of_its_shards_or_none(process: Process) -> None:
    first, second, third = process(), process(), process()
    await first.acquire(Shards((1,), 2))
    assert await waits(second, Shards((0, 1), 2))
    assert not await waits(third, Shards((0,), 2))


async def test_different_bots_do_not_wait_for_each_other(process: Process) -> None:
    await process().acquire(ALL)
    assert not await waits(process(next(_bots)), ALL)


async def test_the_lease_of_who_is_gone_ends_by_itself(
    process: Process, proxy: Proxy, behind_proxy: Sessions
) -> None:
    first, second = process(sessions=behind_proxy), process()
    await first.acquire(ALL)
    proxy.cut()
    await asyncio.wait_for(second.acquire(ALL), LASTS + 1)
    # It cannot know, and goes on until it can.
    assert await first.held()
    proxy.mend()
    await asyncio.wait_for(first.lost.wait(), 5)
    assert not await first.held()
    assert await second.held()
    assert "shard 0 is served by process" in str(first.obstacle)


async def test_a_database_that_was_away_changes_nothing(
    process: Process, proxy: Proxy, behind_proxy: Sessions
) -> None:
    first, second = process(sessions=behind_proxy), process(sessions=behind_proxy)
    await first.acquire(ALL)
    turn = asyncio.create_task(second.acquire(ALL))
    await asyncio.sleep(0.2)
    proxy.cut()
    await asyncio.sleep(3 * LASTS)
    assert await first.held()
    proxy.mend()
    await asyncio.sleep(2 * LASTS)
    assert await first.held()
    assert not turn.done()
    turn.cancel()


async def test_a_lease_that_was_forgotten_is_taken_again(
    process: Process, container: Container, bot: int
) -> None:
    first, second = process(), process()
    await first.acquire(ALL)
    async with container.sessions().begin() as session:
        await session.execute(text("DELETE FROM shard_leases WHERE application_id = :bot"), {"bot": bot})
    await asyncio.sleep(3 * RENEWED)
    assert await first.held()
    assert await waits(second, ALL)

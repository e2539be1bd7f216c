"""The way from the gateway to the writer, when the writer or the disk will not have it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import asyncpg
import pytest
from loguru import logger
from prometheus_client import CollectorRegistry

from app.recording import pipeline as module
from app.recording.batch import Batch, Lost
from app.recording.decoder import Intake
from app.recording.metrics import RecordingMetrics
from app.recording.pipeline import Pipeline
from app.recording.spill import Spill, SpillFull
from app.recording.writer import Writer
from app.settings.sections.activity import ActivitySettings
from tests.support.payloads import message

GUILD = 77


class Database:
    """A writer that fails as told: first with ``failures``, and always for what is in ``bad``."""

    def __init__(self, *failures: Exception, bad: Collection[int] = ()) -> None:
        self.failures = list(failures)
        self.bad = set(bad)
        self.stored: list[int] = []
        self.numbers: list[int] = []
        self.lost: list[Lost] = []
        self.attempts = 0
        self.away = False
        self.forgetful = 0

    async def write(self, batch: Batch) -> None:
        self.attempts += 1
        if self.away:
            raise ConnectionError
        if self.failures:
            raise self.failures.pop(0)
        ids = [note.id for note in batch.messages.values()]
        if self.bad & set(ids):
            raise ValueError("a value is wrong")
        self.stored += ids
        self.numbers.append(batch.number)

    async def fetch_later(self, lost: Collection[Lost]) -> None:
        if self.forgetful:
            self.forgetful -= 1
            raise ConnectionError
        self.lost += lost


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RETRY_SECONDS", 0.01)


def pipeline_to(
    database: Database, spill: Spill, *, buffer_events: int = 20_000, metrics: RecordingMetrics | None = None
) -> Pipeline:
    intake = Intake(lambda *_: False)
    settings = ActivitySettings.model_construct(
        flush_seconds=0.01, flush_size=1000, buffer_events=buffer_events
    )
    return Pipeline(
        intake, cast("Writer", database), spill, settings, metrics or RecordingMetrics(CollectorRegistry())
    )


@asynccontextmanager
async def running(pipeline: Pipeline) -> AsyncIterator[None]:
    task = asyncio.create_task(pipeline.run())
    try:
        yield
    finally:
        pipeline.stop()
        await task


def take(pipeline: Pipeline, *numbers: int) -> list[int]:
    """Have messages come in; gives their ids."""
    payloads = [message(GUILD, number) for number in numbers]
    for payload in payloads:
        pipeline.take("MESSAGE_CREATE", payload)
    return [int(payload["id"]) for payload in payloads]


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.01)


async def drained(pipeline: Pipeline) -> None:
    await until(lambda: not pipeline.pending)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_what_a_deadlock_kept_from_being_stored_is_stored_the_next_time(tmp_path: Path) -> None:
    database = Database(asyncpg.DeadlockDetectedError(), asyncpg.DiskFullError())
    pipeline = pipeline_to(database, Spill(tmp_path))
    ids = take(pipeline, 1, 2)
    async with running(pipeline):
        await drained(pipeline)
    assert database.stored == ids
    assert files(tmp_path) == []


async def test_what_is_wrong_with_one_message_keeps_no_other_from_being_stored(tmp_path: Path) -> None:
    database = Database()
    pipeline = pipeline_to(database, Spill(tmp_path))
    ids = take(pipeline, *range(9))
    database.bad = {ids[2], ids[7]}
    async with running(pipeline):
        await drained(pipeline)
    assert database.stored == [*ids[:2], *ids[3:7], ids[8]]
    assert database.lost == [Lost(GUILD, 201, ids[2], ids[7])]
    assert files(tmp_path)


async def test_what_passes_while_a_batch_is_written_in_parts_refuses_nothing(tmp_path: Path) -> None:
    database = Database(ValueError(), OSError())
    pipeline = pipeline_to(database, Spill(tmp_path))
    ids = take(pipeline, 1, 2, 3)
    async with running(pipeline):
        await drained(pipeline)
    assert sorted(database.stored) == ids
    assert files(tmp_path) == []


async def test_what_was_lost_is_noted_again_until_the_database_takes_it(tmp_path: Path) -> None:
    database = Database()
    database.forgetful = 1
    pipeline = pipeline_to(database, Spill(tmp_path))
    [bad] = take(pipeline, 1)
    database.bad = {bad}
    async with running(pipeline):
        await drained(pipeline)
        take(pipeline, 2)
        await drained(pipeline)
    assert database.lost == [Lost(GUILD, 201, bad, bad)]


async def test_what_comes_after_a_clock_was_set_back_is_stored_after_what_is_on_disk(tmp_path: Path) -> None:
    ahead = time.time_ns() + 10**12
    left = Spill(tmp_path)
    batch = Batch(ahead, 1.0, events=1)
    batch.step("guild", (1, 0), 1, "Inn")
    left.put(batch)
    left.close()
    database = Database()
    pipeline = pipeline_to(database, Spill(tmp_path))
    take(pipeline, 1)
    async with running(pipeline):
        await drained(pipeline)
        take(pipeline, 2)
        await drained(pipeline)
    assert database.numbers == [ahead, ahead + 1, ahead + 2]


class Moody(Spill):
    """A disk that fails now and then."""

    failing: str = ""

    def open(self) -> int:
        return self._fail("open") or super().open()

    def first(self) -> Batch | None:
        self._fail("first")
        return super().first()

    def put(self, batch: Batch) -> None:
        self._fail("put")
        super().put(batch)

    def _fail(self, name: str) -> int:
        if self.failing == name:
            raise SpillFull(name)
        return 0


@pytest.mark.parametrize("failing", ["open", "first"])
async def test_a_disk_that_cannot_be_read_does_not_end_recording(tmp_path: Path, failing: str) -> None:
    left = Spill(tmp_path)
    left.put(Batch(1, 1.0, events=1))
    left.close()
    database, spill = Database(), Moody(tmp_path)
    spill.failing = failing
    pipeline = pipeline_to(database, spill)
    ids = take(pipeline, 1)
    async with running(pipeline):
        await drained(pipeline)
        spill.failing = ""
    assert database.stored == ids


async def test_a_batch_that_cannot_be_packed_does_not_end_recording(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def put(spill: Spill, batch: Batch) -> None:
        raise TypeError("Integer exceeds 64-bit range")

    monkeypatch.setattr(Spill, "put", put)
    registry = CollectorRegistry()
    database, metrics = Database(), RecordingMetrics(registry)
    database.away = True
    pipeline = pipeline_to(database, Spill(tmp_path), buffer_events=0, metrics=metrics)
    async with running(pipeline):
        first = take(pipeline, 1)
        await until(lambda: database.attempts > 0)
        lost = take(pipeline, 2)
        await until(lambda: registry.get_sample_value("twi_activity_dropped_total") == 1)
        database.away = False
        await drained(pipeline)
        kept = take(pipeline, 3)
        await drained(pipeline)
    assert database.stored == first + kept
    assert database.lost == [Lost(GUILD, 201, lost[0], lost[0])]


async def test_recording_that_has_ended_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    messages: list[str] = []
    sink = logger.add(lambda message: messages.append(message.record["message"]), level="ERROR")

    def broken(spill: Spill) -> int:
        raise RuntimeError

    monkeypatch.setattr(Spill, "open", broken)
    pipeline = pipeline_to(Database(), Spill(tmp_path))
    assert await pipeline.healthy()
    with pytest.raises(RuntimeError):
        await pipeline.run()
    logger.remove(sink)
    assert not await pipeline.healthy()
    assert "recording has ended" in messages[0]

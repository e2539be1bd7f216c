"""What the tests of recording share: events in, rows out."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

import pytest
from sqlalchemy import text

from app.container import Container
from app.recording.batch import Batch
from app.recording.decoder import EventDecoder
from tests.support.payloads import Payload

Event: TypeAlias = tuple[str, Payload]
Record: TypeAlias = Callable[..., Coroutine[Any, Any, None]]
Rows: TypeAlias = Callable[[str], Coroutine[Any, Any, list[tuple[Any, ...]]]]
_numbers = itertools.count(1)


@pytest.fixture
def record(container: Container) -> Record:
    """Have events written, ``per_batch`` at a time."""

    async def record(*events: Event, per_batch: int = 1000, decoder: EventDecoder | None = None) -> None:
        decoder = decoder or EventDecoder(container.opt_outs(), container.observers())
        for start in range(0, len(events), per_batch):
            batch = Batch(next(_numbers), time.time())
            for name, payload in events[start : start + per_batch]:
                decoder.take(batch, name, payload, time.time())
            await container.writer().write(batch)

    return record


@pytest.fixture
def rows(container: Container, guild_id: int) -> Rows:
    """Read with ``:guild`` as the test's guild."""

    async def rows(query: str) -> list[tuple[Any, ...]]:
        async with container.sessions()() as session:
            return [tuple(row) for row in await session.execute(text(query), {"guild": guild_id})]

    return rows

"""What tests of services share."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from sqlalchemy import text

from app.container import Container

Rows = Callable[[str], Coroutine[Any, Any, list[tuple[Any, ...]]]]


@pytest.fixture
def rows(container: Container, guild_id: int) -> Rows:
    """Read with ``:guild`` as the test's guild."""

    async def rows(query: str) -> list[tuple[Any, ...]]:
        async with container.sessions()() as session:
            return [tuple(row) for row in await session.execute(text(query), {"guild": guild_id})]

    return rows

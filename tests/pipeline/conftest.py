"""The whole bot in this process, connected over real sockets to a local Discord in this process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from app.runtime import Runtime


@pytest.fixture(autouse=True)
def every_request_is_as_it_should_be(nothing_discord_would_mind: None) -> None:
    """What the bot sends is judged in every one of these tests."""


@pytest.fixture(scope="session")
async def recording(bot: Runtime) -> AsyncIterator[None]:
    """The bot also writes what it records, from now on."""
    pipeline = bot.container.pipeline()
    running = asyncio.create_task(pipeline.run())
    yield
    pipeline.stop()
    await running

"""The bot as a process, against a local Discord in this one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from discord_sandbox import GuildHandle, Sandbox
from tests.support.postgres import create_database, drop_database
from tests.support.process import BotProcess, bot_process

COMMANDS = 21
StartBot = Callable[..., Awaitable[BotProcess]]


@pytest.fixture
async def discord() -> AsyncIterator[Sandbox]:
    async with Sandbox(port=0) as discord:
        yield discord


@pytest.fixture
def inn(discord: Sandbox) -> GuildHandle:
    return discord.guild("inn")


@pytest.fixture
async def own_database(database_url: str, worker_id: str) -> AsyncIterator[str]:
    """A migrated database that nothing has written to."""
    name = f"twi_e2e_{worker_id}"
    yield await asyncio.to_thread(create_database, database_url, name)
    await asyncio.to_thread(drop_database, database_url, name)


@pytest.fixture
def environment(discord: Sandbox, own_database: str, tmp_path: Path) -> dict[str, str]:
    return {
        "TWI_ENV": "testing",
        "TWI_DISCORD__TOKEN": discord.token,
        "TWI_DISCORD__REST_URL": discord.rest_url,
        "TWI_DATABASE__URL": own_database,
        "TWI_ACTIVITY__SPILL_DIRECTORY": str(tmp_path / "spill"),
        "TWI_LOG__FORMAT": "json",
        "TWI_LOG__LEVEL": "INFO",
    }


@pytest.fixture
async def start_bot(environment: dict[str, str], tmp_path: Path) -> AsyncIterator[StartBot]:
    """Start the bot with further variables; all are stopped at the end."""
    async with AsyncExitStack() as processes:

        async def start(*arguments: str, **more: str) -> BotProcess:
            return await processes.enter_async_context(
                bot_process(tmp_path, *arguments, **{**environment, **more})
            )

        yield start

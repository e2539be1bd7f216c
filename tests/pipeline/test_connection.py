"""When the connection to the gateway ends for good, when it comes back, and how often it begins anew."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import hikari
import pytest

from app.discord.gateway import FINAL, Bot, is_final
from app.discord.unreadable import Unreadable
from app.infra.metrics import Metrics
from discord_sandbox import Sandbox
from discord_sandbox.faults import Close, InvalidSession
from discord_sandbox.gateway.session import Session

PASSING = (1000, 1001, 3000, *range(4000, 4004), *range(4005, 4010), 4015, 4999)
WRONG_TOKEN = "MTA1MDAwMDAwMDAwMDAwMDAwMA.Gabcde.abcdefghijklmnopqrstuvwxyz0123"


@pytest.fixture
def every_request_is_as_it_should_be() -> None:
    """Here nothing is."""


@asynccontextmanager
async def together() -> AsyncIterator[tuple[Sandbox, Bot]]:
    """A Discord, and a bot that has not started."""
    async with Sandbox(port=0) as discord:
        bot = bot_of(discord, discord.token)
        yield discord, bot
        if bot.is_alive:
            await bot.close()


def bot_of(discord: Sandbox, token: str) -> Bot:
    return Bot(
        token,
        Unreadable(Metrics()),
        rest_url=discord.rest_url,
        intents=hikari.Intents.GUILDS,
        banner=None,
        logs=None,
        suppress_optimization_warning=True,
    )


def begun(discord: Sandbox) -> int:
    """How many sessions were begun."""
    return discord.world.starts.total - discord.world.starts.remaining


async def test_final_codes_end_the_connection() -> None:
    assert set(FINAL) == {4004, 4010, 4011, 4012, 4013, 4014}
    await asyncio.gather(*map(ends_the_connection, FINAL))


async def ends_the_connection(code: int) -> None:
    async with together() as (discord, bot):
        await bot.start(check_for_updates=False)
        joined = asyncio.create_task(bot.join())
        await discord.gateway.close(code)
        with pytest.raises(hikari.GatewayServerClosedConnectionError) as ended:
            await asyncio.wait_for(joined, 10)
        assert is_final(ended.value)
        assert begun(discord) == 1


async def test_final_codes_end_the_start() -> None:
    before = heartbeats()
    await asyncio.gather(*map(ends_the_start, FINAL))
    assert heartbeats() <= before


async def ends_the_start(code: int) -> None:
    async with together() as (discord, bot):
        discord.faults.add(Close(code=code, on="op IDENTIFY"))
        with pytest.raises(hikari.GatewayServerClosedConnectionError) as ended:
            await asyncio.wait_for(bot.start(check_for_updates=False), 10)
        assert is_final(ended.value)


async def test_a_wrong_token_is_final() -> None:
    async with Sandbox(port=0) as discord:
        bot = bot_of(discord, WRONG_TOKEN)
        with pytest.raises(hikari.UnauthorizedError) as refused:
            await bot.start(check_for_updates=False)
        assert is_final(refused.value)
        await bot.close()


async def test_whatever_else_happens_it_comes_back() -> None:
    before = heartbeats()
    # All at once, as each has to wait.
    await asyncio.gather(*map(comes_back_after, PASSING), begins_ever_less_often(), begins_anew())
    assert heartbeats() <= before


async def comes_back_after(code: int) -> None:
    async with together() as (discord, bot):
        await bot.start(check_for_updates=False)
        joined = asyncio.create_task(bot.join())
        await discord.gateway.close(code)
        back = discord.world.changed.until
        assert await back(lambda: not discord.gateway.connected, 5), code
        assert await back(lambda: bool(discord.gateway.connected), 15), code
        assert not joined.done()
        joined.cancel()


async def begins_ever_less_often() -> None:
    async with together() as (discord, bot):
        await bot.start(check_for_updates=False)
        discord.faults.add(Close(code=4009, on="op IDENTIFY", times=None))
        asked = discord.faults.add(InvalidSession(on="op RESUME", times=None))
        discord.gateway.drop()
        await asyncio.sleep(4.5)
        assert asked.happened == 1, "it does not ask again and again for what it cannot have"
        assert begun(discord) == 1, "within five seconds Discord would refuse another"


async def begins_anew() -> None:
    """A READY that cannot be read is followed by another."""
    async with together() as (discord, bot):
        dispatcher = discord.gateway.dispatcher
        greet = dispatcher.greet

        def garble(session: Session) -> None:
            dispatcher.greet = greet  # type: ignore[method-assign]
            session.dispatch("READY", b"null")

        dispatcher.greet = garble  # type: ignore[method-assign]
        await asyncio.wait_for(bot.start(check_for_updates=False), 20)
        assert begun(discord) == 2


def heartbeats() -> set[asyncio.Task[Any]]:
    """The tasks that keep connections alive, those of other tests' bots too."""
    return {task for task in asyncio.all_tasks() if task.get_name().startswith("heartbeat")}

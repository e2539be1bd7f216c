"""A local Discord for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from app.sandbox import GuildHandle, Person, Sandbox
from tests.sandbox.plain import PlainBot, Rest


@pytest.fixture
async def discord() -> AsyncIterator[Sandbox]:
    async with Sandbox(port=0) as discord:
        yield discord


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def rest(discord: Sandbox, http: aiohttp.ClientSession) -> Rest:
    return Rest(discord, http)


@pytest.fixture
async def plain(discord: Sandbox, http: aiohttp.ClientSession) -> AsyncIterator[PlainBot]:
    """A bot that is not connected yet."""
    bot = PlainBot(discord, http)
    yield bot
    await bot.close()


@pytest.fixture
async def bot(plain: PlainBot) -> AsyncIterator[PlainBot]:
    """A bot that is connected and answers what it is asked."""
    async with plain:
        await plain.register({"name": "ask", "description": "Something."})
        yield plain


@pytest.fixture
def inn(discord: Sandbox) -> GuildHandle:
    return discord.guild("inn")


@pytest.fixture
def erin(inn: GuildHandle) -> Person:
    return inn.member("erin")


@pytest.fixture
def sage(inn: GuildHandle) -> Person:
    """A moderator."""
    return inn.member("sage")


@pytest.fixture
def general(inn: GuildHandle) -> str:
    """The path of a channel."""
    return f"/channels/{inn.channel('general').id}"

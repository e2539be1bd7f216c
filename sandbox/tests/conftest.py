"""A local Discord for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from discord_sandbox import GuildHandle, Permission, Person, Sandbox
from discord_sandbox.gateway.intents import KNOWN_INTENTS
from sandbox.tests.plain import PlainBot, Rest, Shard
from sandbox.tests.quotes import QUOTES, QuoteBot


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
async def shard(plain: PlainBot) -> Shard:
    """A connection that asked for everything, and has been told of both guilds."""
    shard, _ = await plain.identify(intents=KNOWN_INTENTS)
    for _ in range(2):
        await shard.event("GUILD_CREATE")
    return shard


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


@pytest.fixture
def here(inn: GuildHandle) -> str:
    """The path of the guild."""
    return f"/guilds/{inn.id}"


async def allow_bot(inn: GuildHandle, *permissions: Permission) -> None:
    """Let the bot have only these, apart from what everyone has."""
    await inn.edit_role("shard", permissions=sum(permissions))


@pytest.fixture
async def quotes(discord: Sandbox, bot: PlainBot) -> QuoteBot:
    quotes = QuoteBot(discord)
    bot.answer = quotes
    await bot.register(*QUOTES)
    return quotes

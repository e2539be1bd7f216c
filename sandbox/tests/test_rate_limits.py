"""Rate limits of the REST API: what the headers say, who has to wait, who is shut out."""

from __future__ import annotations

import asyncio
import math
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable

import aiohttp
import hikari
import orjson
import pytest

from discord_sandbox import Sandbox
from discord_sandbox.model.rate_limits import INVALID_ALLOWANCE, Allowance
from discord_sandbox.page.status import status
from discord_sandbox.remote import Remote
from discord_sandbox.rest import limits
from sandbox.tests.plain import Answer, PlainBot, Rest

TOO_MANY = 429


@pytest.fixture
async def limited() -> AsyncIterator[Sandbox]:
    async with Sandbox(port=0, rate_limits=True) as discord:
        yield discord


@pytest.fixture
def waiting(limited: Sandbox, http: aiohttp.ClientSession) -> Rest:
    return Rest(limited, http)


def messages(discord: Sandbox, channel: str = "general") -> str:
    return f"/channels/{discord.guild('inn').channel(channel).id}/messages"


def figures(answer: Answer) -> tuple[int, int]:
    return int(answer.headers["X-RateLimit-Limit"]), int(answer.headers["X-RateLimit-Remaining"])


async def test_without_limits_there_is_always_room(rest: Rest, discord: Sandbox) -> None:
    for _ in range(12):
        answer = await rest.post(messages(discord), {"content": "Hello"})
        assert answer.status == 200
        assert figures(answer) == (10_000, 9_999)


async def test_a_bucket_empties_and_fills_again(waiting: Rest, limited: Sandbox) -> None:
    answers = [await waiting.post(messages(limited), {"content": "Hello"}) for _ in range(5)]
    assert {answer.status for answer in answers} == {200}
    assert [figures(answer) for answer in answers] == [(5, left) for left in (4, 3, 2, 1, 0)]
    refused = await waiting.post(messages(limited), {"content": "Hello"})
    assert (refused.status, figures(refused)) == (TOO_MANY, (5, 0))
    headers, wait = refused.headers, refused.body["retry_after"]
    assert refused.body == {"message": "You are being rate limited.", "retry_after": wait, "global": False}
    assert 0 < wait <= 5
    assert int(headers["Retry-After"]) == math.ceil(wait)
    assert headers["X-RateLimit-Scope"] == "user"
    assert headers["X-RateLimit-Bucket"] == answers[0].headers["X-RateLimit-Bucket"]
    assert abs(float(headers["X-RateLimit-Reset"]) - time.time() - wait) < 5
    limited.clock.advance(wait)
    assert figures(await waiting.post(messages(limited), {"content": "Hello"})) == (5, 4)


async def test_each_channel_has_a_bucket_of_its_own(waiting: Rest, limited: Sandbox) -> None:
    first = [await waiting.post(messages(limited), {"content": "Hello"}) for _ in range(5)][-1]
    other = await waiting.post(messages(limited, "art"), {"content": "Hello"})
    assert figures(other) == (5, 4)
    assert other.headers["X-RateLimit-Bucket"] == first.headers["X-RateLimit-Bucket"]


async def test_some_routes_share_a_bucket(waiting: Rest, limited: Sandbox) -> None:
    message = (await waiting.post(messages(limited), {"content": "Hello"})).body["id"]
    path = f"{messages(limited)}/{message}/reactions/👋/@me"
    added = await waiting.put(path)
    taken = await waiting.delete(path)
    assert (added.status, taken.status) == (204, TOO_MANY)
    assert added.headers["X-RateLimit-Bucket"] == taken.headers["X-RateLimit-Bucket"]


async def test_a_bot_makes_fifty_requests_a_second(waiting: Rest, limited: Sandbox) -> None:
    limited.clock.time = lambda: 1_800_000_000.0  # type: ignore[method-assign]
    guild, people = limited.guild("inn"), limited.world.users
    paths = [f"/guilds/{guild.id}", f"/guilds/{guild.id}/roles", "/users/@me", "/gateway/bot"]
    paths += [f"/users/{user_id}" for user_id in people][:6]
    answers = [await waiting.get(paths[number % 5]) for number in range(50)]
    assert {answer.status for answer in answers} == {200}
    refused = await waiting.get("/applications/@me")
    assert (refused.status, refused.body["global"]) == (TOO_MANY, True)
    assert refused.headers["X-RateLimit-Global"] == "true"
    assert refused.headers["X-RateLimit-Scope"] == "global"
    assert "X-RateLimit-Bucket" not in refused.headers
    # Those who answer people are not held up.
    unknown = f"/webhooks/{limited.world.application.id}/nobody"
    assert (await waiting.post(unknown, {"content": "Hello"})).status == 404


async def test_interactions_are_answered_without_limits(
    limited: Sandbox, http: aiohttp.ClientSession
) -> None:
    async with PlainBot(limited, http) as bot:
        await bot.register({"name": "ask", "description": "Something."})
        for _ in range(60):
            await limited.guild("inn").member("erin").slash("ask")
        await bot.close()
    assert not [call for call in limited.calls if call.status == TOO_MANY]


async def test_invalid_requests_are_counted_and_shut_one_out(waiting: Rest, limited: Sandbox) -> None:
    await waiting("GET", "/users/@me", headers={"Authorization": "Bot wrong"})
    counted = limited.world.invalid_requests
    assert counted.count == 1
    counted.note(TOO_MANY, "shared")
    counted.note(404, None)
    assert counted.count == 1
    for _ in range(INVALID_ALLOWANCE.requests):
        counted.note(403, None)
    told = status(limited.world, limited.gateway, limited.journal)["limits"]
    assert (told["enforced"], told["invalid_requests"]) == (True, INVALID_ALLOWANCE.requests)
    banned = await waiting.get("/users/@me")
    assert banned.status == TOO_MANY
    assert "<h1>" in banned.body
    assert "Via" not in banned.headers
    assert 590 < int(banned.headers["Retry-After"]) <= 600
    assert "Error 1015" in str(limited.calls[-1].response)
    limited.clock.advance(600)
    assert (await waiting.get("/users/@me")).status == 200
    assert counted.count == 0


async def test_buckets_that_nobody_waits_for_are_forgotten(
    waiting: Rest, limited: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "BUCKETS_KEPT", 2)
    for channel in ("general", "art", "bot-commands"):
        await waiting.post(messages(limited, channel), {"content": "Hello"})
        limited.clock.advance(10)
    assert figures(await waiting.post(messages(limited), {"content": "Hello"})) == (5, 4)


async def test_hikari_waits_before_it_has_to(limited: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits.ALLOWANCES, "POST /channels/{channel_id}/messages", Allowance(3, 0.2))
    app = hikari.RESTApp(url=limited.rest_url)
    await app.start()
    channel = limited.guild("inn").channel("general")
    try:
        async with app.acquire(limited.token, hikari.TokenType.BOT) as client:
            for number in range(8):
                await client.create_message(channel.id, f"Message {number}")
    finally:
        await app.close()
    said = [message.content for message in channel.messages.values()]
    assert said[-8:] == [f"Message {number}" for number in range(8)]
    assert not [call for call in limited.calls if call.status == TOO_MANY]


async def test_hikari_slows_down_when_it_is_told_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "GLOBAL", Allowance(5, 0.2))
    async with Sandbox(port=0, rate_limits=True) as discord:
        app = hikari.RESTApp(url=discord.rest_url)
        await app.start()
        try:
            async with app.acquire(discord.token, hikari.TokenType.BOT) as client:
                channels = [channel.id for channel in discord.guild("inn").guild.channels.values()]
                asked: list[Awaitable[object]] = [client.fetch_channel(channel) for channel in channels]
                asked += [client.fetch_roles(guild) for guild in discord.world.guilds]
                assert len(await asyncio.gather(*asked)) > 8
        finally:
            await app.close()
        assert [call for call in discord.calls if call.status == TOO_MANY]


async def test_a_process_of_its_own_keeps_them_on_request() -> None:
    asked = ("-m", "discord_sandbox", "run", "--port", "0", "--rate-limits", "--exit-with-parent")
    process = await asyncio.create_subprocess_exec(
        sys.executable, *asked, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout
    try:
        port = orjson.loads(await process.stdout.readline())["url"].rpartition(":")[2]
        state = await asyncio.to_thread(Remote(int(port)).state)
        assert state["limits"]["enforced"] is True
    finally:
        process.terminate()
        await process.communicate()

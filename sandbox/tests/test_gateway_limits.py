"""How many guilds, sessions and payloads the gateway takes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from discord_sandbox import Sandbox
from discord_sandbox.gateway import outbox
from discord_sandbox.gateway.handshake import GUILDS_PER_SHARD
from discord_sandbox.gateway.protocol import Opcode
from discord_sandbox.operations import guilds, users
from sandbox.tests.plain import PlainBot, Shard
from sandbox.tests.specimen import running


@pytest.fixture
async def limited(http: aiohttp.ClientSession) -> AsyncIterator[PlainBot]:
    """A bot of a Discord that makes one wait."""
    async with Sandbox(port=0, rate_limits=True) as discord:
        discord.world.starts.max_concurrency = 2
        yield PlainBot(discord, http)


async def ask(bot: PlainBot, shard_id: int = 0, shard_count: int = 4) -> Shard:
    shard = await bot.connect()
    await shard.receive()
    await shard.send(Opcode.IDENTIFY, bot.identity() | {"shard": [shard_id, shard_count]})
    return shard


async def limit(bot: PlainBot) -> dict[str, int]:
    found: dict[str, int] = (await bot.rest.get("/gateway/bot")).body["session_start_limit"]
    return found


async def test_sessions_are_counted(plain: PlainBot) -> None:
    before = await limit(plain)
    assert before == {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 16}
    await plain.identify()
    await plain.identify()
    after = await limit(plain)
    assert after["remaining"] == 998
    assert 86_000_000 < after["reset_after"] <= 86_400_000
    plain.discord.clock.advance(86_400)
    assert await limit(plain) == before


async def test_shards_with_the_same_key_identify_one_after_the_other(limited: PlainBot) -> None:
    for shard_id in (0, 1):
        await (await ask(limited, shard_id)).event("READY")
    too_soon = await ask(limited, 2)
    assert (await too_soon.receive())["op"] == Opcode.INVALID_SESSION
    limited.discord.clock.advance(5)
    await too_soon.send(Opcode.IDENTIFY, limited.identity() | {"shard": [2, 4]})
    await too_soon.event("READY")
    assert (await limit(limited))["remaining"] == 997


async def test_too_many_sessions_cost_the_token(limited: PlainBot) -> None:
    limited.discord.world.starts.total = 1
    first = await ask(limited)
    await first.event("READY")
    token = limited.discord.token
    assert await (await ask(limited, 1)).closed() == 4004
    assert await first.closed() == 1006
    assert limited.discord.gateway.sessions == []
    assert limited.discord.token != token
    assert (await limited.rest.get("/users/@me")).status == 401


async def test_a_shard_of_too_many_guilds_has_to_be_divided(plain: PlainBot) -> None:
    world = plain.discord.world
    owner = users.create(world, "founder")
    for number in range(GUILDS_PER_SHARD):
        guild = guilds.create(world, f"guild{number}", f"Guild {number}", owner, 0)
        guilds.invite_bot(world, guild, 0)
    assert await (await ask(plain, 0, 1)).closed() == 4011
    shard = await ask(plain, 0, 2)
    assert len((await shard.event("READY"))["guilds"]) <= GUILDS_PER_SHARD


async def test_payloads_are_counted_for_a_minute(plain: PlainBot) -> None:
    shard, _ = await plain.identify()
    for _ in range(2):
        for _ in range(100):
            await shard.send(Opcode.HEARTBEAT, None)
        for _ in range(100):
            while (await shard.receive())["op"] != Opcode.HEARTBEAT_ACK:
                pass
        plain.discord.clock.advance(60)


async def test_a_client_that_does_not_read_is_dropped(
    plain: PlainBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "MOST_WAITING", 20)
    shard, _ = await plain.identify()
    gateway = plain.discord.gateway
    [session] = gateway.connected
    for _ in range(400):
        session.dispatch("NOISE", b'"%b"' % (b"x" * 100_000))
        await asyncio.sleep(0)
    assert await plain.discord.world.changed.until(lambda: not gateway.connected, 5)
    assert await shard.closed() == 1006


async def test_hikari_lets_its_shards_identify_one_after_the_other() -> None:
    async with Sandbox(port=0, rate_limits=True, shards=2) as discord:
        discord.world.starts.max_concurrency = 1
        async with running(discord.rest_url, discord.token):
            assert len(discord.gateway.connected) == 2
            assert discord.world.starts.remaining == 998
        assert discord.violations == []

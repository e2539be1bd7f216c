"""Putting a load on a bot, and the figures of it. Nothing here depends on how fast the machine is."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest

from discord_sandbox import ActionUnavailable, Permission, Sandbox
from discord_sandbox.gateway import outbox
from discord_sandbox.load import BadPlan, Figures, Load, MemberPool, Plan
from discord_sandbox.load.figures import Latencies
from discord_sandbox.load.traffic import AT_ONCE, places
from discord_sandbox.remote import Remote, RemoteError
from sandbox.tests.plain import PlainBot

FIVE = MemberPool(guilds=5, members=4, channels=2)


async def test_a_crowd_is_spread_over_shards(http: aiohttp.ClientSession) -> None:
    crowd = MemberPool(guilds=40, members=3, channels=2)
    async with Sandbox(port=0, world=crowd, shards=2) as discord:
        assert len(discord.world.guilds) == 40
        guild = discord.guild("crowd-7").guild
        assert len(guild.members) == 4
        assert len(guild.channels) == 2
        counts = []
        for shard_id in (0, 1):
            shard, ready = await PlainBot(discord, http).identify(shard=[shard_id, 2])
            counts.append(len(ready["guilds"]))
            await shard.socket.close()
        assert sum(counts) == 40
        assert min(counts) > 10


async def test_a_crowd_is_the_same_every_time() -> None:
    ids = []
    for _ in range(2):
        async with Sandbox(port=0, world=FIVE) as discord:
            ids.append(list(discord.world.guilds))
    assert ids[0] == ids[1]


async def test_a_crowd_may_join_those_who_are_there(discord: Sandbox, plain: PlainBot) -> None:
    shard, _ = await plain.identify()
    FIVE(discord.world)
    FIVE(discord.world)
    assert len(discord.world.guilds) == 12
    names = {(await shard.event("GUILD_CREATE"))["name"] for _ in range(12)}
    assert {"Crowd 2", "Crowd 11"} <= names


@pytest.mark.parametrize("plan", [Plan(seconds=0.3, messages=200), Plan(seconds=0.2, flat_out=True)])
async def test_people_write(http: aiohttp.ClientSession, plan: Plan) -> None:
    async with Sandbox(port=0, world=FIVE) as discord:
        shard, _ = await PlainBot(discord, http).identify()
        load, watched = Load(discord, plan), list[Figures]()
        figures = await load.run(watched.append)
        assert figures.messages > 0
        assert figures.events == figures.messages
        assert (figures.commands, figures.answers, figures.calls) == (0, 0, 0)
        assert figures.seconds >= plan.seconds
        assert watched
        first = await shard.event("MESSAGE_CREATE")
        assert first["author"]["username"].startswith("reader-")
        for _ in range(figures.messages - 1):
            await shard.event("MESSAGE_CREATE")
        assert load.figures().events == figures.events


async def test_people_wait_for_clients_that_do_not_read(
    http: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Sandbox(port=0, world=FIVE) as discord:
        shard, _ = await PlainBot(discord, http).identify()
        # As if whatever takes the bytes had not taken any for a while.
        monkeypatch.setattr(outbox, "FULL", 0)
        figures = await Load(discord, Plan(seconds=0.2, messages=100_000, backlog=10)).run()
        assert 10 < figures.backlog == figures.messages <= 10 + AT_ONCE
        assert figures.behind > 0
        await shard.socket.close()


async def test_people_use_commands(http: aiohttp.ClientSession) -> None:
    async with Sandbox(port=0, world=FIVE) as discord:
        bot = PlainBot(discord, http)
        async with bot:
            await bot.register({"name": "ask", "description": "Something."})
            figures = await Load(discord, Plan(seconds=0.3, commands=50, command="ask")).run()
            await bot.close()
        assert figures.commands > 0
        assert (figures.answers, figures.unanswered) == (figures.commands, 0)
        assert figures.calls == figures.answers
        assert 0 < figures.latency["p50"] <= figures.latency["p99"] <= figures.latency["max"]
        assert "answered" in figures.line()
        assert "first answer p99" in figures.table()
        assert figures.payload()["latency"] == figures.latency
        assert discord.middlewares == [discord.faults.intercept]


async def test_silence_is_counted(http: aiohttp.ClientSession) -> None:
    async with Sandbox(port=0, world=FIVE) as discord:
        bot = PlainBot(discord, http)
        bot.answer = lambda _: None
        async with bot:
            await bot.register({"name": "ask", "description": "Something."})
            figures = await Load(discord, Plan(seconds=0.2, commands=1000, command="ask", in_flight=3)).run()
            await bot.close()
        assert (figures.commands, figures.answers, figures.unanswered) == (3, 0, 3)


async def test_a_command_has_to_be_there(http: aiohttp.ClientSession) -> None:
    async with Sandbox(port=0, world=FIVE) as discord:
        with pytest.raises(ActionUnavailable, match="no command 'ping'"):
            await Load(discord, Plan(commands=1)).run()


async def test_nobody_writes_where_they_may_not(discord: Sandbox) -> None:
    guild = discord.guild("inn")
    vault = await guild.create_channel("vault")
    await guild.overwrite("vault", "@everyone", deny=[Permission.VIEW_CHANNEL])
    drawn = {(place.id, user.id) for place, user in places(discord.world, seed=0)}
    assert (vault.id, guild.guild.owner_id) in drawn
    assert (vault.id, guild.member("erin").id) not in drawn


async def test_somebody_has_to_be_there() -> None:
    async with Sandbox(port=0, world=lambda _: None) as discord:
        with pytest.raises(LookupError, match="nobody"):
            await Load(discord, Plan(messages=1)).run()


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        ({"plan": {"messages": -1}}, "messages: Input should be greater"),
        ({"plan": {"seconds": 0}}, "seconds"),
        ({"plan": {"noise": 1}}, "noise: Extra inputs"),
        ({"plan": 7}, "dictionary"),
        ({"crowd": {"guilds": 0}}, "guilds"),
        ({"noise": 1}, "a crowd and a plan"),
        (7, "a crowd and a plan"),
    ],
)
async def test_a_load_that_makes_no_sense_is_refused(discord: Sandbox, payload: Any, words: str) -> None:
    with pytest.raises(BadPlan, match=".") as refused:
        discord.loads.begin(payload)
    assert words in str(refused.value)


async def test_a_load_can_be_begun_and_ended_from_outside(discord: Sandbox, bot: PlainBot) -> None:
    remote = Remote(int(discord.url.rpartition(":")[2]))
    assert await asyncio.to_thread(remote.figures) == {"running": False, "figures": None, "error": None}
    crowd = {"guilds": 3, "members": 2, "channels": 1}
    begun = await asyncio.to_thread(remote.load, {"seconds": 600, "commands": 20, "command": "ask"}, crowd)
    assert begun["running"]
    assert len(discord.world.guilds) == 5
    with pytest.raises(RemoteError, match="already"):
        await asyncio.to_thread(remote.load, {})
    await discord.world.changed.until(lambda: len(bot.interactions) > 2, 20)
    ended = await asyncio.to_thread(remote.end_load)
    assert not ended["running"]
    assert ended["figures"]["answers"] == ended["figures"]["commands"] > 2
    await asyncio.to_thread(remote.load, {"commands": 1, "command": "nothing"})
    async with asyncio.timeout(10):
        while (await asyncio.to_thread(remote.figures))["running"]:
            await asyncio.sleep(0.01)
    assert "no command 'nothing'" in (await asyncio.to_thread(remote.figures))["error"]


def test_latencies_are_told_apart_by_two_percent() -> None:
    latencies = Latencies()
    assert latencies.percentile(99) == 0
    for millisecond in range(1, 1001):
        latencies.add(millisecond / 1000)
    for percent in (50, 95, 99):
        assert latencies.percentile(percent) == pytest.approx(percent / 100, rel=0.021)
    assert latencies.milliseconds()["max"] == 1000

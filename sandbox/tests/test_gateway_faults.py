"""What can be made to go wrong on the gateway."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import hikari
import pytest

from discord_sandbox import GuildHandle, Person, Sandbox
from discord_sandbox.faults import (
    AskHeartbeat,
    Close,
    Drop,
    Duplicate,
    Fault,
    Garbled,
    Ignore,
    InvalidSession,
    Late,
    Lost,
    Outage,
    Reconnect,
    Reorder,
)
from discord_sandbox.gateway.protocol import Opcode
from sandbox.tests.plain import PlainBot, Shard
from sandbox.tests.specimen import running
from sandbox.tests.test_resume import resume

PATIENT = 15
"""Seconds for an answer: hikari waits a few before it connects again."""


async def told(shard: Shard, count: int) -> list[str]:
    """What the next messages say."""
    return [(await shard.event("MESSAGE_CREATE"))["content"] for _ in range(count)]


async def test_events_can_come_twice(discord: Sandbox, plain: PlainBot, erin: Person) -> None:
    shard, _ = await plain.identify()
    discord.faults.add(Duplicate(on="MESSAGE_*", copies=2, times=1))
    await erin.say("one")
    await erin.say("two")
    assert await told(shard, 4) == ["one", "one", "one", "two"]


async def test_events_can_change_places(discord: Sandbox, plain: PlainBot, erin: Person) -> None:
    shard, _ = await plain.identify()
    discord.faults.add(Reorder(on="MESSAGE_CREATE", times=1, within=60))
    await erin.say("one")
    await erin.say("two")
    assert await told(shard, 2) == ["two", "one"]
    discord.faults.add(Reorder(on="MESSAGE_CREATE", times=1, within=60))
    await erin.say("alone")
    discord.clock.advance(60)
    assert await told(shard, 1) == ["alone"]


async def test_events_can_be_late(discord: Sandbox, plain: PlainBot, erin: Person) -> None:
    shard, _ = await plain.identify()
    discord.faults.add(Late(on="MESSAGE_CREATE", times=1, by=60))
    await erin.say("one")
    await erin.say("two")
    assert await told(shard, 1) == ["two"]
    discord.clock.advance(60)
    assert await told(shard, 1) == ["one"]


async def test_events_can_be_lost_for_good(discord: Sandbox, plain: PlainBot, erin: Person) -> None:
    shard, ready = await plain.identify()
    discord.faults.add(Lost(on="MESSAGE_CREATE", times=1))
    await erin.say("one")
    await erin.say("two")
    assert await told(shard, 1) == ["two"]
    again = await resume(plain, ready, shard.sequence and shard.sequence - 1)
    assert await told(again, 1) == ["two"]


async def test_events_can_be_garbled(discord: Sandbox, plain: PlainBot, erin: Person) -> None:
    shard, _ = await plain.identify()
    gone = {"id": "5", "channel_id": "6"}
    discord.faults.add(Garbled(on="MESSAGE_DELETE", data=gone))
    await erin.delete(await erin.say("one"))
    assert await shard.event("MESSAGE_DELETE") == gone


async def test_one_shard_can_be_meant(discord: Sandbox, plain: PlainBot, inn: GuildHandle) -> None:
    shard_id = (inn.id >> 22) % 2
    shard, _ = await plain.identify(shard=[shard_id, 2])
    discord.faults.add(Lost(on="MESSAGE_CREATE", shard=1 - shard_id))
    discord.faults.add(Drop(on="MESSAGE_CREATE", shard=1 - shard_id))
    discord.faults.add(Drop(shard=1 - shard_id))
    await inn.member("erin").say("one")
    assert await told(shard, 1) == ["one"]


@pytest.mark.parametrize(
    ("fault", "opcode", "data"),
    [
        (Reconnect(), Opcode.RECONNECT, None),
        (InvalidSession(resumable=True), Opcode.INVALID_SESSION, True),
        (InvalidSession(), Opcode.INVALID_SESSION, False),
        (AskHeartbeat(), Opcode.HEARTBEAT, None),
    ],
)
async def test_the_gateway_can_ask_for_something(
    discord: Sandbox, plain: PlainBot, fault: Fault, opcode: Opcode, data: Any
) -> None:
    shard, _ = await plain.identify(intents=0)
    assert discord.faults.add(fault).left == 0
    payload = await shard.receive()
    assert (payload["op"], payload["d"]) == (opcode, data)
    assert discord.faults.active == []


@pytest.mark.parametrize("code", [1000, *range(4000, 4006), *range(4007, 4015)])
async def test_the_gateway_can_close_with_any_code(discord: Sandbox, plain: PlainBot, code: int) -> None:
    shard, _ = await plain.identify()
    discord.faults.add(Close(code=code, reason="Bad luck."))
    assert await shard.closed() == code


async def test_the_socket_can_break_just_before_an_event(
    discord: Sandbox, plain: PlainBot, erin: Person
) -> None:
    shard, ready = await plain.identify()
    discord.faults.add(Drop(on="MESSAGE_CREATE"))
    await erin.say("missed")
    assert await shard.closed() == 1006
    again = await resume(plain, ready, shard.sequence)
    assert await told(again, 1) == ["missed"]


async def test_what_clients_send_can_be_met_with_a_fault(discord: Sandbox, plain: PlainBot) -> None:
    shard, ready = await plain.identify()
    discord.faults.add(InvalidSession(on="op RESUME"))
    refused = await resume(plain, ready, shard.sequence)
    assert (await refused.receive())["op"] == Opcode.INVALID_SESSION
    again = await resume(plain, ready, shard.sequence)
    await again.event("RESUMED")
    discord.faults.add(Close(code=4000, on="op IDENTIFY"))
    unlucky = await plain.connect()
    await unlucky.send(Opcode.IDENTIFY, plain.identity())
    assert await unlucky.closed() == 4000
    await plain.identify()


async def test_heartbeats_can_be_overlooked(discord: Sandbox, plain: PlainBot) -> None:
    shard, _ = await plain.identify(intents=0)
    async with discord.faults.injected(Ignore()):
        await shard.send(Opcode.HEARTBEAT, None)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await shard.receive()
    await shard.send(Opcode.HEARTBEAT, None)
    assert (await shard.receive())["op"] == Opcode.HEARTBEAT_ACK


async def test_guilds_can_fail(discord: Sandbox, plain: PlainBot, inn: GuildHandle) -> None:
    shard, _ = await plain.identify()
    async with discord.faults.injected(Outage(guild="inn")):
        assert (await shard.event("GUILD_DELETE")) == {"id": str(inn.id), "unavailable": True}
        assert inn.guild.available is False
        assert discord.guild("other").guild.available is True
    guild = await shard.event("GUILD_CREATE")
    while guild["id"] != str(inn.id):
        guild = await shard.event("GUILD_CREATE")
    async with discord.faults.injected(Outage()):
        assert not any(guild.available for guild in discord.world.guilds.values())


@pytest.mark.parametrize(
    "fault",
    [
        Drop(),
        Reconnect(),
        Close(code=4000),
        InvalidSession(resumable=True),
        Drop(on="MESSAGE_CREATE"),
        Close(code=4000, on="INTERACTION_CREATE"),
    ],
)
async def test_hikari_resumes_and_misses_nothing(fault: Fault) -> None:
    intents = hikari.Intents.ALL_UNPRIVILEGED | hikari.Intents.MESSAGE_CONTENT
    async with (
        Sandbox(port=0, answer_seconds=PATIENT) as discord,
        running(discord.rest_url, discord.token, intents=intents),
    ):
        await discord.ready(commands=5)
        [session] = discord.gateway.connected
        discord.faults.add(fault)
        erin = discord.guild("inn").member("erin")
        await erin.say("hello")
        assert "Pong!" in (await erin.slash("ping")).text
        answer = await erin.sees("Hello yourself.")
        assert [message.text for message in erin.reads()].count("Hello yourself.") == 1
        assert answer.author.bot
        await discord.ready()
        assert [now.id for now in discord.gateway.connected] == [session.id]


@pytest.mark.parametrize("fault", [InvalidSession(), InvalidSession(on="op RESUME"), Close(code=4009)])
async def test_hikari_begins_anew_where_it_has_to(discord: Sandbox, fault: Fault) -> None:
    async with running(discord.rest_url, discord.token):
        await discord.ready(commands=5)
        [session] = discord.gateway.connected
        discord.faults.add(fault)
        if not fault.passing:
            discord.gateway.drop()
        anew = discord.world.changed.until(
            lambda: bool(discord.gateway.connected) and discord.gateway.connected[0] is not session, 20
        )
        assert await anew
        assert "Pong!" in (await discord.guild("inn").member("erin").slash("ping")).text


async def test_hikari_notices_a_zombie(http: aiohttp.ClientSession) -> None:
    async with Sandbox(port=0, heartbeat_interval=0.5) as discord, running(discord.rest_url, discord.token):
        await discord.ready(commands=5)
        [first] = discord.gateway.connections
        async with discord.faults.injected(Ignore()):
            gone = discord.world.changed.until(lambda: first not in discord.gateway.connections, 10)
            assert await gone
        assert await discord.world.changed.until(lambda: bool(discord.gateway.connected), 10)
        assert "Pong!" in (await discord.guild("inn").member("erin").slash("ping")).text


async def test_hikari_asks_again_when_a_call_fails(discord: Sandbox, general: str) -> None:
    app = hikari.RESTApp(url=discord.rest_url, max_retries=3)
    await app.start()
    try:
        async with app.acquire(discord.token, hikari.TokenType.BOT) as client:
            for fault in (
                {"kind": "rate_limit", "retry_after": 0.05},
                {"kind": "rate_limit", "scope": "global", "retry_after": 0.05},
                {"kind": "rate_limit", "scope": "shared", "retry_after": 0.05},
                {"kind": "reset", "carried_out": False},
            ):
                discord.faults.perform(fault | {"times": 1, "on": "GET /users/*"})
                assert (await client.fetch_my_user()).username == "shard"
                assert discord.faults.active == []
            discord.faults.perform({"kind": "rate_limit", "scope": "cloudflare", "times": 1})
            with pytest.raises(hikari.HTTPResponseError):
                await client.fetch_my_user()
    finally:
        await app.close()

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest

from discord_sandbox import GuildHandle, Permission, Person, Sandbox
from discord_sandbox.gateway.protocol import Opcode
from sandbox.tests.plain import PlainBot

GUILDS, MEMBERS, PRESENCES, MESSAGES, PRIVATE, CONTENT = 1, 1 << 1, 1 << 8, 1 << 9, 1 << 12, 1 << 15


@pytest.mark.parametrize("compression", ["", "zlib-stream", "zstd-stream", "payload"])
async def test_a_bot_is_greeted_and_told_of_its_guilds(
    plain: PlainBot, inn: GuildHandle, compression: str
) -> None:
    shard, ready = await plain.identify(compression)
    assert ready["v"] == 10
    assert ready["user"]["bot"] is True
    assert ready["application"]["id"] == str(plain.discord.world.application.id)
    assert ready["resume_gateway_url"].startswith("ws://127.0.0.1:")
    assert {"id": str(inn.id), "unavailable": True} in ready["guilds"]
    guild = await shard.event("GUILD_CREATE")
    assert guild["unavailable"] is False
    assert guild["member_count"] == 7
    assert [member["user"]["username"] for member in guild["members"]] == ["shard"]
    assert "general" in [channel["name"] for channel in guild["channels"]]


async def test_all_members_come_with_both_intents_for_them(plain: PlainBot) -> None:
    shard, _ = await plain.identify(intents=GUILDS | MEMBERS | PRESENCES)
    assert len((await shard.event("GUILD_CREATE"))["members"]) == 7


async def test_heartbeats_are_acknowledged_until_they_are_not(plain: PlainBot) -> None:
    shard, _ = await plain.identify()
    await shard.send(Opcode.HEARTBEAT, shard.sequence)
    while (payload := await shard.receive())["op"] == Opcode.DISPATCH:
        pass
    assert payload["op"] == Opcode.HEARTBEAT_ACK
    plain.discord.gateway.ignore_heartbeats()
    await shard.send(Opcode.HEARTBEAT, shard.sequence)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await shard.receive()


async def test_a_client_without_heartbeats_is_disconnected(http: aiohttp.ClientSession) -> None:
    async with Sandbox(port=0, heartbeat_interval=0.5) as discord:
        shard, _ = await PlainBot(discord, http).identify()
        assert await shard.closed() == 4009


@pytest.mark.parametrize(
    ("opcode", "data", "code"),
    [
        (Opcode.IDENTIFY, {"token": "wrong", "intents": 0}, 4004),
        (Opcode.IDENTIFY, {"token": None, "intents": 1 << 60}, 4013),
        (Opcode.IDENTIFY, {"token": None, "intents": "all"}, 4013),
        (Opcode.IDENTIFY, {"token": None, "intents": 0, "shard": [1, 1]}, 4010),
        (Opcode.IDENTIFY, "me", 4002),
        (Opcode.IDENTIFY, {"token": "x" * 5000}, 4002),
        (Opcode.PRESENCE_UPDATE, {}, 4003),
        (99, {}, 4001),
    ],
)
async def test_what_breaks_the_protocol_ends_the_connection(
    plain: PlainBot, opcode: int, data: Any, code: int
) -> None:
    shard = await plain.connect()
    if isinstance(data, dict) and "token" in data and data["token"] is None:
        data = data | {"token": plain.discord.token}
    await shard.send(opcode, data)
    assert await shard.closed() == code


async def test_nonsense_and_old_versions_are_refused(plain: PlainBot) -> None:
    shard = await plain.connect()
    await shard.socket.send_str("{")
    assert await shard.closed() == 4002
    assert await (await plain.connect(version="6")).closed() == 4012


async def test_nobody_identifies_twice(plain: PlainBot) -> None:
    for opcode in (Opcode.IDENTIFY, Opcode.RESUME):
        shard, _ = await plain.identify()
        await shard.send(opcode, plain.identity())
        assert await shard.closed() == 4005


async def test_too_many_payloads_end_the_connection(plain: PlainBot) -> None:
    shard, _ = await plain.identify()
    for _ in range(125):
        await shard.send(Opcode.HEARTBEAT, None)
    assert await shard.closed() == 4008


async def test_intents_that_are_switched_off_are_disallowed(http: aiohttp.ClientSession) -> None:
    async with Sandbox(port=0, privileged_intents=0) as discord:
        bot = PlainBot(discord, http)
        shard = await bot.connect()
        await shard.send(Opcode.IDENTIFY, bot.identity())
        assert await shard.closed() == 4014


async def test_events_go_to_those_whose_intents_ask_for_them(plain: PlainBot, erin: Person) -> None:
    deaf, _ = await plain.identify(intents=GUILDS)
    listening, _ = await plain.identify()
    await erin.say("Anybody?")
    assert (await listening.event("MESSAGE_CREATE"))["content"] == "Anybody?"
    await plain.discord.guild("inn").create_channel("new")
    channel = await deaf.event("MESSAGE_CREATE", "CHANNEL_CREATE")
    assert channel["name"] == "new"


async def test_content_is_withheld_without_the_intent_for_it(plain: PlainBot, erin: Person) -> None:
    shard, _ = await plain.identify(intents=GUILDS | MESSAGES | PRIVATE)
    first = await erin.say("A secret", files=[("a.txt", b"a")])
    message = await shard.event("MESSAGE_CREATE")
    assert (message["content"], message["attachments"]) == ("", [])
    await erin.say("About that", reply_to=first)
    reply = await shard.event("MESSAGE_CREATE")
    assert reply["referenced_message"]["content"] == ""
    await erin.say(f"{plain.discord.world.bot.mention} listen")
    assert (await shard.event("MESSAGE_CREATE"))["content"].endswith("listen")
    await plain.discord.user("erin").dm().say("In private")
    assert (await shard.event("MESSAGE_CREATE"))["content"] == "In private"


async def test_channels_that_the_bot_cannot_see_are_silent(
    plain: PlainBot, inn: GuildHandle, erin: Person
) -> None:
    shard, _ = await plain.identify()
    await inn.overwrite("art", "@everyone", deny=[Permission.VIEW_CHANNEL])
    await erin.unchecked.in_channel("art").say("Not for you")
    await erin.say("For you")
    assert (await shard.event("MESSAGE_CREATE"))["content"] == "For you"


async def test_a_shard_hears_of_its_own_guilds_only(http: aiohttp.ClientSession) -> None:
    async with Sandbox(port=0, shards=2) as discord:
        bot = PlainBot(discord, http)
        assert (await bot.rest.get("/gateway/bot")).body["shards"] == 2
        heard = []
        for number in (0, 1):
            shard, ready = await bot.identify(shard=[number, 2])
            heard.append({guild["id"] for guild in ready["guilds"]})
            assert all((int(guild) >> 22) % 2 == number for guild in heard[-1])
            await shard.socket.close()
        assert sum(map(len, heard)) == 2


async def test_a_plain_request_is_told_to_upgrade(plain: PlainBot) -> None:
    async with plain.rest.http.get(plain.discord.url + "/gateway") as response:
        assert response.status == 426

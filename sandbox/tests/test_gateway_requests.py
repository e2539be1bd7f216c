"""What a client asks for over the gateway once it has identified."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from discord_sandbox import GuildHandle, Permission, Person, Sandbox
from discord_sandbox.gateway.protocol import Opcode
from discord_sandbox.operations import members, users
from sandbox.tests.plain import Payload, PlainBot, Shard

GUILDS, MEMBERS, PRESENCES, VOICE = 1, 1 << 1, 1 << 8, 1 << 7
ONLINE: Payload = {"since": None, "activities": [], "status": "online", "afk": False}


async def understood(shard: Shard) -> None:
    """Wait until everything that was sent has been read."""
    await shard.send(Opcode.HEARTBEAT, None)
    while (await shard.receive())["op"] != Opcode.HEARTBEAT_ACK:
        pass


async def test_members_can_be_asked_for(plain: PlainBot, inn: GuildHandle, erin: Person) -> None:
    shard, _ = await plain.identify(intents=GUILDS | MEMBERS | PRESENCES)
    ask = {"guild_id": str(inn.id), "query": "", "limit": 0, "nonce": "n", "presences": True}
    await shard.send(Opcode.REQUEST_GUILD_MEMBERS, ask)
    chunk = await shard.event("GUILD_MEMBERS_CHUNK")
    assert (len(chunk["members"]), chunk["chunk_count"], chunk["nonce"]) == (7, 1, "n")
    assert chunk["presences"] == []
    await shard.send(Opcode.REQUEST_GUILD_MEMBERS, {"guild_id": str(inn.id), "query": "er", "limit": 5})
    assert [found["user"]["username"] for found in (await shard.event("GUILD_MEMBERS_CHUNK"))["members"]] == [
        "erin"
    ]
    ask = {"guild_id": [str(inn.id)], "user_ids": [str(erin.id), "5"]}
    await shard.send(Opcode.REQUEST_GUILD_MEMBERS, ask)
    chunk = await shard.event("GUILD_MEMBERS_CHUNK")
    assert (len(chunk["members"]), chunk["not_found"]) == (1, ["5"])


async def test_all_members_are_not_given_without_the_intent(plain: PlainBot, inn: GuildHandle) -> None:
    shard, _ = await plain.identify(intents=GUILDS)
    await shard.send(Opcode.REQUEST_GUILD_MEMBERS, {"guild_id": str(inn.id), "query": "", "limit": 0})
    await shard.send(Opcode.REQUEST_GUILD_MEMBERS, {"guild_id": str(inn.id), "query": "", "limit": 5})
    await shard.send(Opcode.REQUEST_GUILD_MEMBERS, {"guild_id": "5", "user_ids": ["5"]})
    await shard.send(Opcode.REQUEST_GUILD_MEMBERS, {"guild_id": str(inn.id), "query": "sa", "limit": 1})
    chunk = await shard.event("GUILD_MEMBERS_CHUNK")
    assert [found["user"]["username"] for found in chunk["members"]] == ["sage"]


async def test_a_large_guild_comes_in_several_chunks(plain: PlainBot, inn: GuildHandle) -> None:
    for number in range(1500):
        members.join(plain.discord.world, inn.guild, users.create(plain.discord.world, f"reader{number}"))
    shard, _ = await plain.identify(intents=GUILDS | MEMBERS)
    ask = {"guild_id": str(inn.id), "query": "", "limit": 0}
    await shard.send(Opcode.REQUEST_GUILD_MEMBERS, ask | {"nonce": "x" * 33})
    chunks = [await shard.event("GUILD_MEMBERS_CHUNK") for _ in range(2)]
    assert [(len(chunk["members"]), chunk["chunk_index"]) for chunk in chunks] == [(1000, 0), (507, 1)]
    assert {chunk["chunk_count"] for chunk in chunks} == {2}
    assert "nonce" not in chunks[0]
    assert "presences" not in chunks[0]
    everybody = [str(user_id) for user_id in inn.guild.members]
    await shard.send(Opcode.REQUEST_GUILD_MEMBERS, {"guild_id": str(inn.id), "user_ids": everybody[:150]})
    assert len((await shard.event("GUILD_MEMBERS_CHUNK"))["members"]) == 100
    await shard.send(Opcode.REQUEST_GUILD_MEMBERS, ask | {"query": "reader"})
    assert len((await shard.event("GUILD_MEMBERS_CHUNK"))["members"]) == 100


async def test_all_members_can_be_asked_for_every_thirty_seconds(
    http: aiohttp.ClientSession,
) -> None:
    async with Sandbox(port=0, rate_limits=True) as discord:
        shard, _ = await PlainBot(discord, http).identify(intents=GUILDS | MEMBERS)
        inn, other = discord.guild("inn").id, discord.guild("other").id
        ask = {"guild_id": str(inn), "query": "", "limit": 0, "nonce": "again"}
        for guild_id in (inn, other):
            await shard.send(Opcode.REQUEST_GUILD_MEMBERS, ask | {"guild_id": str(guild_id)})
            await shard.event("GUILD_MEMBERS_CHUNK")
        await shard.send(Opcode.REQUEST_GUILD_MEMBERS, ask)
        refused = await shard.event("RATE_LIMITED", "GUILD_MEMBERS_CHUNK")
        assert refused["opcode"] == Opcode.REQUEST_GUILD_MEMBERS
        assert 0 < refused["retry_after"] <= 30
        assert refused["meta"] == {"guild_id": str(inn), "nonce": "again"}
        discord.clock.advance(30)
        await shard.send(Opcode.REQUEST_GUILD_MEMBERS, ask)
        await shard.event("GUILD_MEMBERS_CHUNK")


async def test_a_presence_is_noted(plain: PlainBot) -> None:
    shard, _ = await plain.identify()
    await shard.send(Opcode.PRESENCE_UPDATE, ONLINE | {"status": "idle"})
    await understood(shard)
    assert plain.discord.gateway.connected[0].presence == ONLINE | {"status": "idle"}


@pytest.mark.parametrize(
    ("opcode", "data"),
    [
        (Opcode.PRESENCE_UPDATE, ONLINE | {"status": "asleep"}),
        (Opcode.PRESENCE_UPDATE, {"status": "idle"}),
        (Opcode.VOICE_STATE_UPDATE, {"guild_id": "the inn", "channel_id": None}),
        (Opcode.REQUEST_GUILD_MEMBERS, {"guild_id": "1"}),
        (Opcode.REQUEST_GUILD_MEMBERS, {"guild_id": "1", "query": "", "limit": -1}),
        (Opcode.REQUEST_GUILD_MEMBERS, []),
    ],
)
async def test_what_cannot_be_understood_ends_the_connection_and_is_told(
    plain: PlainBot, opcode: Opcode, data: Any
) -> None:
    shard, _ = await plain.identify()
    await shard.send(opcode, data)
    assert await shard.closed() == 4002
    [violation] = plain.discord.violations
    assert opcode.name in str(violation)


@pytest.mark.parametrize("opcode", [Opcode.REQUEST_SOUNDBOARD_SOUNDS, Opcode.REQUEST_CHANNEL_INFO])
async def test_what_is_not_there_yet_is_overlooked_loudly(plain: PlainBot, opcode: Opcode) -> None:
    shard, _ = await plain.identify()
    await shard.send(opcode, {"guild_ids": ["1"]})
    await understood(shard)
    [violation] = plain.discord.violations
    assert str(violation).startswith("unimplemented: GATEWAY /")


async def test_voice_channels_are_entered_and_left(plain: PlainBot, inn: GuildHandle) -> None:
    shard, ready = await plain.identify(intents=GUILDS | VOICE)
    channel = inn.channel("reading-aloud")
    wish = {"guild_id": str(inn.id), "channel_id": str(channel.id), "self_mute": True, "self_deaf": False}
    await shard.send(Opcode.VOICE_STATE_UPDATE, wish)
    state = await shard.event("VOICE_STATE_UPDATE")
    assert (state["channel_id"], state["self_mute"]) == (str(channel.id), True)
    assert state["session_id"] == ready["session_id"]
    assert state["member"]["user"]["username"] == "shard"
    assert (await shard.event("VOICE_SERVER_UPDATE"))["endpoint"] is None
    second, _ = await plain.identify(intents=GUILDS)
    guild = await second.event("GUILD_CREATE")
    assert [there["channel_id"] for there in guild["voice_states"]] == [str(channel.id)]
    await shard.send(Opcode.VOICE_STATE_UPDATE, wish | {"channel_id": None})
    assert (await shard.event("VOICE_STATE_UPDATE"))["channel_id"] is None
    assert inn.guild.voice_states == {}


async def test_nobody_is_heard_where_they_may_not_be(plain: PlainBot, inn: GuildHandle) -> None:
    shard, _ = await plain.identify(intents=GUILDS | VOICE)
    await inn.overwrite("reading-aloud", "@everyone", deny=[Permission.CONNECT])
    wish = {"guild_id": str(inn.id), "channel_id": str(inn.channel("reading-aloud").id)}
    for asked in (wish, wish | {"guild_id": "5"}, wish | {"channel_id": "5"}, wish | {"channel_id": None}):
        await shard.send(Opcode.VOICE_STATE_UPDATE, asked)
    await understood(shard)
    assert inn.guild.voice_states == {}


@pytest.mark.parametrize(
    "opcode",
    [
        *([], {}, True, 1.0, "1", None),
        *(Opcode.DISPATCH, Opcode.RECONNECT, Opcode.INVALID_SESSION, Opcode.HELLO, Opcode.HEARTBEAT_ACK),
    ],
)
async def test_what_is_no_opcode_of_clients_ends_the_connection(plain: PlainBot, opcode: object) -> None:
    shard, _ = await plain.identify()
    await shard.send(opcode, None)
    assert await shard.closed() == 4001

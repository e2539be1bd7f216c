"""What sessions are told, and what not."""

from __future__ import annotations

from typing import Any

import pytest

from discord_sandbox import GuildHandle, Person
from discord_sandbox.gateway.intents import Intent
from discord_sandbox.gateway.protocol import Opcode
from discord_sandbox.operations import guilds, members, users
from sandbox.tests.plain import PlainBot, Shard
from sandbox.tests.test_resume import resume

GUILDS, PRESENCES, MESSAGES = int(Intent.GUILDS), int(Intent.GUILD_PRESENCES), int(Intent.GUILD_MESSAGES)
MODERATION, RULES = int(Intent.GUILD_MODERATION), int(Intent.AUTO_MODERATION_EXECUTION)


async def next_event(shard: Shard) -> tuple[str, Any]:
    """The next event that is not about a guild coming up."""
    while True:
        payload = await shard.receive()
        if payload["op"] == Opcode.DISPATCH and payload["t"] != "GUILD_CREATE":
            return payload["t"], payload["d"]


async def test_a_guild_that_fails_is_gone_for_now(plain: PlainBot, inn: GuildHandle, erin: Person) -> None:
    shard, _ = await plain.identify()
    world = plain.discord.world
    guilds.begin_outage(world, inn.guild)
    assert await next_event(shard) == ("GUILD_DELETE", {"id": str(inn.id), "unavailable": True})
    await erin.say("Is anybody there?")
    second, ready = await plain.identify()
    assert {"id": str(inn.id), "unavailable": True} in ready["guilds"]
    assert (await second.event("GUILD_CREATE"))["name"] == "Another Book Club"
    guilds.end_outage(world, inn.guild)
    for each in (shard, second):
        guild = await each.event("GUILD_CREATE", "MESSAGE_CREATE")
        while guild["id"] != str(inn.id):
            guild = await each.event("GUILD_CREATE", "MESSAGE_CREATE")
        assert guild["unavailable"] is False
    await erin.say("I am back.")
    assert (await next_event(shard))[1]["content"] == "I am back."


async def test_joining_and_leaving_say_nothing_of_availability(plain: PlainBot) -> None:
    shard, _ = await plain.identify()
    third = await plain.discord.add_guild("third", "A third club", owner="basil")
    guild = await shard.event("GUILD_CREATE")
    while guild["id"] != str(third.id):
        guild = await shard.event("GUILD_CREATE")
    assert "unavailable" not in guild
    await plain.discord.remove_guild("third")
    assert await next_event(shard) == ("GUILD_DELETE", {"id": str(third.id)})


async def test_of_a_large_guild_only_some_members_are_told(plain: PlainBot, inn: GuildHandle) -> None:
    world = plain.discord.world
    for number in range(50):
        members.join(world, inn.guild, users.create(world, f"reader{number}"))
    await inn.rename("reader7", "Seven")
    large = await (await plain.identify(intents=GUILDS | PRESENCES))[0].event("GUILD_CREATE")
    names = {member["user"]["username"] for member in large["members"]}
    assert names == {"shard", "reader7", "rowan", "sage", "erin", "juniper"}
    assert (large["large"], large["member_count"]) == (True, 57)
    small, _ = await plain.identify(intents=GUILDS | PRESENCES, large_threshold=250)
    guild = await small.event("GUILD_CREATE")
    assert (guild["large"], len(guild["members"])) == (False, 57)


async def test_a_reply_shows_the_bots_own_words(plain: PlainBot, erin: Person, general: str) -> None:
    shard, _ = await plain.identify(intents=GUILDS | MESSAGES)
    own = (await plain.rest.post(f"{general}/messages", {"content": "My own words"})).body
    assert (await next_event(shard))[1]["content"] == "My own words"
    seen = await erin.sees("My own words")
    await erin.say("I disagree", reply_to=seen)
    _, reply = await next_event(shard)
    # Whoever replies mentions the author, and a mention shows everything.
    assert (reply["content"], reply["referenced_message"]["id"]) == ("I disagree", own["id"])
    assert reply["referenced_message"]["content"] == "My own words"


async def test_the_gateway_may_ask_for_a_heartbeat(plain: PlainBot) -> None:
    shard, _ = await plain.identify(intents=0)
    plain.discord.gateway.ask_for_heartbeat()
    assert (await shard.receive())["op"] == Opcode.HEARTBEAT


async def test_one_shard_can_be_meant(plain: PlainBot) -> None:
    first, _ = await plain.identify(shard=[0, 2], intents=0)
    second, _ = await plain.identify(shard=[1, 2], intents=0)
    plain.discord.gateway.ask_to_reconnect(shard=1)
    await plain.discord.gateway.close(4000, shard=0)
    assert (await second.receive())["op"] == Opcode.RECONNECT
    assert await first.closed() == 4000


@pytest.mark.parametrize(
    ("code", "resumable"), [(4000, True), (1001, True), (4008, True), (4007, False), (4009, False)]
)
async def test_some_close_codes_end_the_session(plain: PlainBot, code: int, resumable: bool) -> None:
    shard, ready = await plain.identify()
    await plain.discord.gateway.close(code)
    assert await shard.closed() == code
    again = await resume(plain, ready, shard.sequence)
    assert (await again.receive())["op"] == (Opcode.DISPATCH if resumable else Opcode.INVALID_SESSION)


async def test_whoever_resumes_ends_the_old_connection(plain: PlainBot) -> None:
    old, ready = await plain.identify()
    again = await resume(plain, ready, 1)
    assert await old.closed() == 1006
    await again.event("RESUMED")
    assert len(plain.discord.gateway.connected) == 1


async def test_only_json_is_spoken(plain: PlainBot) -> None:
    url = plain.discord.url + "/gateway?v=10&encoding=etf"
    async with plain.rest.http.ws_connect(url) as socket:
        await socket.receive(timeout=5)
        assert socket.close_code == 4002

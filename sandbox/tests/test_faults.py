"""What can be made to go wrong over REST, and how faults are kept."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest

from discord_sandbox import GuildHandle, Sandbox
from discord_sandbox.faults import (
    KINDS,
    BadFault,
    Delay,
    Drop,
    ExpiredToken,
    Gone,
    RateLimit,
    Reset,
    ServerError,
    from_payload,
    schema,
)
from sandbox.tests.plain import PlainBot, Rest

HELLO = {"content": "Hello"}


async def test_a_fault_can_be_had_for_a_while(discord: Sandbox, rest: Rest) -> None:
    async with discord.faults.injected(ServerError(status=500)) as [active]:
        assert (await rest.get("/users/@me")).status == 500
        assert discord.faults.active == [active]
        assert active.happened == 1
    assert (await rest.get("/users/@me")).status == 200
    assert discord.faults.active == []


async def test_a_fault_happens_so_many_times(discord: Sandbox, rest: Rest) -> None:
    discord.faults.add(ServerError(status=500, times=2))
    assert [(await rest.get("/users/@me")).status for _ in range(3)] == [500, 500, 200]
    assert discord.faults.active == []


async def test_a_fault_lasts_so_long(discord: Sandbox, rest: Rest) -> None:
    discord.faults.add(ServerError(status=500, seconds=60))
    assert (await rest.get("/users/@me")).status == 500
    discord.clock.advance(61)
    assert (await rest.get("/users/@me")).status == 200


async def test_a_fault_may_be_a_matter_of_luck_that_repeats(discord: Sandbox, rest: Rest) -> None:
    runs = []
    for _ in range(2):
        async with discord.faults.injected(ServerError(status=500, probability=0.5, seed=7)):
            runs.append([(await rest.get("/users/@me")).status for _ in range(12)])
    assert set(runs[0]) == {200, 500}
    assert runs[0] == runs[1]


@pytest.mark.parametrize(
    ("on", "hit"),
    [
        ("*", True),
        ("POST /channels/*/messages", True),
        ("POST /channels/{channel_id}/messages", True),
        ("/channels/*/messages", True),
        ("* /channels/*/messages", True),
        ("POST /channels/**", True),
        ("GET /channels/*/messages", False),
        ("POST /channels/*", False),
        ("POST /channels/1/messages", False),
    ],
)
async def test_a_fault_is_about_some_calls(
    discord: Sandbox, rest: Rest, general: str, on: str, hit: bool
) -> None:
    discord.faults.add(ServerError(status=500, on=on))
    assert (await rest.post(f"{general}/messages", HELLO)).status == (500 if hit else 200)


async def test_one_channel_can_be_meant(discord: Sandbox, rest: Rest, general: str) -> None:
    discord.faults.add(ServerError(status=500, on=f"POST {general}/messages"))
    assert (await rest.post(f"{general}/messages", HELLO)).status == 500
    other = f"/channels/{discord.guild('inn').channel('art').id}/messages"
    assert (await rest.post(other, HELLO)).status == 200


@pytest.mark.parametrize("carried_out", [True, False])
async def test_answers_can_be_late(discord: Sandbox, rest: Rest, general: str, carried_out: bool) -> None:
    channel = discord.guild("inn").channel("general")
    before = len(channel.messages)
    delay = discord.faults.add(Delay(by=600, carried_out=carried_out))
    posting = asyncio.create_task(rest.post(f"{general}/messages", HELLO))
    async with asyncio.timeout(5):
        while not delay.happened or (carried_out and len(channel.messages) == before):
            await asyncio.sleep(0.01)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(posting, 0.1)
    assert len(channel.messages) - before == carried_out
    discord.faults.clear()
    async with discord.faults.injected(Delay(by=0.001, carried_out=carried_out)):
        assert (await rest.post(f"{general}/messages", HELLO)).status == 200


@pytest.mark.parametrize(("scope", "remaining"), [("user", "0"), ("shared", "4"), ("global", None)])
async def test_a_rate_limit_may_come_out_of_nowhere(
    discord: Sandbox, rest: Rest, scope: Any, remaining: str | None
) -> None:
    discord.faults.add(RateLimit(scope=scope, retry_after=1.5))
    answer = await rest.get("/users/@me")
    assert (answer.status, answer.body["retry_after"]) == (429, 1.5)
    assert answer.body["global"] is (scope == "global")
    assert answer.headers["X-RateLimit-Scope"] == scope
    assert answer.headers["Retry-After"] == "2"
    assert answer.headers.get("X-RateLimit-Remaining") == remaining
    assert discord.world.invalid_requests.count == (scope != "shared")


async def test_a_rate_limit_may_be_a_page(discord: Sandbox, rest: Rest) -> None:
    discord.faults.add(RateLimit(scope="cloudflare", retry_after=30))
    answer = await rest.get("/users/@me")
    assert (answer.status, answer.headers["Retry-After"]) == (429, "30")
    assert answer.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("status", [500, 501, 502, 503, 504])
async def test_discord_may_be_unwell(discord: Sandbox, rest: Rest, general: str, status: Any) -> None:
    channel = discord.guild("inn").channel("general")
    before = len(channel.messages)
    discord.faults.add(ServerError(status=status, carried_out=True))
    assert (await rest("POST", f"{general}/messages", HELLO)).status == status
    assert len(channel.messages) == before + 1


@pytest.mark.parametrize("carried_out", [True, False])
async def test_a_connection_may_break_before_the_answer(
    discord: Sandbox, rest: Rest, general: str, carried_out: bool
) -> None:
    channel = discord.guild("inn").channel("general")
    before = len(channel.messages)
    discord.faults.add(Reset(on="POST /channels/*/messages", carried_out=carried_out, times=1))
    with pytest.raises(aiohttp.ClientError):
        await rest.post(f"{general}/messages", HELLO)
    assert len(channel.messages) - before == carried_out
    assert (discord.calls[-1].status, discord.calls[-1].response) == (0, None)
    assert (await rest.post(f"{general}/messages", HELLO)).status == 200


async def test_things_can_be_gone_without_a_word(
    discord: Sandbox, rest: Rest, inn: GuildHandle, general: str
) -> None:
    faults = discord.faults
    member = f"/guilds/{inn.id}/members/{inn.member('erin').id}"
    role = f"/guilds/{inn.id}/roles/{inn.role('Readers').id}"
    paths = {
        ("channel", "general"): (f"{general}/messages", 10003),
        ("role", "Readers"): (role, 10011),
        ("member", "erin"): (member, 10007),
        ("user", "erin"): (f"/users/{inn.member('erin').id}", 10013),
        ("guild", "inn"): (f"/guilds/{inn.id}", 10004),
        ("message", "55"): (f"{general}/messages/55", 10008),
    }
    for (what, name), (path, code) in paths.items():
        async with faults.injected(
            from_payload({"kind": "gone", "what": what, "name": name, "guild": "inn"})
        ):
            assert (await rest.get(path)).code == code
    async with faults.injected(Gone(what="role", name="Readers", guild="other")):
        assert (await rest.get(role)).status == 200
    assert [found.name for found in inn.guild.channels.values()].count("general") == 1


async def test_a_role_can_be_gone_when_it_is_given(discord: Sandbox, rest: Rest, inn: GuildHandle) -> None:
    erin, role = inn.member("erin"), inn.role("Readers")
    discord.faults.add(Gone(what="role", name=str(role.id)))
    answer = await rest.patch(f"/guilds/{inn.id}/members/{erin.id}", {"roles": [str(role.id)]})
    assert answer.code == 10011


async def test_tokens_expire(discord: Sandbox, bot: PlainBot, inn: GuildHandle) -> None:
    await inn.member("erin").slash("ask")
    interaction = bot.interactions[-1]
    discord.faults.add(ExpiredToken())
    assert (await bot.callback(interaction, {"type": 5})).code == 10062
    assert (await bot.rest.post(bot.webhook(interaction), HELLO)).code == 50027
    assert (await bot.rest.get("/users/@me")).status == 200
    discord.faults.clear()
    shard, _ = await bot.identify()
    async with discord.faults.injected(ExpiredToken(whose="bot")):
        assert await shard.closed() == 4004
        assert (await bot.rest.get("/users/@me")).status == 401
        again = await bot.connect()
        await again.send(2, bot.identity())
        assert await again.closed() == 4004
    await bot.identify()


async def test_faults_come_as_json(discord: Sandbox, rest: Rest) -> None:
    told = discord.faults.perform({"kind": "server_error", "status": 503, "on": "GET /users/*", "times": 2})
    assert told == {
        "id": 1,
        "fault": {"kind": "server_error", "status": 503, "on": "GET /users/*", "times": 2},
        "happened": 0,
        "left": 2,
        "until": None,
    }
    assert (await rest.get("/users/@me")).status == 503
    assert discord.faults.active[0].payload()["left"] == 1
    assert from_payload(told["fault"]) == discord.faults.active[0].fault
    discord.faults.remove(1)
    discord.faults.remove(1)
    assert discord.faults.perform({"fault": "drop"})["happened"] == 1
    assert discord.faults.perform({"fault": {"kind": "drop"}})["id"] == 3


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        ({}, "discriminator"),
        ({"kind": "flood"}, "'flood'"),
        ({"kind": "delay"}, "by: Field required"),
        ({"kind": "delay", "by": -1}, "by: Input should be greater than 0"),
        ({"kind": "delay", "by": 1, "colour": "red"}, "colour: Extra inputs"),
        ({"kind": "delay", "by": 1, "on": "MESSAGE_CREATE"}, "on: Value error, a pattern for the request"),
        ({"kind": "lost", "on": "POST /channels"}, "a pattern for the event"),
        ({"kind": "ignore", "on": "MESSAGE_CREATE"}, "a pattern for the payload"),
        ({"kind": "drop", "times": 0}, "times"),
        ({"kind": "drop", "probability": 1.5}, "probability"),
        ("everything", "everything"),
        (None, "dictionary"),
    ],
)
async def test_what_is_no_fault_is_refused_with_a_reason(discord: Sandbox, payload: Any, words: str) -> None:
    with pytest.raises(BadFault, match=".") as refused:
        discord.faults.perform(payload)
    assert words in str(refused.value)


def test_every_kind_describes_itself() -> None:
    described = {each["properties"]["kind"]["const"]: each for each in schema()}
    assert described.keys() == KINDS.keys()
    assert all(each["description"] for each in described.values())


async def test_the_journal_hears_of_faults(discord: Sandbox, rest: Rest) -> None:
    discord.faults.add(ServerError(status=500, times=1))
    await rest.get("/users/@me")
    discord.faults.add(Drop())
    told = [(each["fault"]["kind"], each["what"], each.get("where")) for each in discord.journal.faults]
    assert told == [
        ("server_error", "added", None),
        ("server_error", "happened", "GET /users/@me"),
        ("server_error", "ended", None),
        ("drop", "added", None),
        ("drop", "ended", None),
    ]


async def test_the_first_fault_is_the_outermost(discord: Sandbox, rest: Rest) -> None:
    discord.faults.add(ServerError(status=503))
    discord.faults.add(ServerError(status=500, carried_out=True))
    assert (await rest.get("/users/@me")).status == 503

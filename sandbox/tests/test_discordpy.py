"""discord.py speaks with the sandbox too: that it is Discord's protocol, and not just what hikari expects."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from discord_sandbox import GuildHandle, Person, Sandbox
from discord_sandbox.faults import Drop, Fault, InvalidSession, Reconnect
from discord_sandbox.model.rate_limits import Allowance
from discord_sandbox.operations import members, users
from discord_sandbox.rest import limits
from sandbox.tests.second import SecondBot, connected, dpy


@pytest.fixture
async def second(discord: Sandbox) -> AsyncIterator[SecondBot]:
    async with connected(discord) as second:
        yield second
        assert discord.violations == []


@pytest.fixture
async def synced(second: SecondBot) -> SecondBot:
    await second.tree.sync()
    return second


async def heard(bot: SecondBot, words: str) -> None:
    async with asyncio.timeout(20):
        while words not in [content for content, _ in bot.heard]:
            await asyncio.sleep(0.01)


async def test_it_connects_and_knows_where_it_is(
    discord: Sandbox, second: SecondBot, inn: GuildHandle
) -> None:
    assert second.user
    assert second.user.id == discord.world.bot.id
    assert {guild.name for guild in second.guilds} == {guild.name for guild in discord.world.guilds.values()}
    guild = second.get_guild(inn.id)
    assert guild
    assert guild.me.guild_permissions.manage_roles
    assert {channel.name for channel in guild.channels} == {
        channel.name for channel in inn.guild.channels.values()
    }
    assert {role.name for role in guild.roles} == {role.name for role in inn.guild.roles.values()}
    staff = guild.get_channel(inn.channel("staff").id)
    assert staff
    assert not staff.permissions_for(guild.default_role).view_channel
    assert guild.owner
    assert guild.owner.name == discord.world.application.owner.username


async def test_all_members_are_asked_for_in_chunks(discord: Sandbox, inn: GuildHandle) -> None:
    for number in range(1200):
        members.join(discord.world, inn.guild, users.create(discord.world, f"reader{number}"))
    async with connected(discord) as bot:
        guild = bot.get_guild(inn.id)
        assert guild
        assert guild.chunked
        assert len(guild.members) == len(inn.guild.members) == 1207
        found = await guild.query_members("reader119", limit=5)
        assert [member.name for member in found] == [
            f"reader{number}" for number in (119, 1190, 1191, 1192, 1193)
        ]
    assert discord.violations == []


async def test_each_shard_hears_of_its_own_guilds() -> None:
    async with Sandbox(port=0, shards=2) as discord:
        for key in ("third", "fourth", "fifth"):
            await discord.add_guild(key, key, owner="basil")
        async with connected(discord) as bot:
            assert bot.shard_count == 2
            assert len(discord.gateway.connected) == 2
            assert len(bot.guilds) == 5
            for guild in bot.guilds:
                assert guild.shard_id == (guild.id >> 22) % 2
                where = discord.guild(str(guild.id))
                owner = discord.world.users[where.guild.owner_id].username
                await where.member(owner).say(f"in {guild.id}")
                await heard(bot, f"in {guild.id}")
                assert bot.heard[-1][1] == guild.shard_id
            await discord.user("basil").dm().say("in private")
            await heard(bot, "in private")
        assert discord.violations == []


async def test_commands_are_synced(discord: Sandbox, second: SecondBot, inn: GuildHandle) -> None:
    commands = await second.tree.sync()
    assert {command.name for command in commands} == {"ping", "read", "panel", "User info"}
    assert {command.name for command in discord.world.commands.of(None)} == {
        command.name for command in commands
    }
    assert [command.id for command in await second.tree.fetch_commands()] == [
        command.id for command in commands
    ]
    here = dpy.Object(inn.id)
    second.tree.copy_global_to(guild=here)
    assert len(await second.tree.sync(guild=here)) == 4
    second.tree.clear_commands(guild=here)
    assert await second.tree.sync(guild=here) == []


async def test_slash_commands_are_answered(synced: SecondBot, erin: Person) -> None:
    assert (await erin.slash("ping")).text == "Pong!"
    reply = await erin.slash("read", title="Anvil", reader="sage")
    assert reply.deferred
    assert (await reply.settled()).text == "Anvil (Sage)"
    info = await erin.user_menu("User info", "juniper")
    assert (info.text, info.ephemeral) == ("That is juniper.", True)


async def test_options_are_completed(synced: SecondBot, erin: Person) -> None:
    choices = await erin.autocomplete("read", title="pe")
    assert [choice.name for choice in choices] == ["Persistence", "Percolation"]


async def test_buttons_selects_and_forms_work(synced: SecondBot, erin: Person) -> None:
    panel = await erin.slash("panel")
    assert (await erin.select(panel, "Who", ["sage"])).text == "sage"
    form = await erin.click(panel, "Form")
    assert form.modal
    assert form.modal.title == "A form"
    written = await erin.submit(form, words="so much")
    assert (written.text, written.ephemeral) == ("You wrote so much", True)
    await erin.click(panel, "Next")
    assert panel.text == "Page 2"


@pytest.mark.parametrize("fault", [Drop(), Reconnect(), Drop(on="MESSAGE_CREATE")])
async def test_what_was_missed_comes_after_resuming(
    discord: Sandbox, second: SecondBot, erin: Person, fault: Fault
) -> None:
    [session] = discord.gateway.connected
    await erin.say("before")
    await heard(second, "before")
    discord.faults.add(fault)
    if fault.passing:
        await discord.world.changed.until(lambda: not discord.gateway.connected, 20)
    await erin.say("missed")
    await heard(second, "missed")
    assert second.resumed.is_set()
    await erin.say("after")
    await heard(second, "after")
    assert [content for content, _ in second.heard] == ["before", "missed", "after"]
    assert [now.id for now in discord.gateway.connected] == [session.id]


async def test_a_session_that_is_invalid_is_begun_anew(
    discord: Sandbox, second: SecondBot, erin: Person
) -> None:
    [session] = discord.gateway.connected
    discord.faults.add(InvalidSession())
    await discord.world.changed.until(lambda: session not in discord.gateway.sessions, 5)
    await discord.ready()
    await erin.say("hello again")
    await heard(second, "hello again")


async def test_it_waits_before_it_has_to(
    discord: Sandbox, second: SecondBot, inn: GuildHandle, monkeypatch: pytest.MonkeyPatch
) -> None:
    discord.world.rate_limits = True
    monkeypatch.setitem(limits.ALLOWANCES, "POST /channels/{channel_id}/messages", Allowance(3, 0.2))
    channel = second.get_partial_messageable(inn.channel("general").id)
    for number in range(8):
        await channel.send(f"Message {number}")
    said = [message.content for message in inn.channel("general").messages.values()]
    assert said[-8:] == [f"Message {number}" for number in range(8)]
    assert not [call for call in discord.calls if call.status == 429]


async def test_it_slows_down_when_it_is_told_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "GLOBAL", Allowance(5, 0.2))
    async with Sandbox(port=0) as discord, connected(discord) as bot:
        discord.world.rate_limits = True
        asked = [bot.fetch_channel(channel) for channel in discord.guild("inn").guild.channels]
        assert len(await asyncio.gather(*asked)) > 6
        assert [call for call in discord.calls if call.status == 429]


async def test_it_goes_on_after_a_429(discord: Sandbox, second: SecondBot) -> None:
    for scope in ("user", "global", "shared"):
        discord.faults.perform({"kind": "rate_limit", "scope": scope, "retry_after": 0.05, "times": 1})
        assert (await second.fetch_user(discord.world.application.owner.id)).name == "maple"
        assert discord.faults.active == []
    discord.faults.perform({"kind": "rate_limit", "scope": "cloudflare", "times": 1})
    with pytest.raises(dpy.HTTPException):
        await second.fetch_user(discord.world.application.owner.id)

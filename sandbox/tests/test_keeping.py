"""A world is the same after a restart; a file that cannot be used never stands in the way."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import fields
from pathlib import Path
from typing import Any

import aiohttp
import orjson
import pytest

from discord_sandbox import GuildHandle, Sandbox
from discord_sandbox.fixtures import load
from discord_sandbox.model.audit import Attribution
from discord_sandbox.model.automod import TriggerType
from discord_sandbox.model.command_permissions import CommandPermission, Target
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.message_payload import message_payload
from discord_sandbox.model.scheduled_event import EventPlace
from discord_sandbox.model.world import World
from discord_sandbox.operations import (
    automod,
    bans,
    invites,
    own_emojis,
    scheduled_events,
    stickers,
    webhooks,
)
from discord_sandbox.storage import snapshots
from sandbox.tests.plain import PlainBot

PING = {"name": "ping", "description": "Are you there?"}


def kept(folder: Path, world: str = "small") -> Sandbox:
    return Sandbox(port=0, keep=folder, world=load(world))


def state(folder: Path, world: str = "small") -> Path:
    return folder / world / "state.json"


def content_of(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def shown(world: World) -> Any:
    """Everything as Discord writes it down, without the address at which it is served."""
    everything = {
        "users": [user.payload() for user in world.users.values()],
        "guilds": [_guild(guild, world) for guild in world.guilds.values()],
        "private": [channel.payload(world.bot.id) for channel in world.private.values()],
        "commands": [command.payload(1, localized=True) for command in world.commands.everything()],
        "webhooks": [hook.payload(world.url, with_token=True) for hook in world.webhooks.values()],
        "invites": sorted(world.invites),
        "allowed": [
            world.commands.permissions.payload(world.application.id, guild_id, target)
            for guild_id in world.guilds
            for target in world.commands.permissions.of_guild(guild_id)
        ],
        "own_emojis": [emoji.payload() for emoji in world.application.emojis.values()],
        "files": {file.id: [file.payload(), file.content.hex()] for file in world.attachments.values()},
    }
    text = orjson.dumps(everything, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_SORT_KEYS).decode()
    return orjson.loads(text.replace(world.url, "http://sandbox"))


def _guild(guild: Guild, world: World) -> Any:
    places = [*guild.channels.values(), *guild.threads.values()]
    return {
        "itself": guild.payload(),
        "members": [member.payload() for member in guild.members.values()],
        "places": [place.payload(world.bot.id) for place in places],
        "messages": [
            message_payload(world, message) for place in places for message in place.messages.values()
        ],
        "voice": [voice.payload() for voice in guild.voice_states.values()],
        "bans": sorted(guild.bans),
        "rules": [rule.payload() for rule in guild.automod_rules.values()],
        "events": [event.payload() for event in guild.scheduled_events.values()],
        "stickers": [sticker.payload() for sticker in guild.stickers.values()],
        "audit": [entry.payload() for entry in guild.audit_log],
    }


async def live(inn: GuildHandle) -> None:
    """Leave traces of many kinds."""
    erin, juniper = inn.member("erin"), inn.member("juniper")
    said = await erin.say("words", files=[("a.txt", b"abc")])
    await juniper.react(said, "🔥")
    await juniper.say("more words", reply_to=said)
    await inn.start_thread("A thread", parent="general", owner="erin")
    await inn.join("fern", "Readers")
    await inn.time_out("linden", 3600)
    await inn.create_role("Librarians")
    await inn.delete_channel("spoilers")
    world, guild, general = inn._world, inn.guild, inn.channel("general")
    owner = Attribution(world.users[guild.owner_id], "because")
    bans.ban(world, guild, inn.member("rowan").user, owner)
    webhooks.create(world, general, "Bell", owner)
    invites.create(world, general, owner)
    stickers.create(world, guild, "wave", "hello", owner.user, cause=owner)
    scheduled_events.create(
        world, guild, "Evening", EventPlace.EXTERNAL, world.clock.time() + 60, owner, location="Inn"
    )
    keyword = {"trigger": TriggerType.KEYWORD, "metadata": {"keyword_filter": ["x"]}, "actions": []}
    automod.create(world, guild, owner, name="No x", event_type=1, **keyword)
    own_emojis.create(world, "mug")
    allowed = CommandPermission(erin.id, Target.USER, permission=True)
    world.commands.permissions.set(guild.id, world.application.id, [allowed])


@pytest.mark.parametrize("world", ["small", "community"])
async def test_everything_is_there_again(tmp_path: Path, world: str) -> None:
    async with kept(tmp_path, world) as first:
        if world == "small":
            await live(first.guild("inn"))
        first.user("erin").dm()
        first.world.commands.create(None, PING)
        before = shown(first.world)
    async with kept(tmp_path, world) as second:
        assert shown(second.world) == before
        assert second.token == first.token
        inn = second.guild("inn")
        assert second.world.bot is second.world.users[second.world.bot.id]
        assert inn.guild.members[second.world.bot.id].user is second.world.bot
        for place in inn.guild.channels.values():
            assert second.world.channels[place.id] is place
            for message in place.messages.values():
                assert message.author.webhook or second.world.users[message.author.id] is message.author


async def test_life_goes_on(tmp_path: Path, http: aiohttp.ClientSession) -> None:
    async with kept(tmp_path) as first:
        said = await first.guild("inn").member("erin").say("before", files=[("a.txt", b"abc")])
        before = said.id
    async with kept(tmp_path) as second:
        bot = PlainBot(second, http)
        async with bot:
            await bot.register(PING)
            erin = second.guild("inn").member("erin")
            assert (await erin.slash("ping")).text == "Yes."
            again = await erin.sees("before")
            await erin.edit(again, "after")
            assert (await erin.say("later")).id > before
            async with http.get(second.world.signed_urls.sign(again.attachments[0].url)) as response:
                assert await response.read() == b"abc"
        await bot.close()


async def test_polls_and_threads_end_as_they_would_have(tmp_path: Path) -> None:
    async with kept(tmp_path, "community"):
        pass
    async with kept(tmp_path, "community") as discord:
        guild = discord.guild("inn").guild
        [asked] = [each for each in guild.channel_named("general").messages.values() if each.poll]  # type: ignore[union-attr]
        thread = guild.channel_named("Who brings what to the evening")
        assert asked.poll
        assert thread
        assert thread.thread
        assert (asked.poll.finalized, thread.thread.archived) == (False, False)
        discord.clock.advance(40 * 86_400)
        assert (asked.poll.finalized, thread.thread.archived) == (True, True)


async def test_worlds_are_kept_apart(tmp_path: Path) -> None:
    async with kept(tmp_path) as small:
        await small.guild("inn").member("erin").say("only here", files=[("a.txt", b"abc")])
    async with kept(tmp_path, "community"):
        pass
    async with kept(tmp_path) as small:
        [message] = [
            each for each in small.guild("inn").member("erin").reads() if each.content == "only here"
        ]
        assert message.attachments[0].content == b"abc"


async def test_only_the_latest_messages_of_a_channel_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "MESSAGES_KEPT", 3)
    async with kept(tmp_path) as first:
        for number in range(5):
            await first.guild("inn").member("erin").say(f"number {number}")
    async with kept(tmp_path) as second:
        assert [each.content for each in second.guild("inn").member("erin").reads()] == [
            f"number {number}" for number in (2, 3, 4)
        ]


async def test_it_is_written_now_and_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "SECONDS_BETWEEN", 0.02)
    monkeypatch.setattr(snapshots, "SLICE_SECONDS", 0.0)
    async with kept(tmp_path) as discord:
        await discord.guild("inn").member("erin").say("soon kept")
        await discord.world.changed.until(lambda: state(tmp_path).exists() and _has(tmp_path, "soon kept"), 1)
        for _ in range(100):
            if state(tmp_path).exists() and _has(tmp_path, "soon kept"):
                break
            await asyncio.sleep(0.02)
        assert _has(tmp_path, "soon kept")
    assert not [name for name in content_of(tmp_path / "small") if name.endswith(".part")]


def _has(folder: Path, text: str) -> bool:
    return text.encode() in state(folder).read_bytes()


async def test_contents_that_nobody_needs_any_more_go(tmp_path: Path) -> None:
    async with kept(tmp_path) as discord:
        erin = discord.guild("inn").member("erin")
        await erin.say("", files=[("a.txt", b"abc")])
    files = tmp_path / "small" / "files"
    assert len(content_of(files)) == 1
    async with kept(tmp_path) as discord:
        erin = discord.guild("inn").member("erin")
        del discord.world.attachments[next(iter(discord.world.attachments))]
        await erin.delete(erin.reads()[-1])
    assert content_of(files) == []


def _damaged(document: Any) -> Any:
    document["objects"][0][1].pop("username")
    return document


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda _: b"{", "JSONDecodeError"),
        (lambda _: b"[]", "AttributeError"),
        (lambda text: orjson.dumps(orjson.loads(text) | {"version": 0}), "it is of version 0, not 1"),
        (lambda text: orjson.dumps(_damaged(orjson.loads(text))), "User lacks username"),
        (lambda text: text.replace(b'["Channel"', b'["Canal"'), "there is no Canal any more"),
        (lambda text: text.replace(b'"users":{', b'"users":{"5":999999,'), "999999 is no User"),
    ],
)
async def test_a_file_that_cannot_be_used_is_put_aside(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, change: Any, reason: str
) -> None:
    async with kept(tmp_path) as discord:
        await discord.guild("inn").member("erin").say("", files=[("a.txt", b"abc")])
    broken = change(state(tmp_path).read_bytes())
    kept_contents = content_of(tmp_path / "small" / "files")
    assert kept_contents
    state(tmp_path).write_bytes(broken)
    with caplog.at_level(logging.WARNING):
        async with kept(tmp_path) as discord:
            assert discord.guild("inn").member("erin").reads()
    [record] = [each for each in caplog.records if each.name.startswith("discord_sandbox.storage")]
    assert reason in record.message
    aside = tmp_path / "small" / "bad-1"
    assert str(aside) in record.message
    assert (aside / "state.json").read_bytes() == broken
    assert content_of(aside / "files") == kept_contents
    assert state(tmp_path).exists()


async def test_a_field_that_is_new_since_gets_its_default(tmp_path: Path) -> None:
    async with kept(tmp_path):
        pass
    document = orjson.loads(state(tmp_path).read_bytes())
    for name, written in document["objects"]:
        if name == "User":
            del written["locale"]
            written["gone"] = 1
    state(tmp_path).write_bytes(orjson.dumps(document))
    async with kept(tmp_path) as discord:
        assert discord.user("erin").user.locale == "en-US"


async def test_two_do_not_keep_the_same_world(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with kept(tmp_path) as first:
        await first.guild("inn").member("erin").say("mine")
        async with kept(tmp_path) as second:
            await second.guild("inn").member("erin").say("yours")
        assert "another sandbox keeps its state" in caplog.text
    async with kept(tmp_path) as third:
        said = [message.content for message in third.guild("inn").member("erin").reads()]
        assert "mine" in said
        assert "yours" not in said


def test_it_is_known_of_every_part_of_the_world_whether_it_is_kept() -> None:
    of_one_run = {
        *("application", "clock", "snowflakes", "commands", "interactions", "starts", "invalid_requests"),
        *("changed", "signed_urls", "listeners", "url", "shards", "messages_kept", "rate_limits"),
    }
    assert {field.name for field in fields(World)} == of_one_run | set(snapshots.KEPT)


async def test_nothing_is_kept_unless_one_wants_it(tmp_path: Path) -> None:
    async with Sandbox(port=0) as discord:
        await discord.guild("inn").member("erin").say("forgotten")
    async with Sandbox(port=0) as discord:
        assert "forgotten" not in [each.content for each in discord.guild("inn").member("erin").reads()]

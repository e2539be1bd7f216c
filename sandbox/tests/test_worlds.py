"""World files: what they describe is there, with the same ids each time; what is wrong with them is told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from discord_sandbox import Permission, Sandbox
from discord_sandbox.fixtures import load, names
from discord_sandbox.fixtures.checked_toml import BadFile
from discord_sandbox.fixtures.durations import is_span, seconds_in
from discord_sandbox.fixtures.pictures import PATTERNS, picture
from discord_sandbox.model.channel import ChannelType
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.message import Message, MessageType
from discord_sandbox.model.snowflakes import created_at

DAY = 86_400.0


def everything_said(guild: Guild) -> list[Message]:
    places = [*guild.channels.values(), *guild.threads.values()]
    return [message for place in places for message in place.messages.values()]


def ids(discord: Sandbox) -> dict[str, int]:
    world = discord.world
    return {
        **{f"user {user.username}": user.id for user in world.users.values()},
        **{guild.key: guild.id for guild in world.guilds.values()},
        **{f"{g.key} {role.name}": role.id for g in world.guilds.values() for role in g.roles.values()},
        **{f"{g.key} #{each.name}": each.id for g in world.guilds.values() for each in g.channels.values()},
    }


async def ids_of(world: str | Path) -> dict[str, int]:
    async with Sandbox(port=0, world=load(world)) as discord:
        return ids(discord)


@pytest.mark.parametrize("name", names())
async def test_ids_are_the_same_in_every_run(name: str) -> None:
    assert await ids_of(name) == await ids_of(name)


async def test_ids_depend_on_names_alone(tmp_path: Path) -> None:
    more = tmp_path / "more.toml"
    text = (Path(load.__globals__["FOLDER"]) / "small.toml").read_text()
    more.write_text(text.replace("role = [", 'role = [\n    { name = "First of all" },'))
    before, after = await ids_of("small"), await ids_of(more)
    assert after.pop("inn First of all")
    assert after == before


async def test_worlds_have_the_people_that_tests_and_pages_speak_of() -> None:
    for name in names():
        async with Sandbox(port=0, world=load(name)) as discord:
            inn = discord.guild("inn")
            assert {"maple", "rowan", "sage", "erin", "juniper", "linden"} <= set(inn.people)
            assert inn.guild.owner_id == discord.user("maple").user.id
            assert inn.member("erin").channel.name == "general"
            assert {"basil", "clove"} <= set(discord.guild("other").people)
            staff, erin, sage = inn.channel("staff"), inn.member("erin"), inn.member("sage")
            assert not discord.world.permissions(erin.id, staff) & Permission.VIEW_CHANNEL
            for member in (sage.id, discord.world.bot.id):
                assert discord.world.permissions(member, staff) & Permission.VIEW_CHANNEL


async def test_the_community_has_something_of_everything() -> None:
    async with Sandbox(port=0, world=load("community")) as discord:
        guild = discord.guild("inn").guild
        said = everything_said(guild)
        now = discord.clock.time()
        assert {channel.type for channel in guild.channels.values()} >= {
            ChannelType.GUILD_TEXT,
            ChannelType.GUILD_CATEGORY,
            ChannelType.GUILD_FORUM,
            ChannelType.GUILD_VOICE,
            ChannelType.GUILD_ANNOUNCEMENT,
        }
        assert len(said) > 50
        assert max(now - message.created_at for message in said) > 28 * DAY
        assert min(now - message.created_at for message in said) < DAY
        for place in (*guild.channels.values(), *guild.threads.values()):
            moments = [message.created_at for message in place.messages.values()]
            assert moments == sorted(moments)
        pictures = [file for message in said for file in message.attachments if file.filename.endswith("png")]
        assert len(pictures) >= 6
        assert all(file.content.startswith(b"\x89PNG") and file.description for file in pictures)
        assert any(file.spoiler for file in pictures)
        assert any(message.poll and message.poll.votes for message in said)
        assert any(message.pinned_at and now - message.pinned_at > 28 * DAY for message in said)
        assert any(message.type is MessageType.REPLY and message.referenced for message in said)
        assert any(":" in emoji for message in said for emoji in message.reactions)
        assert any(message.author.bot and message.embeds for message in said)
        assert any(message.thread_id for message in said)
        assert any("<#" in message.content for message in said)
        assert guild.voice_states
        threads = guild.threads.values()
        assert {bool(thread.thread and thread.thread.archived) for thread in threads} == {True, False}
        assert any(thread.thread and thread.thread.applied_tags for thread in threads)


async def test_history_leaves_the_clock_as_it_was() -> None:
    async with Sandbox(port=0, world=load("community")) as discord:
        erin = discord.guild("inn").member("erin")
        said = await erin.say("now")
        assert abs(created_at(said.id) - discord.clock.time()) < 5
        assert said.id == max(erin.channel.messages)


async def test_one_more_guild_can_be_founded_like_another() -> None:
    async with Sandbox(port=0) as discord:
        first = discord.guild("inn").guild
        second = discord.create_guild("inn-2").guild
        assert [channel.name for channel in second.channels.values()] == [
            channel.name for channel in first.channels.values()
        ]
        assert second.members.keys() == first.members.keys()
        assert not {first.id, *first.channels, *first.roles} & {second.id, *second.channels, *second.roles}
        rich = discord.create_guild("inn-3", "inn", "community").guild
        assert rich.member_named("hazel")
        everything = [message.id for guild in (first, second, rich) for message in everything_said(guild)]
        assert len(set(everything)) >= len(everything) - len(rich.threads)
        with pytest.raises(LookupError, match="there is a guild 'inn-2' already"):
            discord.create_guild("inn-2")
        with pytest.raises(LookupError, match="there is no 'out'"):
            discord.create_guild("inn-4", "out")


async def test_what_is_kept_to_some_is_hidden_from_the_others(tmp_path: Path) -> None:
    async with Sandbox(port=0, world=load("community")) as discord:
        rules, erin = discord.guild("inn").channel("rules"), discord.guild("inn").member("erin")
        permissions = discord.world.permissions(erin.id, rules)
        assert permissions & Permission.VIEW_CHANNEL
        assert not permissions & Permission.SEND_MESSAGES


WRONG = """
about = "Everything that can be wrong"
colour = "red"
user = [{ username = "Erin" }, { username = "fern" }, { username = "fern" }]

[[guild]]
key = "inn"
name = "The Inn"
owner = "nobody"
role = [{ name = "Readers", permissions = ["SEND_MESAGES"], color = "red" }]
channel = [{ name = "general", type = "chat" }]

[[guild.member]]
user = "fern"
joined = "a while"
"""
REFERENCES = """
about = "What is not there"
user = [{ username = "fern" }]

[[guild]]
key = "inn"
name = "The Inn"
owner = "maple"
role = [{ name = "Readers" }, { name = "Readers" }]
member = [{ user = "fern", roles = ["Reader"] }, { user = "hazel" }]

[[guild.channel]]
name = "general"
category = "Rooms"
only = ["Staff"]
message = [
    { by = "juniper", text = "hello" },
    { by = "fern" },
    { by = "fern", text = "I answer", reply_to = "hallo", ago = "2 days" },
    { by = "maple", text = "hi", as = "hello", ago = "1 day", reactions = { "🔥" = ["hazle"] } },
    { by = "maple", text = "early", reply_to = "hello", ago = "2 days" },
    { by = "maple", poll = { question = "?", answers = ["Yes"], votes = { No = ["fern"] } } },
]

[[guild.channel]]
name = "theories"
type = "forum"
tags = ["Magic"]
message = [{ by = "fern", text = "not here" }]
talking = ["fern"]
thread = [{ title = "One", by = "fern", tags = ["Magik"] }]

[[guild.channel]]
name = "general"
"""


def problems(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "wrong.toml"
    path.write_text(text)
    with pytest.raises(BadFile) as raised:
        load(path)
    assert str(raised.value).startswith("wrong.toml cannot be used:\n  ")
    return raised.value.problems


def test_every_mistake_in_a_file_is_told_at_once_and_by_name(tmp_path: Path) -> None:
    told = problems(tmp_path, WRONG)
    for beginning in (
        "colour: This field does not exist here.",
        "user Erin, username: String value did not match",
        "guild inn, role Readers, permissions 1: there is no 'SEND_MESAGES'; do you mean 'SEND_MESSAGES'?",
        "guild inn, role Readers, color:",
        "guild inn, channel general, type: Value must be one of",
        "guild inn, member 1, joined: 'a while' is no span of time",
    ):
        assert any(line.startswith(beginning) for line in told), (beginning, told)


def test_everything_that_is_spoken_of_has_to_be_there(tmp_path: Path) -> None:
    assert problems(tmp_path, REFERENCES) == [
        "guild inn, there are two roles called 'Readers'",
        "guild inn, there are two channels called 'general'",
        "guild inn, member fern, roles: there is no 'Reader'; do you mean 'Readers'?",
        "guild inn, member hazel: there is no 'hazel'",
        "guild inn, channel general, category: there is no 'Rooms'",
        "guild inn, channel general, only: there is no 'Staff'",
        "guild inn, channel theories: nobody can talk in it",
        "guild inn, channel theories: it has threads only, no messages of its own",
        "guild inn, channel theories, thread One, tags: there is no 'Magik'; do you mean 'Magic'?",
        "guild inn, channel theories, thread One: a post needs its first message",
        "guild inn, channel general, message 1, by: there is no 'juniper'",
        "guild inn, channel general, message 2: there is nothing in it",
        "guild inn, channel general, message 3, reply_to: there is no 'hallo'; do you mean 'hello'?",
        "guild inn, channel general, message 4, reactions 🔥: there is no 'hazle'; do you mean 'hazel'?",
        "guild inn, channel general, message 5: it is older than what it replies to",
        "guild inn, channel general, message 6, votes: there is no 'No'",
    ]


@pytest.mark.parametrize(
    ("text", "reason"), [("about = ", "it is no TOML"), ("", "about: This field is required")]
)
def test_what_is_no_world_file_says_so(tmp_path: Path, text: str, reason: str) -> None:
    assert any(line.startswith(reason) for line in problems(tmp_path, text))


def test_a_world_that_is_not_there_is_guessed() -> None:
    with pytest.raises(BadFile, match="there is no 'comunity'; do you mean 'community'"):
        load("comunity")


@pytest.mark.parametrize(
    ("text", "seconds"), [("1 minute", 60), ("2 days 4 hours", 2 * DAY + 4 * 3600), ("3 weeks", 21 * DAY)]
)
def test_spans_are_written_as_people_write_them(text: str, seconds: float) -> None:
    assert is_span(text)
    assert seconds_in(text) == seconds


@pytest.mark.parametrize("text", ["", "3", "a day", "3 fortnights", "1 day,2 hours", "-1 day"])
def test_what_is_no_span(text: str) -> None:
    assert not is_span(text)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_pictures_are_small_and_whole(pattern: str) -> None:
    made = picture(pattern, "#102030", "#f0c090")
    assert len(made) < 4096
    assert made.endswith(b"IEND\xaeB`\x82")

"""Where commands are used, and what is no command at all."""

from __future__ import annotations

import pytest

from discord_sandbox import GuildHandle, Person
from discord_sandbox.model.channel import ChannelType

PLACES = (
    ChannelType.GUILD_TEXT,
    ChannelType.GUILD_VOICE,
    ChannelType.GUILD_ANNOUNCEMENT,
    ChannelType.GUILD_STAGE_VOICE,
)


async def quotes(person: Person) -> None:
    """Use a command that reads nothing, and one that writes."""
    assert "Awake!" in (await person.slash("ping")).text
    assert "Kept as quote 1" in (await person.slash("quote add", quote="Said somewhere.")).text


@pytest.mark.regression(18)
@pytest.mark.parametrize("kind", PLACES, ids=str)
async def test_commands_work_in_channels_of_every_kind(inn: GuildHandle, kind: ChannelType) -> None:
    await inn.create_channel("somewhere", kind)
    await quotes(inn.member("erin", "somewhere"))


@pytest.mark.regression(18)
async def test_commands_work_in_a_thread(inn: GuildHandle) -> None:
    await quotes(await inn.member("erin").start_thread("a-thread"))


@pytest.mark.regression(18)
async def test_commands_work_in_a_post(inn: GuildHandle) -> None:
    await inn.create_channel("a-forum", ChannelType.GUILD_FORUM)
    await quotes(await inn.member("erin", "a-forum").post("Food", "What is your favourite?"))


@pytest.mark.regression(57)
@pytest.mark.parametrize(
    "words", ["!ping", "!quote get", "!привет", "!你好", "! ", "?help", ".ping", "/ping", "!" * 200]
)
async def test_what_begins_like_a_command_of_old_is_a_message_like_any_other(
    inn: GuildHandle, words: str
) -> None:
    await inn.create_channel("quiet")
    erin = inn.member("erin", "quiet")
    await erin.say(words)
    # Whoever answered that would have done so before this.
    await erin.slash("ping")
    [said, answer] = erin.reads()
    assert (said.text, "Awake!" in answer.text) == (words, True)

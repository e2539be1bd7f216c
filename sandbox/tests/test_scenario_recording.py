"""Recording what is done, as scenarios."""

from __future__ import annotations

from pathlib import Path

import pytest

from discord_sandbox import Sandbox
from discord_sandbox.model.entries import Action
from discord_sandbox.model.ids import ids
from discord_sandbox.scenarios.drafting import draft_step
from discord_sandbox.scenarios.reading import read
from discord_sandbox.scenarios.recorder import NotRecording
from discord_sandbox.scenarios.writing import write_step
from sandbox.tests.quotes import QuoteBot, act, differences, record_something, recorder


async def test_what_was_recorded_can_be_played(discord: Sandbox, quotes: QuoteBot, tmp_path: Path) -> None:
    quotes.first_number = 7
    machine = recorder(discord, tmp_path)
    machine.start()
    states = [machine.recording]
    await record_something(discord)
    recording = machine.stop("Tea for two")
    assert [*states, machine.recording] == [True, False]
    assert recording.path == str(tmp_path / "tea-for-two.toml")
    scenario = read(Path(recording.path))
    assert (len(scenario.steps), scenario.about, scenario.world) == (recording.steps, "Tea for two", "small")
    quotes.kept.clear()
    quotes.first_number = 30
    assert not await differences(discord, scenario, discord.create_guild("inn-2").guild.key)
    quotes.word = "Stored"
    told = await differences(discord, scenario, discord.create_guild("inn-3").guild.key)
    assert told[1] == "    text"
    assert told[2].startswith(
        "      - Kept as number ${index=digits} for <@${user:erin}>, <t:${digits}:R>, in ${digits} ms"
    )
    assert told[3].startswith("      + Stored as number 31")
    assert told[-2:] == ["      - an answer", "      + there is nothing to put in for ${index}"]


async def test_a_plain_message_of_the_page_can_be_played_again(discord: Sandbox, tmp_path: Path) -> None:
    machine = recorder(discord, tmp_path)
    machine.start()
    said = await act(discord, "erin", "say", content="Tea", files=[], wait=False)
    await act(discord, "erin", "edit", content="Coffee", message=said["id"], wait=False)
    await act(discord, "erin", "delete", message=said["id"], wait=False)
    file = {"filename": "list.csv", "content": "YSxi"}
    await act(discord, "erin", "say", content="Here", files=[file], wait=False)
    recording = machine.stop("Tea")
    assert recording.text.count("files") == 1
    scenario = read(Path(recording.path or ""))
    assert not await differences(discord, scenario, discord.create_guild("inn-2").guild.key)
    played = discord.guild("inn-2").member("erin", "general").reads()
    assert [message.text for message in played][-1:] == ["Here"]
    assert not {"Tea", "Coffee"} & {message.text for message in played}


async def test_a_recording_reads_well(discord: Sandbox, quotes: QuoteBot) -> None:
    quotes.first_number = 7
    machine = recorder(discord)
    machine.start()
    await record_something(discord)
    text = machine.stop().text
    for part in (
        'slash = "/quote text:a cup of tea"',
        'text = "Kept as number ${index=digits} for <@${user:erin}>, <t:${digits}:R>, in ${digits} ms: a cup of tea"',
        'slash = "/get index:${index}"',
        'text = "Number ${index}: a cup of tea"\nephemeral = true',
        'as = "message_1"',
        'click = "Next"\non = "message_1"',
        'text = "Page 2, asked for by <@${user:juniper}>"',
        'see = "Welcome! Tell us where you are in the story before you ask a question."\nas = "message_2"',
        'form = "Mend it"\nfields = ["The words"]',
        "not_offered = ",
    ):
        assert part in text, text


async def test_the_latest_acts_can_be_had_without_recording(discord: Sandbox, quotes: QuoteBot) -> None:
    await act(discord, "erin", "slash", line="/find")
    await act(discord, "erin", "slash", line="/quote text:tea")
    recording = recorder(discord).last(1, "The last")
    assert (recording.steps, recording.path) == (1, None)
    assert "/quote" in recording.text
    assert "/find" not in recording.text


async def test_there_has_to_be_a_recording_to_stop(discord: Sandbox, tmp_path: Path) -> None:
    machine = recorder(discord, tmp_path)
    with pytest.raises(NotRecording):
        machine.stop()
    for number in range(2):
        machine.start()
        machine.start()
        await act(discord, "erin", "say", content=f"hello {number}")
        assert machine.stop("Hello").path == str(tmp_path / f"hello{'-2' if number else ''}.toml")


async def test_one_act_is_a_step(discord: Sandbox, quotes: QuoteBot) -> None:
    await act(discord, "erin", "slash", line="/find")
    [entry] = [each for each in discord.journal.entries if isinstance(each, Action)]
    assert write_step(draft_step(entry, ids(discord.world))) == (
        '[[step]]\nwho = "erin"\nslash = "/find"\n\n[step.expect]\ntext = "Page 1"\nbuttons = ["Next"]\n'
    )

"""What the documentation shows of a conversation with the bot is what the bot does."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.runtime import Runtime
from discord_sandbox import ActionUnavailable, GuildHandle
from tests.support.documents import PAGES, Block, blocks, name_of
from tests.support.transcript import Stage, Step, steps

SPOKEN = [page for page in PAGES if any(blocks(page, "discord"))]


@pytest.fixture
def stage(inn: GuildHandle, bot: Runtime) -> Stage:
    commands = bot.container.commands().all()
    return Stage(inn, {command.name: [option.name for option in command.options] for command in commands})


@pytest.mark.parametrize("page", SPOKEN, ids=name_of)
async def test_transcripts_happen_as_they_are_written(stage: Stage, bot: Runtime, page: Path) -> None:
    for block in blocks(page, "discord"):
        for step in steps(block):
            await stage.play(step)
    # The page of the owner's commands stops the bot, which others still need.
    bot.container.client().stopping.clear()


def block(text: str) -> Block:
    return Block("discord", 1, text, {})


async def test_a_wrong_line_is_noticed(stage: Stage) -> None:
    [wrong] = steps(block("erin> /ping\nAsleep"))
    with pytest.raises(AssertionError, match=r"line 1: erin> /ping\nexpected:\n  Asleep\ncame:\nAwake!"):
        await stage.play(wrong)


async def test_lines_in_the_wrong_order_are_noticed(stage: Stage) -> None:
    [step] = steps(block("erin> /about\nYour data\nVersion"))
    with pytest.raises(AssertionError, match="expected:\n  Version\n"):
        await stage.play(step)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("erin> /help\nWhat you can do here", "that only erin can see it"),
        ("erin> /ping\nonly you can see this\nAwake!", "that only erin can see it"),
        ("erin> /help\nonly you can see this\n[Next]", r"\[Next\]"),
    ],
)
async def test_who_sees_it_and_the_buttons_are_part_of_it(stage: Stage, text: str, missing: str) -> None:
    [step] = steps(block(text))
    with pytest.raises(AssertionError, match=missing):
        await stage.play(step)


async def test_a_button_is_only_there_for_who_sees_it(stage: Stage) -> None:
    first, second = steps(block("erin> /help\nonly you can see this\njuniper> [Next]"))
    await stage.play(first)
    with pytest.raises(ActionUnavailable, match="juniper sees no 'Next'"):
        await stage.play(second)


def test_a_transcript_begins_with_a_deed() -> None:
    with pytest.raises(ValueError, match="line 1"):
        list(steps(block("Awake!")))
    assert list(steps(block("sage> Hello!"))) == [Step(1, "sage", "Hello!", [])]

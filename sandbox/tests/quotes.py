"""A small bot to play scenarios with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from discord_sandbox import Sandbox
from discord_sandbox.scenarios.model import Scenario
from discord_sandbox.scenarios.reading import parse
from discord_sandbox.scenarios.recorder import Recorder
from discord_sandbox.scenarios.report import lines
from discord_sandbox.scenarios.runner import Player, Result
from discord_sandbox.scenarios.transport import LocalTransport
from sandbox.tests.plain import Payload

QUOTES: list[Payload] = [
    {
        "name": "quote",
        "description": "Quotes.",
        "options": [{"type": 3, "name": "text", "description": "Words."}],
    },
    {
        "name": "get",
        "description": "One.",
        "options": [{"type": 4, "name": "index", "description": "Number."}],
    },
    {"name": "find", "description": "All."},
    {"name": "edit", "description": "Mend."},
    {"name": "About this", "type": 3},
]


class QuoteBot:
    """Answers like a small bot that numbers what it is given."""

    def __init__(self, discord: Sandbox) -> None:
        self.kept: list[str] = []
        self.first_number = 1
        self.word = "Kept"
        self._discord = discord

    def __call__(self, interaction: Payload) -> Payload | None:
        data = interaction["data"]
        if interaction["type"] == 5:
            return saying("Mended.")
        if interaction["type"] == 3:
            return {
                "type": 7,
                "data": {"content": f"Page 2, asked for by <@{interaction['member']['user']['id']}>"},
            }
        options = {option["name"]: option["value"] for option in data.get("options", ())}
        answer: Payload = getattr(self, data["name"].split()[0].lower())(interaction, **options)
        return answer

    def quote(self, interaction: Payload, text: str = "") -> Payload:
        self.kept.append(text)
        number = self.first_number + len(self.kept) - 1
        who = interaction["member"]["user"]["id"]
        return saying(
            f"{self.word} as number {number} for <@{who}>, <t:{1_700_000_000 + number}:R>, in 12 ms: {text}"
        )

    def get(self, _: Payload, index: int) -> Payload:
        return saying(f"Number {index}: {self.kept[index - self.first_number]}", flags=64)

    def find(self, _: Payload) -> Payload:
        button = {"type": 2, "style": 1, "label": "Next", "custom_id": f"next-{self._discord.clock.time()}"}
        return saying("Page 1", components=[{"type": 1, "components": [button]}])

    def edit(self, _: Payload) -> Payload:
        words = {"type": 18, "label": "The words", "component": {"type": 4, "custom_id": "w", "style": 1}}
        return {"type": 9, "data": {"title": "Mend it", "custom_id": "f", "components": [words]}}

    def about(self, interaction: Payload) -> Payload:
        said = next(iter(interaction["data"]["resolved"]["messages"].values()))
        return saying(f"It says {said['content']} (id {said['id']})")


def saying(content: str, **more: Any) -> Payload:
    return {"type": 4, "data": {"content": content, **more}}


async def play(discord: Sandbox, scenario: Scenario | str, guild: str | None = None) -> list[Result]:
    parsed = parse(scenario) if isinstance(scenario, str) else scenario
    player = Player(LocalTransport(discord), parsed, {parsed.guild: guild} if guild else {})
    return [result async for result in player.play()]


async def differences(discord: Sandbox, scenario: Scenario | str, guild: str | None = None) -> list[str]:
    played = await play(discord, scenario, guild)
    return [line for result in played for line in lines(result) if result.differences]


def recorder(discord: Sandbox, folder: Path | None = None) -> Recorder:
    return Recorder(discord.world, discord.journal, "small", folder)


# --- recording ---


async def act(discord: Sandbox, who: str, kind: str, **more: Any) -> Payload:
    return (await discord.actions.perform({"who": who, "kind": kind, **more})).payload()


async def record_something(discord: Sandbox) -> None:
    old = discord.guild("inn").member("juniper", "general").reads()[0]
    await act(discord, "erin", "slash", line="/quote text:a cup of tea")
    await act(discord, "juniper", "slash", line="/get index:7")
    page = await act(discord, "erin", "slash", command="find")
    await act(discord, "juniper", "say", content="I want that too", guild="inn")
    await act(discord, "juniper", "click", button="Next", message=page["id"])
    await act(discord, "erin", "message_menu", command="About this", message=str(old.id))
    await act(discord, "erin", "slash", line="/edit", wait=False)
    await act(discord, "erin", "submit", fields={"w": "x"})
    with pytest.raises(Exception, match="not offered|no command"):
        await act(discord, "erin", "slash", line="/quote text:x", channel="staff")

"""Every file of this folder is a test: it is played against the bot, in a guild of its own."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from app.runtime import Runtime
from discord_sandbox import Sandbox
from discord_sandbox.scenarios.model import Scenario
from discord_sandbox.scenarios.reading import read
from discord_sandbox.scenarios.report import lines
from discord_sandbox.scenarios.runner import Player
from discord_sandbox.scenarios.transport import LocalTransport

FOLDER = Path(__file__).parent
_numbers = itertools.count(1)

NewPlayer: TypeAlias = Callable[[Scenario], Player]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test for each scenario file."""
    if "scenario" in metafunc.fixturenames:
        files = sorted(FOLDER.glob("*.toml"))
        metafunc.parametrize("scenario", files, indirect=True, ids=[path.stem for path in files])


@pytest.fixture
def scenario(request: pytest.FixtureRequest) -> Scenario:
    return read(request.param)


@pytest.fixture
def new_player(discord: Sandbox, bot: Runtime) -> NewPlayer:
    """Plays a scenario in a new guild that is like the one it names."""

    def new(scenario: Scenario) -> Player:
        key = f"{scenario.guild}-scenario-{next(_numbers)}"
        discord.create_guild(key, scenario.guild, scenario.world)
        return Player(LocalTransport(discord), scenario, {scenario.guild: key})

    return new


async def differences(player: Player) -> str:
    """What was not as expected, with the steps before it; nothing if everything was."""
    told: list[str] = []
    failed = False
    async for result in player.play():
        told += lines(result, player.values)
        failed = failed or bool(result.differences)
    return "\n".join(told) if failed else ""

"""``twi sandbox`` as a process: acting, looking, worlds, recording and replaying."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from app.settings.loader import ROOT
from discord_sandbox import Sandbox
from tests.e2e.conftest import StartBot
from tests.e2e.test_cli import twi

Shell: TypeAlias = Callable[..., Awaitable["subprocess.CompletedProcess[str]"]]


@pytest.fixture
async def shell(discord: Sandbox, start_bot: StartBot) -> Shell:
    """``twi sandbox …`` beside a running bot."""
    process = await start_bot()
    await process.says("The bot is online")
    port = {"TWI_SANDBOX__PORT": discord.url.rpartition(":")[2]}

    async def run(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        return await asyncio.to_thread(twi, "sandbox", *arguments, environment=port, given=given)

    return run


@pytest.mark.parametrize(
    "command",
    [
        "act",
        "click",
        "select",
        "submit",
        "calls",
        "journal",
        "record",
        "replay",
        "worlds list",
        "worlds check",
    ],
)
def test_every_command_has_help(command: str) -> None:
    shown = twi("sandbox", *command.split(), "--help")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "Usage:" in shown.stdout
    assert len(shown.stdout.splitlines()) > 5


async def test_forms_and_menus_from_the_shell(shell: Shell) -> None:
    await shell("act", "erin", "/quote add quote:Killing is nver the answer.")
    assert "opened the form 'Edit quote 1'" in (await shell("act", "erin", "/quote edit index:1")).stdout
    mended = await shell("submit", "erin", "The words=Killing is never the answer.")
    assert "Quote 1 changed" in mended.stdout
    assert (await shell("submit", "erin", "no value")).returncode == 2
    assert "Choose the admin role" not in (await shell("act", "maple", "/settings")).stderr
    chosen = await shell("select", "maple", "Choose the admin role", "Readers")
    assert "Admin role" in chosen.stdout
    refused = await shell("select", "maple", "Choose the weather", "Rain")
    assert (refused.returncode, "Choose the admin role" in refused.stderr) == (2, True)


async def test_the_journal_tells_what_happened(shell: Shell) -> None:
    await shell("act", "erin", "/ping")
    await shell("act", "linden", "/settings")
    told = (await shell("journal", "--limit", "12")).stdout
    for part in (
        'act   reply = await erin.slash("ping")  answered after ',
        "event INTERACTION_CREATE (shard 0, guild ",
        "call  200 ",
        'act   reply = await linden.slash("settings")  not_offered',
    ):
        assert part in told
    assert len(told.splitlines()) <= 12


async def test_what_is_recorded_can_be_replayed(shell: Shell, discord: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "new" / "ping.toml"
    command = [sys.executable, "-m", "app", "sandbox", "record", str(file), "--about", "Two people"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TWI_")}
    environment = {**kept, "TWI_ENV": "testing", "TWI_SANDBOX__PORT": discord.url.rpartition(":")[2]}
    recording = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert recording.stdin
    assert recording.stdout
    assert b"Press Enter to end it" in await recording.stdout.readline()
    await shell("act", "erin", "/ping")
    await shell("act", "juniper", "/help command:quote add")
    told, _ = await recording.communicate(b"\n")
    assert f"{file} has 2 steps" in told.decode()
    assert 'about = "Two people"' in file.read_text()
    again = await shell("replay", "--running", str(file))
    assert (again.returncode, again.stdout.splitlines()[-1]) == (
        0,
        "Played: 1. Different from what was expected: 0.",
    )
    refused = await shell("record", str(file), "--last", "1")
    assert (refused.returncode, "is there already" in refused.stderr) == (2, True)
    assert "has 1 steps" in (await shell("record", str(file), "--last", "1", "--force")).stdout


def test_scenarios_are_replayed_with_a_bot_of_their_own(tmp_path: Path) -> None:
    """Whatever is configured: here a token and a database that do not exist."""
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(
        'about = "Asleep"\n[[step]]\nwho = "erin"\nslash = "/ping"\nexpect.text = "Asleep! ${any}"\n'
    )
    environment = {
        "TWI_DISCORD__TOKEN": "MTA1MDAwMDAwMDAwMDAwMDAwMA.Gabcde.abcdefghijklmnopqrstuvwxyz0123",
        "TWI_DATABASE__URL": "postgresql://nobody@127.0.0.1:1/nothing",
        "TWI_CACHE__URL": "redis://127.0.0.1:1/0",
    }
    done = twi("sandbox", "replay", str(wrong), "tests/scenarios/quotes.toml", environment=environment)
    assert done.returncode == 1, done.stderr
    told = done.stdout.splitlines()
    assert told[0] == f"DIFFERS  {wrong}  Asleep"
    assert told[1:4] == ["  DIFFERS     1  erin> /ping", "      text", "        - Asleep! ${any}"]
    assert told[4].startswith("        + Awake! Discord is ")
    assert told[5].startswith("ok       tests/scenarios/quotes.toml  ")
    assert told[6] == "Played: 2. Different from what was expected: 1."


def test_a_scenario_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('about = "Wrong"\n[[step]]\nwho = "erin"\nslsh = "/ping"\n')
    refused = twi("sandbox", "replay", str(wrong))
    assert refused.returncode == 2
    assert "wrong.toml cannot be used:\n  step 1: a step has one of slash, " in refused.stderr
    assert "\n  step 1, slsh: This field does not exist here." in refused.stderr


def test_worlds_are_listed_and_checked(tmp_path: Path) -> None:
    listed = twi("sandbox", "worlds", "list").stdout
    assert "community " in listed
    assert "small " in listed
    assert twi("sandbox", "worlds", "check").returncode == 0
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('about = "Nobody"\n[[guild]]\nkey = "inn"\nname = "Inn"\nowner = "x"\nchannel = []\n')
    checked = twi("sandbox", "worlds", "check", "small", str(wrong))
    assert checked.returncode == 1
    assert "small is fine." in checked.stdout
    for line in ("guild inn, owner: Must be between 2 and 32", "guild inn, channel: This field is required"):
        assert line in checked.stderr


def test_a_world_that_is_not_there_ends_the_start(tmp_path: Path) -> None:
    refused = twi("sandbox", environment={"TWI_SANDBOX__WORLD": "comunity", "TWI_SANDBOX__PORT": "0"})
    assert refused.returncode == 2
    assert "there is no 'comunity'; do you mean 'community'?" in refused.stderr

"""What a process says of itself, and how it is asked."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from app import __version__
from app.infra.build import build_of
from app.infra.db import migrate
from app.settings.loader import ROOT
from tests.e2e.conftest import StartBot
from tests.e2e.test_cli import twi
from tests.e2e.test_run import free_port
from tests.support.process import bot_process


@pytest.mark.parametrize(("command", "kind"), [("run", "bot"), ("worker", "worker")])
async def test_one_line_says_what_runs(start_bot: StartBot, command: str, kind: str) -> None:
    process = await start_bot(command)
    await process.says("profile testing")
    first = str(process.entries()[0]["message"])
    assert first.startswith(f"{kind} {__version__} in profile testing, revision ")
    assert f"schema {migrate.newest_revision()}" in first
    await process.says("online in profile testing" if kind == "bot" else "the worker is ready")


@pytest.mark.parametrize("command", ["run", "worker"])
async def test_every_line_of_a_json_log_is_json(start_bot: StartBot, command: str) -> None:
    process = await start_bot(command)
    await process.says("online in profile testing" if command == "run" else "the worker is ready")
    await asyncio.to_thread(process.stop)
    lines = process.output.splitlines()
    assert len(process.entries()) == len(lines) > 1


@pytest.mark.parametrize("command", ["run", "worker"])
@pytest.mark.parametrize(
    ("more", "code", "words"),
    [
        ({"TWI_DATABASE__URL": "postgresql://u@127.0.0.1:1/none"}, 75, "the database cannot be reached"),
        ({"TWI_HTTP__HOST": "192.0.2.1"}, 2, "http.port: 192.0.2.1:"),
        (
            {"TWI_DATABASE__URL": "postgresql:///template1?host=/nowhere"},
            75,
            "the database cannot be reached",
        ),
    ],
)
async def test_the_end_is_told_in_json_too(
    environment: dict[str, str], tmp_path: Path, command: str, more: dict[str, str], code: int, words: str
) -> None:
    async with bot_process(tmp_path, command, **{**environment, **more}) as process:
        assert await process.ended(40) == code
    assert len(process.entries()) == len(process.output.splitlines())
    assert words in str(process.entries()[-1]["message"])


async def test_a_text_log_ends_in_one_sentence(environment: dict[str, str], tmp_path: Path) -> None:
    nowhere = {"TWI_DATABASE__URL": "postgresql://u@127.0.0.1:1/none", "TWI_LOG__FORMAT": "text"}
    async with bot_process(tmp_path, "worker", **{**environment, **nowhere}) as process:
        assert await process.ended(40) == 75
    assert process.output.splitlines()[-1].startswith("twi: the database cannot be reached")


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])  # noqa: S104 - as in a container
async def test_a_process_is_asked_how_it_is_on_the_port_of_the_settings(
    start_bot: StartBot, host: str
) -> None:
    where = {"TWI_HTTP__PORT": str(free_port()), "TWI_HTTP__HOST": host}
    nobody = await asyncio.to_thread(twi, "health", environment=where)
    assert (nobody.returncode, nobody.stderr) == (
        1,
        f"twi: nobody answers on 127.0.0.1, port {where['TWI_HTTP__PORT']} (http.port): ConnectionRefusedError\n",
    )
    process = await start_bot(**where)
    await process.says("The bot is online")
    for arguments in (("health",), ("health", "--ready")):
        done = await asyncio.to_thread(twi, *arguments, environment=where)
        assert done.returncode == 0, done.stderr
    off = await asyncio.to_thread(twi, "health", environment={"TWI_HTTP__ENABLED": "false"})
    assert (off.returncode, "http.enabled" in off.stderr) == (1, True)


def test_the_revision_is_that_of_the_image_or_the_checkout(tmp_path: Path) -> None:
    assert re.fullmatch(r"[0-9a-f]{7,}(-dirty)?", build_of(ROOT).revision)
    assert build_of(tmp_path).revision == "unknown"
    (tmp_path / "REVISION").write_text("abc1234\n")
    assert build_of(tmp_path).revision == "abc1234"
    (tmp_path / "REVISION").write_text("\n")
    assert build_of(tmp_path).revision == "unknown"

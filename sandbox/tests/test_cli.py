"""``discord-sandbox``, as a process: running, acting, looking, recording, replaying, worlds, load."""

from __future__ import annotations

import asyncio
import os
import pty
import signal
import socket
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import TypeAlias

import aiohttp
import orjson
import pytest

from discord_sandbox import Sandbox, __version__
from discord_sandbox.remote import Remote, connection
from discord_sandbox.rest import listing
from sandbox.tests import specimen
from sandbox.tests.plain import PlainBot
from sandbox.tests.terminal import COMMAND, line, process, run_command

Shell: TypeAlias = Callable[..., Awaitable["subprocess.CompletedProcess[str]"]]
WHISPER = str(Path(__file__).parent / "whisper.toml")


def port_of(discord: Sandbox) -> str:
    return discord.url.rpartition(":")[2]


def free_port() -> str:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return str(listener.getsockname()[1])


@pytest.fixture
async def shell(discord: Sandbox) -> AsyncIterator[Shell]:
    """The command line beside a running sandbox with a bot."""

    async def run(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        port = ("--port", port_of(discord))
        return await asyncio.to_thread(run_command, *arguments, *port, given=given)

    async with specimen.running(discord.rest_url, discord.token):
        await discord.ready(commands=1)
        yield run


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
async def test_it_says_in_json_where_it_is_and_runs_until_told_to_stop(stop: signal.Signals) -> None:
    async with process(*COMMAND, "run", "--port", "0") as running, aiohttp.ClientSession() as http:
        ready = orjson.loads(await line(running))
        authorization = {"Authorization": f"Bot {ready['token']}"}
        async with http.get(f"{ready['rest_url']}/gateway/bot", headers=authorization) as answer:
            gateway = (await answer.json())["url"]
        async with http.ws_connect(f"{gateway}?v=10&encoding=json") as socket:
            assert (await socket.receive_json())["op"] == 10
        async with http.get(ready["url"]) as page:
            assert "<title>" in await page.text()
        running.send_signal(stop)
        assert await asyncio.wait_for(running.wait(), 20) == 0


async def test_it_ends_with_who_started_it() -> None:
    command = (*COMMAND, "run", "--port", "0", "--exit-with-parent")
    async with process(*command, stdin=asyncio.subprocess.PIPE) as running:
        assert orjson.loads(await line(running))["url"]
        assert running.stdin
        running.stdin.close()
        assert await asyncio.wait_for(running.wait(), 20) == 0


async def test_at_a_terminal_it_says_what_to_do_next() -> None:
    ours, theirs = pty.openpty()
    running = await asyncio.create_subprocess_exec(*COMMAND, "run", "--port", "0", stdout=theirs)
    os.close(theirs)
    told = ""
    while "Hello" not in told:
        told += (await asyncio.to_thread(os.read, ours, 4096)).decode()
    running.terminate()
    assert await running.wait() == 0
    os.close(ours)
    first, rest_url, token, hint = (each.strip() for each in told.splitlines()[:4])
    assert first.startswith("A Discord runs here: http://127.0.0.1:")
    assert "rest_url  http://127.0.0.1:" in rest_url
    assert token.endswith(".sandbox.not-a-secret")
    assert ' act erin "Hello" --port ' in hint


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("run", "--world", "comunity"), "the sandbox cannot start: comunity cannot be used:\n  there is no"),
        (("run", "--port", "PORT"), "the sandbox cannot start: "),
        (("load", "--port", "PORT"), "something listens on port PORT already; if it is a sandbox, --running"),
        (
            ("act", "erin", "/ping", "--port", "FREE"),
            "no sandbox listens on port FREE; `discord-sandbox run`",
        ),
        (("replay", WHISPER, "--port", "FREE"), "no sandbox listens on port FREE"),
        (("act", "nobody", "/ping", "--port", "PORT"), "nobody"),
        (("click", "erin", "Next", "--port", "PORT"), "there is no such message here"),
    ],
)
async def test_what_cannot_be_done_is_told(discord: Sandbox, arguments: tuple[str, ...], words: str) -> None:
    ports = {"PORT": port_of(discord), "FREE": free_port()}
    for name, port in ports.items():
        arguments = tuple(argument.replace(name, port) for argument in arguments)
        words = words.replace(name, port)
    done = await asyncio.to_thread(run_command, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("discord-sandbox: ")
    assert words in done.stderr


async def test_people_act_and_what_came_is_shown(shell: Shell) -> None:
    assert (await shell("act", "erin", "/ping")).stdout == "Pong!\n"
    whispered = await shell("act", "sage", "/whisper text:A secret")
    assert whispered.stdout == "only you can see this\nA secret\n"
    assert "[Next]  [Form]" in (await shell("act", "sage", "/panel")).stdout
    assert (await shell("click", "sage", "Form")).stdout.startswith("opened the form ")
    assert (await shell("submit", "sage", "words=in ink")).stdout.endswith("\nYou wrote in ink\n")
    assert (await shell("submit", "sage", "in ink")).returncode == 2
    await shell("act", "sage", "/panel")
    assert (await shell("select", "sage", "Weather", "Rain")).returncode == 2


async def test_what_happened_is_told(shell: Shell) -> None:
    await shell("act", "erin", "/ping")
    told = (await shell("journal", "--limit", "20")).stdout
    for part in (
        'act   reply = await erin.slash("ping")  answered after ',
        "event INTERACTION_CREATE (shard 0, guild ",
        "call  200 ",
    ):
        assert part in told
    assert len((await shell("journal", "--limit", "3")).stdout.splitlines()) == 3
    [latest] = (await shell("calls", "--limit", "1")).stdout.splitlines()
    assert " ms  POST   /interactions/" in latest


async def test_what_is_recorded_can_be_replayed(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "new" / "ping.toml"
    await shell("act", "erin", "/ping")
    recorded = await shell("record", str(file), "--last", "1", "--about", "Somebody asks")
    assert f"{file} has 1 steps. Play it with: " in recorded.stdout
    assert f" replay {file}\n" in recorded.stdout
    assert "is there already" in (await shell("record", str(file), "--last", "1")).stderr
    recorded = await shell("record", str(file), "--force", given="\n")
    assert "Press Enter to end it." in recorded.stdout
    await shell("act", "erin", "/ping")
    await shell("record", str(file), "--last", "1", "--force")
    played = await shell("replay", str(file), WHISPER, "--verbose")
    assert (played.returncode, played.stderr) == (0, "")
    assert "ok          1  sage> /whisper" in played.stdout
    assert played.stdout.endswith("Played: 2. Different from what was expected: 0.\n")


async def test_a_line_that_is_no_command_can_be_looked_at_and_recorded(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "nothing.toml"
    assert (
        "there is no command in '/nothing at:all'" in (await shell("act", "erin", "/nothing at:all")).stderr
    )
    assert 'erin.slash("nothing at:all")' in (await shell("journal", "--limit", "1")).stdout
    assert (await shell("record", str(file), "--last", "1")).returncode == 0
    assert 'slash = "/nothing at:all"' in file.read_text()
    played = await shell("replay", str(file))
    assert played.stdout.endswith("Played: 1. Different from what was expected: 0.\n")


async def test_a_difference_is_told(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "ping.toml").write_text(
        'about = "Silence"\n[[step]]\nwho = "erin"\nslash = "/ping"\nexpect.text = "…"\n'
    )
    played = await shell("replay", str(tmp_path))
    assert played.returncode == 1
    told = [each.strip() for each in played.stdout.splitlines()]
    assert told[0].startswith("DIFFERS")
    assert told[1:] == [
        "DIFFERS     1  erin> /ping",
        "text",
        "- …",
        "+ Pong!",
        "Played: 1. Different from what was expected: 1.",
    ]


def test_worlds_are_listed_and_checked(tmp_path: Path) -> None:
    listed = run_command("worlds", "list").stdout
    assert "community " in listed
    assert "small " in listed
    assert run_command("worlds", "check").returncode == 0
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('about = "Nobody"\n[[guild]]\nkey = "inn"\nname = "Inn"\nowner = "x"\nchannel = []\n')
    checked = run_command("worlds", "check", "small", str(wrong))
    assert (checked.returncode, checked.stdout) == (1, "small is fine.\n")
    for words in ("guild inn, owner: Must be between 2 and 32", "guild inn, channel: This field is required"):
        assert words in checked.stderr


async def test_it_goes_on_where_it_ended(tmp_path: Path) -> None:
    command = (*COMMAND, "run", "--port", "0", "--keep", str(tmp_path))
    for _ in range(2):
        async with process(*command) as running:
            remote = Remote(int(orjson.loads(await line(running))["url"].rpartition(":")[2]))
            await asyncio.to_thread(remote.act, "erin", "Still here")
            running.terminate()
            assert await running.wait() == 0
    async with process(*command) as running:
        remote = Remote(int(orjson.loads(await line(running))["url"].rpartition(":")[2]))
        seen = {"who": "sage", "kind": "see", "pattern": "Still here", "within": 0}
        assert (await asyncio.to_thread(remote.perform, seen)).text == "Still here"


async def test_the_sandbox_that_runs_can_be_put_under_load(
    discord: Sandbox, plain: PlainBot, tmp_path: Path
) -> None:
    await plain.identify()
    report = tmp_path / "figures.json"
    asked = ("--guilds", "2", "--members", "2", "--seconds", "0.5", "--messages", "50", "--json", str(report))
    done = await asyncio.to_thread(run_command, "load", "--running", "--port", port_of(discord), *asked)
    assert (done.returncode, done.stderr) == (0, "")
    assert orjson.loads(report.read_bytes())["messages"] > 0
    assert len(discord.world.guilds) == 4


async def test_a_load_of_its_own_says_how_to_connect(http: aiohttp.ClientSession) -> None:
    port = free_port()
    command = ("load", "--port", port, "--guilds", "2", "--seconds", "0.2", "--messages", "20")
    async with process(*COMMAND, *command) as running:
        told = [await line(running) for _ in range(3)]
        there = connection(int(port))
        assert there
        assert told[1:] == [f"rest_url  {there.rest_url}\n", f"token     {there.token}\n"]
        async with http.ws_connect(f"ws://127.0.0.1:{port}/gateway?v=10&encoding=json") as socket:
            await socket.receive()
            await socket.send_json({"op": 2, "d": {"token": there.token, "intents": 513, "properties": {}}})
            assert await asyncio.wait_for(running.wait(), 30) == 0


def test_the_routes_are_listed() -> None:
    assert run_command("routes").stdout == listing.page()
    assert run_command("--version").stdout.endswith(f"{__version__}\n")


@pytest.mark.parametrize("program", ["", "worlds", "act", "load"])
def test_it_explains_itself(program: str) -> None:
    shown = run_command(*program.split(), "-h")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "Usage:" in shown.stdout

"""``twi sandbox load``, as a process, with a bot that connects to it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp
import orjson
import pytest

from discord_sandbox import Sandbox
from discord_sandbox.remote import connection
from tests.e2e.test_cli import twi
from tests.e2e.test_run import free_port
from tests.support.process import bot_process

ASK = {"name": "ask", "description": "Something."}
INTENTS = 1 | 1 << 9


class Bot:
    """A bot that says yes to everything."""

    def __init__(self, http: aiohttp.ClientSession, rest_url: str, token: str) -> None:
        self._http = http
        self._rest_url = rest_url
        self._authorization = {"Authorization": f"Bot {token}"}
        self._token = token
        self.events = 0

    async def run(self, shard_id: int, shard_count: int) -> None:
        url = (await self._call("GET", "/gateway"))["url"]
        async with self._http.ws_connect(f"{url}?v=10&encoding=json", max_msg_size=0) as socket:
            await socket.receive()
            identity = {"token": self._token, "intents": INTENTS, "shard": [shard_id, shard_count]}
            await socket.send_bytes(orjson.dumps({"op": 2, "d": identity}))
            if shard_id == 0:
                me = await self._call("GET", "/applications/@me")
                await self._call("PUT", f"/applications/{me['id']}/commands", [ASK])
            async for message in socket:
                self.events += 1
                event = orjson.loads(message.data)
                if event["t"] == "INTERACTION_CREATE":
                    path = f"/interactions/{event['d']['id']}/{event['d']['token']}/callback"
                    await self._call("POST", path, {"type": 4, "data": {"content": "Yes."}})

    async def _call(self, method: str, path: str, body: object = None) -> dict[str, str]:
        async with self._http.request(
            method, self._rest_url + path, json=body, headers=self._authorization
        ) as response:
            raw = await response.read()
        answer: dict[str, str] = orjson.loads(raw) if raw else {}
        return answer


async def test_a_load_of_its_own_waits_for_a_bot_and_tells_how_it_was_met(tmp_path: Path) -> None:
    port, report = free_port(), tmp_path / "figures.json"
    asked = ("--guilds", "4", "--members", "5", "--shards", "2", "--seconds", "1", "--json", str(report))
    rates = ("--messages", "200", "--commands", "20", "--command", "ask")
    environment = {"TWI_ENV": "testing", "TWI_SANDBOX__PORT": str(port)}
    async with bot_process(tmp_path, "sandbox", "load", *asked, *rates, **environment) as process:
        await process.says("Connect one from another terminal")
        there = await asyncio.to_thread(connection, port)
        assert there
        async with aiohttp.ClientSession() as http:
            bot = Bot(http, there.rest_url, there.token)
            shards = [asyncio.create_task(bot.run(number, 2)) for number in (0, 1)]
            assert await process.ended(30) == 0
            await asyncio.gather(*shards, return_exceptions=True)
    figures = orjson.loads(report.read_bytes())
    assert figures["messages"] > 0
    assert figures["answers"] == figures["commands"] > 0
    assert bot.events >= figures["events"] >= figures["messages"] + figures["commands"]
    assert "first answer p95" in process.output


async def test_the_sandbox_that_runs_can_be_put_under_load(discord: Sandbox) -> None:
    environment = {"TWI_SANDBOX__PORT": discord.url.rpartition(":")[2]}
    asked = ("--running", "--guilds", "2", "--members", "2", "--seconds", "0.5", "--messages", "50")
    done = await asyncio.to_thread(twi, "sandbox", "load", *asked, environment=environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(discord.world.guilds) == 4
    assert "messages" in done.stdout


async def test_the_sandbox_that_runs_is_pointed_out(discord: Sandbox) -> None:
    environment = {"TWI_SANDBOX__PORT": discord.url.rpartition(":")[2]}
    done = await asyncio.to_thread(twi, "sandbox", "load", environment=environment)
    assert done.returncode == 2
    assert f"something listens on port {environment['TWI_SANDBOX__PORT']} already" in done.stderr
    assert "--running" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--guilds", "0"), "guilds: Input should be greater"),
        (("--running",), "no sandbox listens"),
        (("--running", "--commands", "1", "--command", "nothing"), "no sandbox listens"),
    ],
)
def test_what_cannot_be_is_told(arguments: tuple[str, ...], words: str) -> None:
    done = twi("sandbox", "load", *arguments, environment={"TWI_SANDBOX__PORT": str(free_port())})
    assert done.returncode == 2
    assert words in done.stderr

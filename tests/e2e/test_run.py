"""The bot as its operators run it."""

from __future__ import annotations

import asyncio
import re
import signal
import socket
from contextlib import suppress
from pathlib import Path

import aiohttp
import psutil
import pytest

from discord_sandbox import GuildHandle, Sandbox
from discord_sandbox.remote import Remote
from tests.e2e.conftest import COMMANDS, StartBot
from tests.support.postgres import create_database
from tests.support.process import BotProcess, bot_process
from tests.support.proxy import Proxy

WORDS = "Killing is never the answer."


async def online(discord: Sandbox, process: BotProcess) -> None:
    await process.says("The bot is online")
    await discord.ready(commands=COMMANDS)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


async def test_it_answers_says_where_it_is_and_stops_cleanly(
    discord: Sandbox, inn: GuildHandle, start_bot: StartBot
) -> None:
    process = await start_bot()
    await online(discord, process)
    assert "Awake!" in (await inn.member("erin").slash("ping")).text
    process.send(signal.SIGTERM)
    assert await process.ended() == 0
    assert discord.gateway.connected == []
    assert all("level" in entry and "time" in entry for entry in process.entries())
    assert not [entry for entry in process.entries() if entry["level"] in {"ERROR", "WARNING"}]
    assert discord.violations == []


async def test_ctrl_c_stops_it_too(discord: Sandbox, start_bot: StartBot) -> None:
    process = await start_bot()
    await online(discord, process)
    process.send(signal.SIGINT)
    assert await process.ended() == 0


async def test_an_answer_under_way_is_still_given(
    discord: Sandbox, inn: GuildHandle, start_bot: StartBot
) -> None:
    process = await start_bot()
    await online(discord, process)
    replies = await asyncio.gather(*(inn.member("erin").slash("info server") for _ in range(5)))
    process.send(signal.SIGTERM)
    assert all(reply.deferred for reply in replies)
    replies = [await reply.settled() for reply in replies]
    assert all("Readers of The Wandering Inn" in reply.text for reply in replies)
    assert await process.ended() == 0


@pytest.mark.regression(22)
async def test_panels_outlive_a_killed_process(
    discord: Sandbox, inn: GuildHandle, start_bot: StartBot
) -> None:
    first = await start_bot()
    await online(discord, first)
    erin = inn.member("erin")
    for number in range(5):
        await erin.slash("quote add", quote=f"words about the inn, part {number}")
    await inn.member("juniper").slash("quote add", quote="words about the inn, the last")
    found = await erin.slash("quote find", search="inn")
    question = await erin.slash("quote delete", index=1)
    form = await erin.slash("quote edit", index=2)
    first.kill()
    second = await start_bot()
    await online(discord, second)
    await erin.click(found, "Next")
    assert "Page 2 of 2" in [button["label"] for button in found.buttons]
    refused = await inn.member("juniper").click(found, "Back")
    assert "somebody else" in refused.text
    await erin.click(question, "Delete it")
    assert "Quote 1 is gone" in question.text
    assert "mended" in (await erin.submit(form, text="mended words")).text


async def test_health_tells_the_truth_about_the_database(
    discord: Sandbox, inn: GuildHandle, environment: dict[str, str], tmp_path: Path
) -> None:
    port = free_port()
    async with Proxy(environment["TWI_DATABASE__URL"]) as proxy:
        more = {"TWI_DATABASE__URL": proxy.url, "TWI_HTTP__PORT": str(port)}
        async with bot_process(tmp_path, **{**environment, **more}) as process:
            await online(discord, process)

            async def status(path: str) -> int:
                address = f"http://127.0.0.1:{port}{path}"
                async with aiohttp.ClientSession() as session, session.get(address) as response:
                    return response.status

            assert (await status("/livez"), await status("/readyz")) == (200, 200)
            await inn.member("erin").slash("quote add", quote=WORDS)
            proxy.cut()
            async with asyncio.timeout(20):
                while await status("/readyz") != 503:
                    await asyncio.sleep(0.05)
            assert await status("/livez") == 200
            refused = await inn.member("erin").slash("quote get", index=1)
            assert "cannot reach my memory" in refused.text
            assert "Awake!" in (await inn.member("erin").slash("ping")).text
            proxy.mend()
            async with asyncio.timeout(10):
                while await status("/readyz") != 200:
                    await asyncio.sleep(0.1)
            assert WORDS in (await inn.member("erin").slash("quote get", index=1)).text


async def test_a_lost_gateway_is_resumed_and_nothing_is_lost_or_doubled(
    discord: Sandbox, inn: GuildHandle, start_bot: StartBot
) -> None:
    process = await start_bot()
    await online(discord, process)
    [session] = discord.gateway.connected
    # hikari waits a few seconds before it connects again.
    discord.world.interactions.answer_seconds = 15
    for cut in (discord.gateway.drop, discord.gateway.ask_to_reconnect):
        cut()
        reply = await inn.member("erin").slash("ping")
        assert "Awake!" in reply.text
    assert [now.id for now in discord.gateway.connected] == [session.id]
    answers = [call for call in discord.calls if call.path.endswith("/callback")]
    assert len(answers) == 2
    assert discord.violations == []


async def test_a_session_that_ended_is_begun_anew(
    discord: Sandbox, inn: GuildHandle, start_bot: StartBot
) -> None:
    process = await start_bot()
    await online(discord, process)
    discord.gateway.invalidate()
    await discord.world.changed.until(lambda: not discord.gateway.connected, 5)
    await discord.ready(timeout=20)
    assert "Awake!" in (await inn.member("erin").slash("ping")).text


@pytest.mark.parametrize(("code", "words"), [(4004, "refuses"), (4013, "ended"), (4014, "ended")])
async def test_what_cannot_be_mended_ends_the_process_once(
    discord: Sandbox, start_bot: StartBot, code: int, words: str
) -> None:
    process = await start_bot()
    await online(discord, process)
    await discord.gateway.close(code)
    assert await process.ended() == 2
    assert len([entry for entry in process.entries() if str(entry["message"]).startswith("Discord")]) == 1


async def test_a_wrong_token_ends_the_start(
    discord: Sandbox, environment: dict[str, str], tmp_path: Path
) -> None:
    wrong = environment | {"TWI_DISCORD__TOKEN": "MTA1MDAwMDAwMDAwMDAwMDAwMA.Gabcde.wrong"}
    async with bot_process(tmp_path, **wrong) as process:
        assert await process.ended(40) == 2
    assert "Discord refuses the connection" in process.output
    assert "Gabcde" not in process.output


async def test_every_mistake_in_the_settings_is_told(tmp_path: Path) -> None:
    mistakes = {"TWI_ENV": "production", "TWI_DATABASE__POOL_SIZE": "many", "TWI_COLOUR": "red"}
    async with bot_process(tmp_path, **mistakes) as process:
        assert await process.ended() == 2
    for name in ("discord.token", "database.url", "database.pool_size", "colour: no such setting"):
        assert name in process.output


async def test_what_may_mend_itself_ends_differently(environment: dict[str, str], tmp_path: Path) -> None:
    nowhere = environment | {"TWI_DATABASE__URL": "postgresql://u@127.0.0.1:1/none"}
    async with bot_process(tmp_path, **nowhere) as process:
        assert await process.ended() == 75
    assert "the database cannot be reached" in process.output


async def test_production_waits_for_a_person_to_migrate(
    environment: dict[str, str], tmp_path: Path, database_url: str
) -> None:
    empty = await asyncio.to_thread(create_database, database_url, "twi_unmigrated", "template0")
    trusting = {"TWI_DISCORD__TRUST_REST_URL": "true"}
    production = environment | trusting | {"TWI_ENV": "production", "TWI_DATABASE__URL": empty}
    async with bot_process(tmp_path, **production) as process:
        assert await process.ended(40) == 2
    assert "twi db upgrade" in process.output
    async with bot_process(tmp_path, "db", "upgrade", **production) as process:
        assert await process.ended(40) == 0
    async with bot_process(tmp_path, "run", **production) as process:
        await process.says("The bot is online in profile production")


@pytest.mark.regression(37)
async def test_make_run_brings_everything_along_and_keeps_the_data(tmp_path: Path) -> None:
    data, port = tmp_path / "data", free_port()
    (tmp_path / "logs").mkdir()
    development = {
        "TWI_ENV": "development",
        "TWI_DATABASE__DIRECTORY": str(data / "postgres"),
        "TWI_SANDBOX__PORT": str(port),
        "TWI_SANDBOX__KEEP": str(data / "sandbox"),
    }
    remote = Remote(port)
    async with bot_process(tmp_path / "logs", **development) as process:
        await process.says(f"The bot is online in a local Discord: http://127.0.0.1:{port}")
        assert "Talk to it: .venv/bin/twi sandbox act" in process.output
        added = await asyncio.to_thread(remote.act, "erin", f"/quote add quote:{WORDS}")
        assert "Kept as quote 1" in added.text
        await asyncio.to_thread(remote.act, "hazel", "I shall still be here tomorrow.")
        children = psutil.Process(process.pid).children(recursive=True)
        process.send(signal.SIGINT)
        assert await process.ended(30) == 0
    assert psutil.wait_procs(children, timeout=5)[1] == []
    assert not list(data.glob("postgres/postmaster.pid"))
    async with bot_process(tmp_path / "logs", **development) as process:
        await process.says("The bot is online")
        seen = {"who": "hazel", "kind": "see", "pattern": "still be here tomorrow", "within": 0}
        assert "tomorrow" in (await asyncio.to_thread(remote.perform, seen)).text
        shown = await asyncio.to_thread(remote.act, "juniper", "/quote get index:1")
        assert WORDS in shown.text


async def test_the_sandbox_goes_when_its_bot_is_killed(tmp_path: Path, environment: dict[str, str]) -> None:
    without_token = {name: value for name, value in environment.items() if "DISCORD" not in name}
    more = {"TWI_SANDBOX__ENABLED": "true", "TWI_SANDBOX__PORT": "0", "TWI_LOG__FORMAT": "text"}
    async with bot_process(tmp_path, **{**without_token, **more}) as process:
        await process.says("The bot is online in a local Discord")
        [sandbox] = psutil.Process(process.pid).children()
        process.kill()
        assert psutil.wait_procs([sandbox], timeout=10)[1] == []


async def test_changes_are_told_in_the_log_channel_by_a_worker(
    discord: Sandbox, inn: GuildHandle, start_bot: StartBot
) -> None:
    process = await start_bot(TWI_JOBS__ENABLED="false")
    await online(discord, process)
    maple = inn.member("maple", "staff")
    panel = await maple.slash("settings")
    await maple.select(panel, "Log channel", ["staff"])
    await maple.slash("set_admin_role", role="Moderators")
    await start_bot("worker")
    told = await maple.sees("changed **Admin role**", timeout=60)
    assert told.mentions == []
    [again] = [message for message in maple.reads() if "**Admin role**" in message.text]
    assert again.id == told.id


async def test_a_worker_is_ready_without_a_gateway(start_bot: StartBot) -> None:
    port = free_port()
    await start_bot("worker", TWI_HTTP__PORT=str(port))

    async def readiness() -> tuple[int, object]:
        address = f"http://127.0.0.1:{port}/readyz"
        async with aiohttp.ClientSession() as session, session.get(address) as response:
            return response.status, await response.json()

    async with asyncio.timeout(60):
        while True:
            with suppress(aiohttp.ClientConnectionError):
                assert await readiness() == (
                    200,
                    {"ready": True, "checks": {"database": True}, "details": {"jobs_given_up": {}}},
                )
                return
            await asyncio.sleep(0.1)


async def test_the_log_names_the_invocation_on_every_line(
    discord: Sandbox, inn: GuildHandle, start_bot: StartBot
) -> None:
    process = await start_bot(TWI_LOG__LEVEL="DEBUG", TWI_DATABASE__SLOW_QUERY="0")
    await online(discord, process)
    await inn.member("erin").slash("quote add", quote="a members words")
    lines = [entry for entry in process.entries() if entry.get("command") == "quote add"]
    assert len(lines) > 5
    assert {entry["guild"] for entry in lines} == {inn.id}
    assert {entry["user"] for entry in lines} == {inn.member("erin").id}
    assert len({entry["invocation"] for entry in lines}) == 1
    assert any("INSERT INTO quotes" in str(entry["message"]) for entry in lines)
    assert "a members words" not in process.output
    assert discord.token not in process.output


async def test_metrics_tell_what_happened(discord: Sandbox, inn: GuildHandle, start_bot: StartBot) -> None:
    port = free_port()
    process = await start_bot(TWI_HTTP__PORT=str(port))
    await online(discord, process)
    await inn.member("erin").slash("quote add", quote=WORDS)
    await inn.member("erin").slash("link add", title="FAQ", content="text")
    lines = (
        'twi_commands_total{command="quote add",kind="command",outcome="ok"} 1.0',
        'twi_commands_total{command="link add",kind="command",outcome="refused"} 1.0',
        'twi_first_answer_seconds_count{command="quote add"} 1.0',
        'twi_shard_connected{shard="0"} 1.0',
        "twi_guilds 2.0",
        'twi_cache_reads_total{name="guild-rules",result="miss"} 1.0',
        'twi_cache_reads_total{name="guild-rules",result="hit"}',
    )
    names = ("twi_gateway_latency_seconds", "twi_database_pool_open", "twi_event_loop_lag_seconds_count")
    metrics = ""
    async with aiohttp.ClientSession() as session, asyncio.timeout(20):
        while not all(words in metrics for words in (*lines, *(f"\n{name}" for name in names))):
            await asyncio.sleep(0.1)
            async with session.get(f"http://127.0.0.1:{port}/metrics") as response:
                metrics = await response.text()
    for name in names:
        value = re.search("^" + re.escape(name) + r"(?:\{.*\})? ([\d.e-]+)$", metrics, re.MULTILINE)
        assert value
        assert float(value[1]) >= 0

"""Two processes of one bot: what keeps them apart, and what holds where nothing does."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
import pytest

from discord_sandbox import GuildHandle, Sandbox
from tests.e2e.conftest import COMMANDS, StartBot
from tests.e2e.test_run import free_port
from tests.support.process import BotProcess

WORDS = "Killing is never the answer."
NO_LEASE = """
CREATE FUNCTION nobody_else() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN NEW.application_id := hashtext(NEW.owner::text); RETURN NEW; END';
CREATE TRIGGER nobody_else BEFORE INSERT ON shard_leases FOR EACH ROW EXECUTE FUNCTION nobody_else();
"""
"""Makes every lease one of another bot, so that none stands in the way of any process."""


async def ask(url: str, query: str) -> Any:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def run(url: str, statements: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statements)
    finally:
        await connection.close()


async def readiness(port: int) -> dict[str, Any]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}/readyz") as response,
    ):
        found: dict[str, Any] = await response.json()
        return found


async def metrics(port: int) -> str:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}/metrics") as response,
    ):
        return await response.text()


async def online(discord: Sandbox, process: BotProcess) -> None:
    await process.says("The bot is online")
    await discord.ready(commands=COMMANDS)


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
async def test_a_second_process_stands_by_and_takes_over(
    discord: Sandbox, inn: GuildHandle, start_bot: StartBot, tmp_path: Path, end: signal.Signals
) -> None:
    first, port = await start_bot(), free_port()
    await online(discord, first)
    [session] = discord.gateway.connected
    second = await start_bot(
        TWI_HTTP__PORT=str(port), TWI_ACTIVITY__SPILL_DIRECTORY=str(tmp_path / "other spill")
    )
    await second.says("stands by")
    assert f"process {first.pid} on " in second.output
    assert discord.gateway.connected == [session]
    assert (await readiness(port))["checks"]["lease"] is False
    assert 'twi_shard_lease{shard="0"} 0.0' in await metrics(port)
    await inn.member("erin").slash("quote add", quote=WORDS)
    first.send(end)
    await second.says("The bot is online", seconds=25)
    # What was seen last is told for a second.
    async with asyncio.timeout(5):
        while not (told := await readiness(port))["ready"]:
            await asyncio.sleep(0.1)
    assert told == {
        "ready": True,
        "checks": {"database": True, "gateway": True, "activity": True, "lease": True},
        "details": {"jobs_given_up": {}},
    }
    assert 'twi_shard_lease{shard="0"} 1.0' in await metrics(port)
    assert WORDS in (await inn.member("erin").slash("quote get", index=1)).text
    assert await first.ended() == (0 if end is signal.SIGTERM else -signal.SIGKILL)


async def test_who_stands_by_can_be_stopped(discord: Sandbox, start_bot: StartBot) -> None:
    await online(discord, await start_bot())
    second = await start_bot()
    await second.says("stands by")
    second.send(signal.SIGTERM)
    assert await second.ended() == 0
    assert len(discord.gateway.connected) == 1


async def test_who_has_lost_its_lease_leaves_the_gateway(
    discord: Sandbox, start_bot: StartBot, own_database: str
) -> None:
    process = await start_bot()
    await online(discord, process)
    await run(
        own_database,
        "UPDATE shard_leases SET owner = gen_random_uuid(), holder = 'another', expires_at = now() + '1 h'",
    )
    assert await process.ended() == 75
    assert "shard 0 is served by another" in process.output
    assert discord.gateway.connected == []


async def test_one_interaction_has_one_effect_whoever_runs_it(
    discord: Sandbox, inn: GuildHandle, start_bot: StartBot, own_database: str
) -> None:
    await run(own_database, NO_LEASE)
    processes = [await start_bot(), await start_bot()]
    for process in processes:
        await online(discord, process)
    assert len(discord.gateway.connected) == 2
    maple = inn.member("maple")
    for number in range(1, 6):
        added = await maple.slash("quote add", quote=f"{WORDS} {number}")
        assert f"{number}" in added.text
    assert "Link kept" in (await maple.slash("link add", title="FAQ", content="words", tags="Help")).text
    assert "words" in (await maple.slash("link get", title="FAQ")).text
    form = await maple.slash("quote edit", index=1)
    assert "mended" in (await maple.submit(form, text="mended words")).text
    question = await maple.slash("quote delete", index=2)
    await maple.click(question, "Delete it")
    assert "Quote 2 is gone" in question.text
    await maple.slash("quote get")
    await asyncio.sleep(1)
    assert await ask(own_database, "SELECT count(*) FROM quotes") == 4
    assert await ask(own_database, "SELECT last_number FROM quote_counters") == 5
    assert await ask(own_database, "SELECT sum(times_shown) FROM quotes") == 1
    assert await ask(own_database, "SELECT times_used FROM links") == 1
    actions = await ask(own_database, "SELECT array_agg(action ORDER BY action) FROM audit_log")
    assert actions == ["link.add", "quote.delete", "quote.edit"]
    for process in processes:
        assert not [entry for entry in process.entries() if entry["level"] == "ERROR"]
    # What only opens a form or asks, without an effect, both may try to answer; Discord takes the first.
    assert len(discord.violations) <= 2
    assert all("already been acknowledged" in violation.message for violation in discord.violations)

"""What happens to events when things break, with real processes: nothing is lost, nothing is counted twice."""

from __future__ import annotations

import asyncio
import signal
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from discord_sandbox import GuildHandle, Sandbox
from tests.e2e.conftest import COMMANDS, StartBot
from tests.support.postgres import OwnServer, own_server
from tests.support.process import BotProcess, bot_process
from tests.support.proxy import Proxy

Stored = Callable[[], Coroutine[Any, Any, int]]
QUICK = {"TWI_ACTIVITY__FLUSH_SECONDS": "0.1"}


@pytest.fixture
def stored(own_database: str, inn: GuildHandle) -> Stored:
    return stored_in(own_database, inn)


@pytest.fixture
def server() -> Iterator[OwnServer]:
    # Below pytest's own folder PostgreSQL could not pass, as it does not run as root.
    with tempfile.TemporaryDirectory(prefix="twi-") as folder:
        Path(folder).chmod(0o755)
        with own_server(Path(folder)) as server:
            yield server


def stored_in(database: str, inn: GuildHandle) -> Stored:
    """How many of people's messages the database has of the guild."""

    async def stored() -> int:
        connection = await asyncpg.connect(database)
        try:
            query = "SELECT count(*) FROM messages WHERE guild_id = $1 AND NOT is_bot"
            return int(await connection.fetchval(query, inn.id))
        finally:
            await connection.close()

    return stored


async def until(stored: Stored, count: int, seconds: float = 30) -> None:
    async with asyncio.timeout(seconds):
        while await stored() < count:
            await asyncio.sleep(0.1)
    assert await stored() == count


def spilled(environment: dict[str, str]) -> list[Path]:
    """The files that events wait in."""
    return list(Path(environment["TWI_ACTIVITY__SPILL_DIRECTORY"]).glob("*"))


async def online(discord: Sandbox, process: BotProcess) -> None:
    await process.says("The bot is online")
    await discord.ready(commands=COMMANDS)


async def write(inn: GuildHandle, count: int, *, pause: float = 0.0) -> None:
    erin = inn.member("erin")
    for number in range(count):
        await erin.say(f"message {number}")
        if pause or number % 50 == 0:
            await asyncio.sleep(pause)


async def test_a_database_that_is_away_under_load_loses_nothing(
    discord: Sandbox, inn: GuildHandle, environment: dict[str, str], tmp_path: Path, stored: Stored
) -> None:
    async with Proxy(environment["TWI_DATABASE__URL"]) as proxy:
        small = {"TWI_ACTIVITY__BUFFER_EVENTS": "1000", "TWI_ACTIVITY__FLUSH_SIZE": "200", **QUICK}
        more = {"TWI_DATABASE__URL": proxy.url, **small}
        async with bot_process(tmp_path, **{**environment, **more}) as process:
            await online(discord, process)
            await write(inn, 300)
            await until(stored, 300)
            proxy.cut()
            await write(inn, 4000)
            async with asyncio.timeout(30):
                while not spilled(environment):
                    await asyncio.sleep(0.1)
            proxy.mend()
            await write(inn, 200)
            await until(stored, 4500)
            await process.says("events are stored again")
            process.send(signal.SIGTERM)
            assert await process.ended() == 0
    assert not spilled(environment)


async def test_a_database_that_is_killed_and_started_again_loses_nothing(
    discord: Sandbox, inn: GuildHandle, environment: dict[str, str], tmp_path: Path, server: OwnServer
) -> None:
    enough = asyncio.Event()

    async def write_on() -> int:
        said = 0
        while not enough.is_set():
            await write(inn, 50, pause=0.001)
            said += 50
        return said

    more = {"TWI_DATABASE__URL": server.url, **QUICK}
    async with bot_process(tmp_path, **{**environment, **more}) as process:
        await online(discord, process)
        writing = asyncio.create_task(write_on())
        await asyncio.sleep(1)
        await asyncio.to_thread(server.kill)
        await asyncio.sleep(2)
        await asyncio.to_thread(server.start_again)
        await process.says("events are stored again")
        enough.set()
        await until(stored_in(server.url, inn), await writing)
        process.send(signal.SIGTERM)
        assert await process.ended() == 0
    assert "could not be" not in process.output


async def test_a_request_to_stop_drains_what_was_taken(
    discord: Sandbox, inn: GuildHandle, start_bot: StartBot, stored: Stored
) -> None:
    process = await start_bot()
    await online(discord, process)
    await write(inn, 2000)
    # A command that comes after the messages is answered after they were taken in.
    await inn.member("sage").slash("ping")
    process.send(signal.SIGTERM)
    assert await process.ended() == 0
    assert await stored() == 2000


async def test_what_cannot_be_stored_at_the_end_is_stored_by_the_next_process(
    discord: Sandbox, inn: GuildHandle, environment: dict[str, str], tmp_path: Path, stored: Stored
) -> None:
    async with Proxy(environment["TWI_DATABASE__URL"]) as proxy:
        more = {"TWI_DATABASE__URL": proxy.url, **QUICK}
        async with bot_process(tmp_path, **{**environment, **more}) as process:
            await online(discord, process)
            await write(inn, 1)
            await until(stored, 1)
            proxy.cut()
            await write(inn, 500)
            await inn.member("sage").slash("ping")
            process.send(signal.SIGTERM)
            assert await process.ended(40) == 0
    assert await stored() == 1
    async with bot_process(tmp_path, **environment) as process:
        await process.says("could not be stored before are stored now")
        await until(stored, 501)


async def test_a_killed_bot_fetches_what_it_missed(
    discord: Sandbox, inn: GuildHandle, start_bot: StartBot, stored: Stored
) -> None:
    first = await start_bot(**QUICK)
    await online(discord, first)
    await write(inn, 100)
    await until(stored, 100)
    writing = asyncio.create_task(write(inn, 400, pause=0.002))
    await asyncio.sleep(0.3)
    first.kill()
    await writing
    await write(inn, 250)
    second = await start_bot(**QUICK)
    await online(discord, second)
    await write(inn, 50)
    await until(stored, 800, seconds=60)
    await second.says("the history of guild", 30)


async def test_members_who_moved_while_nobody_looked(
    discord: Sandbox, inn: GuildHandle, start_bot: StartBot, own_database: str
) -> None:
    async def members() -> tuple[set[int], set[tuple[int, bool]]]:
        connection = await asyncpg.connect(own_database)
        try:
            present = await connection.fetch("SELECT user_id FROM memberships WHERE guild_id = $1", inn.id)
            moved = await connection.fetch(
                "SELECT user_id, joined FROM member_events WHERE guild_id = $1", inn.id
            )
            return {row[0] for row in present}, {(row[0], row[1]) for row in moved}
        finally:
            await connection.close()

    async def present(count: int) -> set[tuple[int, bool]]:
        async with asyncio.timeout(20):
            while len((found := await members())[0]) != count:
                await asyncio.sleep(0.1)
        return found[1]

    first = await start_bot(**QUICK)
    await online(discord, first)
    everybody = len(inn.guild.members)
    await present(everybody)
    first.kill()
    erin = inn.member("erin").id
    await inn.leave("erin")
    newcomer = (await inn.join("klbkch")).id
    await inn.join("pawn")
    await online(discord, await start_bot(**QUICK))
    async with asyncio.timeout(20):
        while not {(erin, False), (newcomer, True)} <= (await members())[1]:
            await asyncio.sleep(0.1)
    await present(everybody + 1)


async def test_a_gateway_that_breaks_loses_and_doubles_nothing(
    discord: Sandbox, inn: GuildHandle, start_bot: StartBot, stored: Stored
) -> None:
    process = await start_bot(**QUICK)
    await online(discord, process)
    for cut in (discord.gateway.drop, discord.gateway.ask_to_reconnect, discord.gateway.drop):
        writing = asyncio.create_task(write(inn, 300, pause=0.001))
        await asyncio.sleep(0.1)
        cut()
        await writing
    await until(stored, 900)
    await asyncio.sleep(1)
    assert await stored() == 900


async def test_a_full_disk_is_told_loudly_and_the_oldest_is_kept(
    discord: Sandbox, inn: GuildHandle, environment: dict[str, str], tmp_path: Path, stored: Stored
) -> None:
    # A file where the folder should be takes no more than a full disk does.
    (tmp_path / "full").write_text("")
    async with Proxy(environment["TWI_DATABASE__URL"]) as proxy:
        more = {
            "TWI_DATABASE__URL": proxy.url,
            "TWI_ACTIVITY__BUFFER_EVENTS": "1000",
            "TWI_ACTIVITY__FLUSH_SIZE": "100",
            "TWI_ACTIVITY__SPILL_DIRECTORY": str(tmp_path / "full"),
            **QUICK,
        }
        async with bot_process(tmp_path, **{**environment, **more}) as process:
            await online(discord, process)
            await write(inn, 10)
            await until(stored, 10)
            proxy.cut()
            await write(inn, 3000)
            await process.says("ALERT: the disk is full")
            proxy.mend()
            await until(stored, 3010, seconds=60)


async def test_a_clock_that_steps_back_changes_nothing(
    discord: Sandbox, inn: GuildHandle, start_bot: StartBot, stored: Stored, own_database: str
) -> None:
    process = await start_bot(**QUICK, **faketime("-3h"))
    await online(discord, process)
    await write(inn, 100)
    await until(stored, 100)
    connection = await asyncpg.connect(own_database)
    try:
        newest = await connection.fetchval("SELECT max(id) FROM messages WHERE guild_id = $1", inn.id)
    finally:
        await connection.close()
    # Discord's own ids say when it was, not the clock of this machine.
    made = datetime.fromtimestamp(((newest >> 22) + 1_420_070_400_000) / 1000, UTC)
    assert abs(made - datetime.now(UTC)) < timedelta(minutes=5)


def faketime(offset: str) -> dict[str, str]:
    """Variables that set a process' clock off, where libfaketime is installed."""
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
    if not found:
        pytest.skip("libfaketime is not installed: apt install libfaketime")
    return {"LD_PRELOAD": str(found[0]), "FAKETIME": offset, "DONT_FAKE_MONOTONIC": "1"}


@pytest.mark.timeout(240)
async def test_two_processes_share_the_shards_and_post_one_report(
    environment: dict[str, str], tmp_path: Path, own_database: str
) -> None:
    async with Sandbox(port=0, shards=2) as discord:
        guilds = [await discord.add_guild(f"guild{number}", "A guild", owner="erin") for number in range(6)]
        shared = environment | {
            "TWI_DISCORD__TOKEN": discord.token,
            "TWI_DISCORD__REST_URL": discord.rest_url,
            "TWI_DISCORD__SHARD_COUNT": "2",
            **QUICK,
        }
        async with (
            bot_process(tmp_path, **shared, TWI_DISCORD__SHARD_IDS="0") as first,
            bot_process(tmp_path, **shared, TWI_DISCORD__SHARD_IDS="1") as second,
        ):
            for process in (first, second):
                await process.says("The bot is online")
            assert {session.shard_id for session in discord.gateway.connected} == {0, 1}
            for guild in guilds:
                await write(guild, 20)
            connection = await asyncpg.connect(own_database)
            try:
                await count_until(connection, "SELECT count(*) FROM messages", 120)
                inn = guilds[0]
                await connection.execute(
                    "INSERT INTO activity_digests (guild_id, channel_id, at, last_day)"
                    " VALUES ($1, $2, '00:00', (now() AT TIME ZONE 'UTC')::date - 2)",
                    inn.id,
                    inn.channel("general").id,
                )
                done = "SELECT count(*) FROM activity_digests WHERE last_day = (now() AT TIME ZONE 'UTC')::date - 1"
                await count_until(connection, done, 1, seconds=90)
            finally:
                await connection.close()
            await asyncio.sleep(3)
            reports = [message for message in inn.member("erin").reads() if "Nobody wrote" in message.text]
            assert len(reports) == 1


async def count_until(connection: asyncpg.Connection, query: str, count: int, seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while await connection.fetchval(query) != count:
            await asyncio.sleep(0.2)

"""Fetching history: through a command and at the command line."""

from __future__ import annotations

import asyncio
from pathlib import Path

import asyncpg
import pytest

from discord_sandbox import GuildHandle, Sandbox
from discord_sandbox.faults import Delay
from discord_sandbox.model.channel import ChannelType
from tests.e2e.conftest import StartBot
from tests.e2e.test_recording_faults import QUICK, online, until, write
from tests.support.process import bot_process

LONG_AGO = "2020-01-01"
"""Before anything is kept: the world's first words, which are years old, are not fetched."""


async def messages(database: str, guild_id: int) -> int:
    connection = await asyncpg.connect(database)
    try:
        query = "SELECT count(*) FROM messages WHERE guild_id = $1 AND NOT is_bot"
        return int(await connection.fetchval(query, guild_id))
    finally:
        await connection.close()


async def channels_known(database: str, guild_id: int) -> None:
    """Wait until it is written down which channels there are: only those can be fetched."""
    connection = await asyncpg.connect(database)
    try:
        async with asyncio.timeout(20):
            while not await connection.fetchval(
                "SELECT count(*) FROM channels WHERE guild_id = $1", guild_id
            ):
                await asyncio.sleep(0.05)
    finally:
        await connection.close()


async def test_a_server_that_was_there_before_is_counted(
    discord: Sandbox, inn: GuildHandle, start_bot: StartBot, own_database: str
) -> None:
    async def stored() -> int:
        return await messages(own_database, inn.id)

    await write(inn, 250)
    process = await start_bot(**QUICK)
    await online(discord, process)
    await write(inn, 3)
    await until(stored, 3)
    maple = inn.member("maple")
    assert "begin to count" in (await maple.slash("activity backfill", since=LONG_AGO)).text
    again = await maple.slash("activity backfill", since=LONG_AGO)
    await until(stored, 253, seconds=60)
    assert "still fetching" in again.text or "begin to count" in again.text
    async with asyncio.timeout(20):
        while "still fetching" in (told := (await maple.slash("activity progress")).text):
            await asyncio.sleep(0.2)
    assert "Messages are counted from" in told
    refused = await inn.member("erin").unchecked.slash("activity backfill", since=LONG_AGO)
    assert "Manage Server" in refused.text
    assert "no day" in (await maple.slash("activity backfill", since="yesterday")).text


async def test_threads_that_were_archived_before_the_bot_came_are_counted(
    discord: Sandbox, inn: GuildHandle, start_bot: StartBot, own_database: str
) -> None:
    async def stored() -> int:
        return await messages(own_database, inn.id)

    maple = inn.member("maple")
    await inn.create_channel("theories", ChannelType.GUILD_FORUM)
    for number in range(120):
        await (await inn.member("erin", "theories").post(f"theory {number}", "It was the goblins.")).say(
            "I mean it."
        )
        await maple.moderator.edit_thread(f"theory {number}", archived=True)
    # That it was opened is told in #general, which nobody has said.
    old = await inn.member("erin", "general").start_thread("an old talk")
    await old.say("long ago")
    await maple.moderator.edit_thread("an old talk", archived=True)
    process = await start_bot(**QUICK)
    await online(discord, process)
    await channels_known(own_database, inn.id)
    await maple.slash("activity backfill", since=LONG_AGO)
    await until(stored, 241, seconds=60)
    connection = await asyncpg.connect(own_database)
    try:
        names = await connection.fetch(
            "SELECT t.name, p.name AS below FROM channels t JOIN channels p ON p.id = t.parent_id WHERE t.archived"
        )
    finally:
        await connection.close()
    assert {("theory 0", "theories"), ("theory 119", "theories"), ("an old talk", "general")} <= {
        *map(tuple, names)
    }


@pytest.mark.regression(15, 50)
async def test_a_backfill_goes_on_after_the_process_was_killed(
    discord: Sandbox, inn: GuildHandle, start_bot: StartBot, own_database: str
) -> None:
    async def stored() -> int:
        return await messages(own_database, inn.id)

    await write(inn, 2000)
    first = await start_bot(**QUICK, TWI_JOBS__HEARTBEAT="1", TWI_JOBS__POLL="0.5")
    await online(discord, first)
    await channels_known(own_database, inn.id)
    async with discord.faults.injected(Delay(on="GET /channels/*/messages", by=0.5)):
        await inn.member("maple").slash("activity backfill", since=LONG_AGO)
        async with asyncio.timeout(30):
            while await stored() < 200:
                await asyncio.sleep(0.01)
        first.kill()
    assert await stored() < 2000, "too quick to be killed in the middle"
    await start_bot(**QUICK, TWI_JOBS__HEARTBEAT="1", TWI_JOBS__POLL="0.5")
    await until(stored, 2000, seconds=60)


async def test_the_command_line_fetches_too(
    discord: Sandbox, inn: GuildHandle, start_bot: StartBot, environment: dict[str, str], tmp_path: Path
) -> None:
    await write(inn, 120)
    await inn.member("sage").say("not to be counted")
    process = await start_bot(**QUICK)
    await online(discord, process)
    await channels_known(environment["TWI_DATABASE__URL"], inn.id)
    panel = await inn.member("sage").slash("stats choices")
    await inn.member("sage").click(panel, "Pause")
    arguments = ("activity", "backfill", "--guild", str(inn.id), "--since", LONG_AGO)
    async with bot_process(tmp_path, *arguments, **environment) as fetching:
        assert await fetching.ended(40) == 0
    assert await messages(environment["TWI_DATABASE__URL"], inn.id) == 120

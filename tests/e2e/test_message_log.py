"""The message log through everything that can break, with real processes and real jobs."""

from __future__ import annotations

import asyncio
import signal
import zlib
from contextlib import suppress
from pathlib import Path

import asyncpg

from discord_sandbox import GuildHandle, Permission, Person, Sandbox, SeenMessage
from tests.e2e.conftest import COMMANDS, StartBot
from tests.support.process import BotProcess, bot_process
from tests.support.proxy import Proxy

LOG = "staff"
QUICK = {"TWI_ACTIVITY__FLUSH_SECONDS": "0.1", "TWI_JOBS__POLL": "0.5"}
SECRET = "The skeleton plays chess at midnight"


async def online(discord: Sandbox, process: BotProcess) -> None:
    await process.says("The bot is online")
    await discord.ready(commands=COMMANDS)


async def choose(inn: GuildHandle, what: str, *channels: str) -> Person:
    """Choose a channel, or none, in the panel; gives somebody who reads the log."""
    maple = inn.member("maple", LOG)
    await maple.select(await maple.slash("settings"), what, channels)
    return maple


async def switch_on(inn: GuildHandle) -> Person:
    maple = await choose(inn, "Message log", LOG)
    await maple.sees("The message log begins here", timeout=30)
    return maple


def told(reader: Person, text: str) -> list[SeenMessage]:
    return [message for message in reader.reads() if text in message.text]


async def test_edits_and_deletions_are_told_once_each(
    discord: Sandbox, inn: GuildHandle, start_bot: StartBot, own_database: str
) -> None:
    process = await start_bot(**QUICK)
    await online(discord, process)
    reader = await switch_on(inn)
    erin = inn.member("erin")
    said = await erin.say(f"{SECRET}.")
    await erin.edit(said, f"{SECRET}!")
    await reader.sees("midnight**!**", timeout=30)
    await erin.delete(said)
    await reader.sees("was deleted", timeout=30)
    await asyncio.sleep(2)
    assert len(told(reader, "edited [a message]")) == 1
    assert len(told(reader, "was deleted")) == 1
    assert SECRET not in process.output
    assert await found_in(own_database, "chess") == []
    assert "public.channels" in await found_in(own_database, LOG)
    assert discord.violations == []


async def found_in(database: str, word: str) -> list[str]:
    """The tables, jobs and their log included, in which a word can be read."""
    connection = await asyncpg.connect(database)
    try:
        tables = await connection.fetch(
            "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        )
        counts = {
            row["name"]: await connection.fetchval(
                f"SELECT count(*) FROM {row['name']} AS t"  # noqa: S608 - names that the database gave
                " WHERE t::text ILIKE $1 OR encode(convert_to(t::text, 'UTF8'), 'escape') ILIKE $1"
                " OR t::text ILIKE '%' || encode(convert_to($2, 'UTF8'), 'hex') || '%'",
                f"%{word}%",
                word,
            )
            for row in tables
        }
    finally:
        await connection.close()
    return [name for name, count in counts.items() if count]


async def text_is_kept(database: str) -> None:
    """Wait until the text of a message is in the database."""
    connection = await asyncpg.connect(database)
    try:
        async with asyncio.timeout(20):
            while not await connection.fetchval("SELECT count(*) FROM message_bodies"):
                await asyncio.sleep(0.05)
    finally:
        await connection.close()


async def test_nothing_is_lost_while_the_database_is_away(
    discord: Sandbox, inn: GuildHandle, environment: dict[str, str], tmp_path: Path
) -> None:
    spill = Path(environment["TWI_ACTIVITY__SPILL_DIRECTORY"])
    async with Proxy(environment["TWI_DATABASE__URL"]) as proxy:
        more = {**environment, **QUICK, "TWI_DATABASE__URL": proxy.url}
        async with bot_process(tmp_path, **more) as process:
            await online(discord, process)
            reader = await switch_on(inn)
            erin = inn.member("erin")
            said = await erin.say(f"{SECRET}.")
            await text_is_kept(environment["TWI_DATABASE__URL"])
            proxy.cut()
            await erin.edit(said, f"{SECRET}!")
            await erin.delete(said)
            await inn.member("sage").slash("ping")
            process.send(signal.SIGTERM)
            assert await process.ended(40) == 0
            assert told(reader, "was deleted") == []
        kept = await asyncio.to_thread(content_of, spill)
        assert kept
        assert SECRET.encode() not in kept
        assert SECRET.encode() not in b"".join(unpacked(kept))
        proxy.mend()
        async with bot_process(tmp_path, **more) as process:
            await process.says("could not be stored before are stored now")
            post = await reader.sees("was deleted", timeout=60)
            assert "midnight**!**" in "".join(message.text for message in reader.reads())
            assert f"> {SECRET}!" in post.text
            await asyncio.sleep(3)
            assert len(told(reader, "was deleted")) == 1
    assert discord.violations == []


def content_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("*"))


def unpacked(content: bytes) -> list[bytes]:
    """Everything in ``content`` that zlib compressed."""
    found = []
    position = content.find(b"x\x01")
    while position >= 0:
        with suppress(zlib.error):
            found.append(zlib.decompressobj().decompress(content[position:]))
        position = content.find(b"x\x01", position + 1)
    assert found
    return found


async def test_a_worker_that_is_killed_while_it_posts_tells_everything_once(
    discord: Sandbox, inn: GuildHandle, start_bot: StartBot
) -> None:
    bot = await start_bot(**QUICK, TWI_JOBS__ENABLED="false")
    await online(discord, bot)
    maple = await choose(inn, "Message log", LOG)
    erin = inn.member("erin")
    for number in range(40):
        await erin.delete(await erin.say(f"number {number} of forty"))
    quick = {**QUICK, "TWI_JOBS__HEARTBEAT": "1", "TWI_HTTP__PORT": "0"}
    first = await start_bot("worker", **quick)
    await maple.sees("number 0 of forty", timeout=60)
    first.kill()
    await start_bot("worker", **quick)
    await maple.sees("number 39 of forty", timeout=90)
    text = "\n".join(message.text for message in maple.reads())
    places = [text.index(f"> number {number} of forty") for number in range(40)]
    assert places == sorted(places)
    assert text.count("of forty") == 40


async def test_switching_it_off_deletes_what_was_kept(
    discord: Sandbox, inn: GuildHandle, start_bot: StartBot, own_database: str
) -> None:
    process = await start_bot(**QUICK)
    await online(discord, process)
    await switch_on(inn)
    await inn.member("erin").say(SECRET)
    connection = await asyncpg.connect(own_database)
    try:
        async with asyncio.timeout(30):
            while not await connection.fetchval("SELECT count(*) FROM message_bodies"):
                await asyncio.sleep(0.1)
            await choose(inn, "Message log")
            while await connection.fetchval("SELECT count(*) FROM message_bodies"):
                await asyncio.sleep(0.1)
    finally:
        await connection.close()
    assert discord.violations == []


async def test_a_lost_channel_is_told_in_the_other_log(
    discord: Sandbox, inn: GuildHandle, start_bot: StartBot
) -> None:
    process = await start_bot(**QUICK)
    await online(discord, process)
    await choose(inn, "Log channel", "general")
    await switch_on(inn)
    await inn.overwrite(LOG, "shard", deny=[Permission.SEND_MESSAGES])
    erin = inn.member("erin", "general")
    for number in range(3):
        await erin.delete(await erin.say(f"number {number}"))
    note = await erin.sees("none. I have no access to that channel.", timeout=30)
    assert "changed **Message log**" in note.text
    assert f"<@{discord.world.bot.id}>" in note.text
    await asyncio.sleep(3)
    assert len(told(erin, "I have no access to that channel.")) == 1
    assert [violation.call.status for violation in discord.violations] == [403]

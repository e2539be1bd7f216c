"""Messages: how many a second are stored, and whether commands and memory suffer from them."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeAlias

import asyncpg
from pydantic import SecretStr

from app.container import Container
from app.core.snowflake import first_id_at
from app.recording.batch import Batch
from app.recording.sightings import MessageNote
from app.recording.writer import Writer
from app.settings.schema import Settings
from app.settings.sections.database import DatabaseSettings
from discord_sandbox.load import Figures, Load, Plan
from tests.benchmarks.bare import ANSWER, QUESTION
from tests.benchmarks.contenders import Contender, contenders, memory
from tests.benchmarks.report import Figure

ROUNDS = 5
FLAT_OUT = Plan(seconds=3.0, flat_out=True)
LASTING = Plan(seconds=60.0, messages=4500.0, commands=20.0)
NEEDED = 4000.0
"""Messages per second that are to be stored for as long as they come."""
SETTLED, COMPARED = 10, 10
"""Seconds until memory is looked at, and seconds at the beginning and the end that are compared."""
SLOWEST_ANSWER = 250.0
"""Milliseconds."""
ROWS, BATCH = 50_000, 2000
INSERT = """
    INSERT INTO messages (guild_id, id, channel_id, author_id, is_bot, is_reply, length, attachments, embeds,
        mentions, edits)
    VALUES ($1, $2, $3, $4, false, false, $5, 0, 0, 0, 0) ON CONFLICT DO NOTHING
"""
TIMEOUT_SECONDS, GLANCE = 60.0, 0.1
"""Seconds to wait for what is not stored yet, and between two looks at it."""

Database: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Row: TypeAlias = tuple[int, ...]
"""Guild, message, channel, author, length."""


async def measure(folder: Path, database: str) -> list[Figure]:
    """Flat out, one bot after the other; then for a minute at a rate that has to be held."""
    connection = await asyncpg.connect(database)
    try:
        async with contenders(folder, database) as (ours, bare, *_):
            stored, lasting = await _storing(ours, connection)
            heard = await _hearing(bare)
        written, plain = await _writing(database, connection)
    finally:
        await connection.close()
    return [
        _at_least("messages stored, beside those a bare bot hears", stored, heard, 0.5),
        _at_least("messages written, beside plain asyncpg in batches", written, plain, 0.5),
        *lasting,
    ]


async def _storing(ours: Contender, database: Database) -> tuple[float, list[Figure]]:
    """Messages per second, and the figures of the minute."""
    async with ours.running():
        rates = [(await stored(Load(ours.discord, FLAT_OUT), database))[0] for _ in range(ROUNDS)]
    megabytes: list[float] = []
    async with ours.running() as process:
        load = Load(ours.discord, LASTING)
        rate, figures = await stored(load, database, lambda: megabytes.append(memory(process)))
    return statistics.median(rates), [*_lasting_figures(rate, figures, megabytes)]


async def _hearing(bare: Contender) -> float:
    """Messages per second that the bare bot's listener is called with."""
    rates, written = [], 0
    async with bare.running():
        for _ in range(ROUNDS):
            began = time.perf_counter()
            figures = await Load(bare.discord, FLAT_OUT).run()
            await bare.erin.say(QUESTION)
            written += figures.messages + 1
            await bare.erin.sees(f"{ANSWER} {written}", TIMEOUT_SECONDS)
            rates.append(figures.messages / (time.perf_counter() - began))
    return statistics.median(rates)


async def stored(
    load: Load, database: Database, watch: Callable[[], None] = lambda: None
) -> tuple[float, Figures]:
    """Messages per second from the first one until the last is in the database. Raises ``TimeoutError``."""
    before, began = await _rows(database), time.perf_counter()
    figures = await load.run(lambda _: watch())
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while (found := await _rows(database) - before) < figures.messages:
            await asyncio.sleep(GLANCE)
    took = time.perf_counter() - began
    if found > figures.messages or figures.unanswered:
        raise AssertionError(
            f"{found} rows for {figures.messages} messages, {figures.unanswered} not answered"
        )
    return figures.messages / took, figures


async def _rows(database: Database) -> int:
    """What people wrote; the bot's answers are recorded, too."""
    return int(await database.fetchval("SELECT count(*) FROM messages WHERE NOT is_bot"))


async def _writing(database: str, connection: Database) -> tuple[float, float]:
    """Rows per second into the same table: by ours, and without any of ours. No Discord, and in turns."""
    container = Container(settings=Settings(database=DatabaseSettings(url=SecretStr(database))))
    ours, plain = [], []
    first = first_id_at(datetime.now(UTC))
    for number in range(1, ROUNDS + 1):
        rows: list[Row] = [(number, first + row, row % 50, row % 1000, row % 200) for row in range(ROWS)]
        ours.append(await _timed(partial(_write, container.writer()), rows))
        plain.append(
            await _timed(partial(_insert, connection), [(ROUNDS + guild, *rest) for guild, *rest in rows])
        )
    await container.lifespan().aclose()
    return statistics.median(ours), statistics.median(plain)


async def _timed(write: Callable[[list[Row]], Awaitable[None]], rows: list[Row]) -> float:
    began = time.perf_counter()
    for start in range(0, len(rows), BATCH):
        await write(rows[start : start + BATCH])
    return len(rows) / (time.perf_counter() - began)


async def _write(writer: Writer, rows: list[Row]) -> None:
    batch = Batch(number=0, began=time.time())
    for guild_id, message_id, channel_id, author_id, length in rows:
        batch.message(MessageNote(guild_id, message_id, channel_id, author_id, length=length))
    await writer.write(batch)


async def _insert(connection: Database, rows: list[Row]) -> None:
    async with connection.transaction():
        await connection.executemany(INSERT, rows)


def _lasting_figures(rate: float, figures: Figures, megabytes: list[float]) -> Iterator[Figure]:
    seconds = f"{LASTING.seconds:.0f} s"
    yield _at_least(f"messages stored for {seconds}, beside what is needed", rate, NEEDED, 1.0)
    yield Figure(
        name=f"resident memory after those {seconds}, beside their beginning",
        unit="MB",
        ours=statistics.median(megabytes[-COMPARED:]),
        other=statistics.median(megabytes[SETTLED : SETTLED + COMPARED]),
        bound="at most",
        goal=1.1,
    )
    yield Figure(
        name="/ping meanwhile, 99th percentile, beside what is bearable",
        unit="ms",
        ours=figures.latency["p99"],
        other=SLOWEST_ANSWER,
        bound="at most",
        goal=1.0,
    )


def _at_least(name: str, ours: float, other: float, goal: float) -> Figure:
    return Figure(name=name, unit="1/s", ours=ours, other=other, bound="at least", goal=goal)

"""A year of a busy server: what its figures cost, and how that grows with the number of messages."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
from pydantic import SecretStr

from app.container import Container
from app.core.snowflake import first_id_at
from app.infra.db import migrate
from app.recording.models import MESSAGES
from app.settings.schema import Settings
from app.settings.sections.database import DatabaseSettings
from discord_sandbox import Person, Sandbox
from discord_sandbox.load import MemberPool
from tests.benchmarks.contenders import our_bot
from tests.benchmarks.report import Figure, percentile
from tests.support.postgres import create_database, drop_database

SIZES = (100_000, 1_000_000, 10_000_000)
CROWD = MemberPool(guilds=1, members=60, channels=60)
DAYS = 365
SLOWEST_REPORT, SLOWEST_COUNT = 150.0, 10.0
"""Milliseconds for ``/stats server`` over a year, seconds for the roll-ups of a day."""
FILL = """
    INSERT INTO messages (guild_id, id, channel_id, author_id, is_bot, is_reply, length, attachments, embeds,
        mentions, edits, deleted_at)
    SELECT $1, $2::bigint + (($3::bigint - $2::bigint) * (n::float8 / $4::bigint))::bigint,
        ($5::bigint[])[1 + floor(power(random(), 3) * cardinality($5::bigint[]))],
        1 + floor(power(random(), 3) * 20000)::bigint, random() < 0.05, random() < 0.2, (random() * 200)::int,
        (random() < 0.1)::int, (random() < 0.05)::int, 0, 0, CASE WHEN random() < 0.01 THEN now() END
    FROM generate_series(1, $4::bigint) AS n
    ON CONFLICT DO NOTHING
"""
TOUCH = """
    INSERT INTO activity_touched (guild_id, at) SELECT $1, generate_series($2, now(), interval '1 hour')
"""
SPACE = """
    SELECT sum(pg_relation_size(inhrelid)), sum(pg_indexes_size(inhrelid))
    FROM pg_inherits WHERE inhparent = 'messages'::regclass
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a year with so many messages costs."""

    messages: int
    reports: list[float]
    """Milliseconds from each command until its report is there, with the picture."""
    new_reports: list[float]
    """The same of those that nobody has asked for before."""
    first_count: float
    day_count: float
    """Seconds for the roll-ups of the whole year, and of a day on which something changed."""
    table: float
    index: float
    """MB."""


async def measure(folder: Path, server: str) -> list[Figure]:
    """Fill one database after the other, and ask the bot for the year."""
    return [figure for size in SIZES for figure in _figures(await _cost(folder, server, size))]


async def _cost(folder: Path, server: str, size: int) -> Cost:
    name = f"growth_{size}"
    address = await asyncio.to_thread(create_database, server, name, "template0")
    database = DatabaseSettings(url=SecretStr(address), statement_timeout=0, slow_query=3600)
    await asyncio.to_thread(migrate.upgrade, database)
    async with Sandbox(port=0, world=CROWD) as discord:
        guild = discord.world.guilds[discord.guild("crowd-0").id]
        first_count, day_count = await _fill(database, address, guild.id, [*guild.channels], size)
        table, index = await _space(address)
        reports, new_reports = await _reports(discord, folder, address)
    await asyncio.to_thread(drop_database, server, name)
    return Cost(size, reports, new_reports, first_count, day_count, table, index)


async def _fill(
    database: DatabaseSettings, address: str, guild_id: int, channels: list[int], size: int
) -> tuple[float, float]:
    """Write the messages and count them; seconds for counting the year, and for its last day."""
    container = Container(settings=Settings(database=database))
    connection = await asyncpg.connect(address)
    now = datetime.now(UTC)
    moments = [now - timedelta(days=days) for days in range(DAYS, -1, -1)]
    ids = [first_id_at(moment) for moment in moments]
    await container.partitions().ensure(MESSAGES, ids)
    await connection.execute(FILL, guild_id, ids[0], ids[-1], size, channels)
    await connection.execute("VACUUM ANALYZE")
    seconds = []
    for since in (moments[0], moments[-2]):
        await connection.execute(TOUCH, guild_id, since)
        began = time.perf_counter()
        await container.rollups().refresh()
        seconds.append(time.perf_counter() - began)
    await connection.execute("VACUUM ANALYZE")
    await connection.close()
    await container.lifespan().aclose()
    return seconds[0], seconds[1]


async def _space(address: str) -> tuple[float, float]:
    connection = await asyncpg.connect(address)
    table, index = await connection.fetchrow(SPACE)
    await connection.close()
    return float(table) / 2**20, float(index) / 2**20


async def _reports(discord: Sandbox, folder: Path, address: str) -> tuple[list[float], list[float]]:
    """Everybody asks for the year, and then for spans that differ by a day; one after the other."""
    guild = discord.guild("crowd-0")
    people = [guild.member(f"reader-{number}") for number in range(CROWD.members)]
    async with our_bot(discord, folder, address).running():
        await _channels_known(address)
        same = [await _report(person, DAYS) for person in people]
        others = [await _report(person, DAYS - number) for number, person in enumerate(people, 1)]
    return same, others


async def _channels_known(address: str) -> None:
    """Wait until the bot has written down which channels there are. Raises ``TimeoutError``."""
    connection = await asyncpg.connect(address)
    async with asyncio.timeout(10):
        while await connection.fetchval("SELECT count(*) FROM channels") < CROWD.channels:
            await asyncio.sleep(0.1)
    await connection.close()


async def _report(person: Person, days: int) -> float:
    began = time.perf_counter()
    reply = await (await person.slash("stats server", days=days)).settled()
    took = (time.perf_counter() - began) * 1000
    if "a day" not in reply.text or not reply.attachments:
        raise AssertionError(f"/stats server was answered with {reply.text!r}")
    return took


def _figures(cost: Cost) -> Iterator[Figure]:
    among = f"{cost.messages:,} messages"
    yield _at_most(
        f"/stats server over a year, 95th percentile, {among}",
        "ms",
        percentile(cost.reports, 95),
        SLOWEST_REPORT,
    )
    yield _at_most(
        f"the same when nobody asked before, {among}", "ms", percentile(cost.new_reports, 95), SLOWEST_REPORT
    )
    yield _at_most(f"counting a day anew, {among}", "s", cost.day_count, SLOWEST_COUNT)
    yield _at_most(f"counting the year anew, {among}", "s", cost.first_count, DAYS * SLOWEST_COUNT)
    yield _at_most(f"size of the index, beside the table, {among}", "MB", cost.index, cost.table)


def _at_most(name: str, unit: str, ours: float, bound: float) -> Figure:
    return Figure(name=name, unit=unit, ours=ours, other=bound, bound="at most", goal=1.0)

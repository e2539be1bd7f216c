"""Schema, migrations, connections."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest
from alembic.script import ScriptDirectory
from loguru import logger
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.container import Container
from app.core.names import normalized
from app.infra.db import migrate
from app.infra.db.base import Model, UtcDateTime
from app.infra.db.engine import Sessions, address, is_outage, is_poison, open_connection, open_engine
from app.infra.logging import configure_logging
from app.infra.metrics import Metrics
from app.settings.sections.database import DatabaseSettings
from app.settings.sections.log import LogSettings
from tests.support.postgres import create_database, drop_database
from tests.support.proxy import Proxy


@pytest.fixture
def database(database_url: str) -> DatabaseSettings:
    return DatabaseSettings(url=SecretStr(database_url))


@pytest.fixture
def scratch(database_url: str, worker_id: str) -> Iterator[DatabaseSettings]:
    """A database that a test may take apart."""
    name = f"twi_scratch_{worker_id}"
    yield DatabaseSettings(url=SecretStr(create_database(database_url, name)))
    drop_database(database_url, name)


def execute(database: DatabaseSettings, statement: str) -> list[tuple[Any, ...]]:
    """Run one statement, without the bot's own layers."""

    async def run() -> list[tuple[Any, ...]]:
        connection = await asyncpg.connect(address(database))
        try:
            return [tuple(row) for row in await connection.fetch(statement)]
        finally:
            await connection.close()

    return asyncio.run(run())


@pytest.mark.regression(37)
def test_migrations_go_up_down_and_up_again(scratch: DatabaseSettings) -> None:
    migrate.check(scratch)
    migrate.downgrade(scratch, "base")
    assert asyncio.run(migrate.present_revision(scratch)) in {None, ""}
    migrate.upgrade(scratch)
    migrate.check(scratch)
    assert asyncio.run(migrate.is_current(scratch))
    assert not migrate.ensure_current(scratch)


def test_hours_move_from_their_table_into_an_array_and_back(scratch: DatabaseSettings) -> None:
    hours = "SELECT day::text, channel_id, hour, messages FROM activity_hours ORDER BY 1, 2, 3"
    counted = [("2026-11-01", 7, 0, 1), ("2026-11-01", 7, 23, 4), ("2026-11-02", 7, 5, 2)]
    migrate.downgrade(scratch, "0007")
    execute(
        scratch,
        "INSERT INTO activity_channels SELECT 1, day::date, 7, 6, 0, 0, 0, 0, 0, 0"
        " FROM unnest(ARRAY['2026-11-01', '2026-11-02', '2026-11-03']) AS day",
    )
    execute(
        scratch,
        "INSERT INTO activity_hours (guild_id, day, channel_id, hour, messages) VALUES"
        " (1, '2026-11-01', 7, 0, 1), (1, '2026-11-01', 7, 23, 4), (1, '2026-11-02', 7, 5, 2)",
    )
    migrate.upgrade(scratch)
    arrays = execute(scratch, "SELECT hours FROM activity_channels ORDER BY day")
    assert arrays == [([1, *[0] * 22, 4],), ([*[0] * 5, 2, *[0] * 18],), ([0] * 24,)]
    migrate.downgrade(scratch, "0007")
    assert execute(scratch, hours) == counted


def test_a_placeholder_is_no_name(scratch: DatabaseSettings) -> None:
    migrate.downgrade(scratch, "0008")
    execute(
        scratch,
        "INSERT INTO channels (id, guild_id, kind, name, position, archived, deleted_at) VALUES"
        " (1, 9, 0, '___hidden___', 0, false, NULL), (2, 9, 0, '___hidden___', 0, false, now()),"
        " (3, 9, 0, 'den', 0, false, NULL)",
    )
    migrate.upgrade(scratch)
    query = "SELECT id, name, hidden FROM channels WHERE guild_id = 9 ORDER BY id"
    assert execute(scratch, query) == [(1, "", True), (2, "", False), (3, "den", False)]


def test_names_that_look_the_same_are_told_apart(scratch: DatabaseSettings) -> None:
    migrate.downgrade(scratch, "0012")
    execute(scratch, "INSERT INTO guilds (id, name) VALUES (9, 'inn')")
    execute(
        scratch,
        "INSERT INTO links (id, guild_id, content, preview) OVERRIDING SYSTEM VALUE"
        " SELECT number, 9, 'text', true FROM generate_series(1, 5) AS number",
    )
    execute(
        scratch,
        "INSERT INTO link_names (link_id, guild_id, name, key, is_title) VALUES"
        " (1, 9, '❤', '❤', true), (2, 9, '❤️', '❤️', true), (3, 9, 'F\u034fAQ', 'f\u034faq', true),"
        " (3, 9, 'faq\u1160', 'faq\u1160', false), (4, 9, '\u2800', '\u2800', true),"
        " (4, 9, '❤\ufe0e', '❤\ufe0e', false), (5, 9, 'plain', 'plain', true)",
    )
    execute(
        scratch,
        "INSERT INTO link_tags (link_id, key, tag)"
        " SELECT 1, key, key FROM unnest(ARRAY['maps', 'ma\u00adps', '\u2064', '❤️']) AS key",
    )
    migrate.upgrade(scratch)
    kept = execute(
        scratch, "SELECT link_id, name, key FROM link_names WHERE guild_id = 9 ORDER BY link_id, id"
    )
    assert kept == [
        (1, "❤", "❤"),
        (2, "❤️ (2)", "❤ (2)"),
        (3, "F\u034fAQ", "faq"),
        (4, "Link (4)", "link (4)"),
        (5, "plain", "plain"),
    ]
    assert all(key == normalized(name) for _, name, key in kept)
    tags = {key for (key,) in execute(scratch, "SELECT key FROM link_tags WHERE link_id = 1")}
    assert tags == {"maps", "❤"}


def test_there_is_one_newest_revision(database: DatabaseSettings) -> None:
    scripts = ScriptDirectory(str(migrate.MIGRATIONS))
    assert scripts.get_heads() == [migrate.newest_revision()]


def test_two_processes_can_migrate_at_once(scratch: DatabaseSettings) -> None:
    import subprocess
    import sys

    migrate.downgrade(scratch, "base")
    environment = {"TWI_DATABASE__URL": address(scratch), "TWI_ENV": "testing", "PATH": "/usr/bin"}
    command = [sys.executable, "-m", "app", "db", "upgrade"]
    processes = [subprocess.Popen(command, env=environment) for _ in range(2)]
    assert [process.wait(60) for process in processes] == [0, 0]
    assert asyncio.run(migrate.is_current(scratch))


def test_an_unreachable_database_is_said_so() -> None:
    nowhere = DatabaseSettings(url=SecretStr("postgresql://u@127.0.0.1:1/none"))
    with pytest.raises(migrate.DatabaseUnavailable, match="cannot be reached"):
        asyncio.run(migrate.present_revision(nowhere))


@pytest.mark.parametrize(
    "given",
    [
        "postgresql://u:p@h/d",
        "postgres://u:p@h/d",
        "postgresql+asyncpg://u:p@h/d",
        "postgresql:///d?host=/run/x",
    ],
)
def test_every_form_of_address_is_understood(given: str) -> None:
    assert address(DatabaseSettings(url=SecretStr(given))) == given.replace("+asyncpg", "")


def test_the_direct_address_is_used_where_it_matters() -> None:
    settings = DatabaseSettings(
        url=SecretStr("postgresql://pooled/d"), direct_url=SecretStr("postgresql://direct/d")
    )
    assert (address(settings), address(settings, direct=True)) == (
        "postgresql://pooled/d",
        "postgresql://direct/d",
    )


@pytest.mark.regression(44)
def test_moments_without_a_zone_are_refused() -> None:
    column = UtcDateTime()
    with pytest.raises(ValueError, match="time zone"):
        column.process_bind_param(datetime(2026, 1, 1), None)  # type: ignore[arg-type] # noqa: DTZ001
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    assert column.process_bind_param(moment, None) == moment  # type: ignore[arg-type]


def test_every_constraint_is_named_and_no_relation_loads_by_itself() -> None:
    for table in Model.metadata.tables.values():
        assert all(constraint.name for constraint in table.constraints)
    for mapper in Model.registry.mappers:
        assert all(relation.lazy == "raise" for relation in mapper.relationships)


async def test_slow_queries_are_logged_without_their_values(database: DatabaseSettings) -> None:
    stream, metrics = io.StringIO(), Metrics()
    configure_logging(LogSettings(format="json"), stream=stream)
    settings = database.model_copy(update={"slow_query": 0.5})
    try:
        async with AsyncExitStack() as stack:
            sessions = Sessions(open_engine(settings, metrics, stack))
            async with sessions() as session:
                await session.execute(text("SELECT pg_sleep(0.6), :words"), {"words": "a members secret"})
                await session.execute(text("SELECT 1"))
    finally:
        logger.remove()
    [entry] = [json.loads(line) for line in stream.getvalue().splitlines() if "slow" in line]
    assert entry["message"] == "slow query: SELECT pg_sleep(0.6), $1"
    assert entry["seconds"] >= 0.6
    assert "secret" not in stream.getvalue()
    rendered = metrics.render().decode()
    assert "twi_database_slow_queries_total 1.0" in rendered
    assert 'twi_database_queries_total{outcome="ok"} 2.0' in rendered
    assert "twi_database_query_seconds_count 2.0" in rendered


async def test_errors_do_not_quote_values(database: DatabaseSettings) -> None:
    async with AsyncExitStack() as stack:
        sessions = Sessions(open_engine(database, Metrics(), stack))
        async with sessions() as session:
            with pytest.raises(StatementError) as caught:
                await session.execute(text("SELECT :words + nothing"), {"words": "a members secret"})
    assert "secret" not in str(caught.value)
    assert not is_outage(caught.value)


@pytest.mark.parametrize(
    ("statement", "value", "told"),
    [
        ("SELECT CAST(:value AS bigint)", 8 * 10**29, r"DataError: invalid input for query argument $1"),
        ("SELECT CAST(CAST(:value AS text) AS integer)", "a secret: 8", "InvalidTextRepresentationError"),
        ("INSERT INTO link_tags (link_id, key, tag) VALUES (8, 'a secret', :value)", "a secret" * 9,
         'violates check constraint "ck_link_tags_tag_length"'),
    ],
)  # fmt: skip
async def test_no_log_quotes_what_the_database_refused(
    database: DatabaseSettings, statement: str, value: object, told: str
) -> None:
    stream = io.StringIO()
    configure_logging(LogSettings(), stream=stream)
    async with AsyncExitStack() as stack:
        sessions = Sessions(open_engine(database, Metrics(), stack))
        with pytest.raises(DBAPIError) as caught:
            async with sessions.begin() as session:
                await session.execute(text(statement), {"value": value})
    logger.opt(exception=caught.value).error("refused: {!r}", caught.value)
    assert is_poison(caught.value)
    logger.remove()
    assert told in stream.getvalue()
    assert "a secret" not in stream.getvalue().replace("'a secret'", "")
    assert "80000000" not in stream.getvalue()


async def test_a_pool_that_is_used_up_counts_as_an_outage(database: DatabaseSettings) -> None:
    small = database.model_copy(update={"pool_size": 1, "pool_overflow": 0, "pool_timeout": 0.05})
    async with AsyncExitStack() as stack:
        engine = open_engine(small, Metrics(), stack)
        async with engine.connect():
            with pytest.raises(PoolTimeoutError) as caught:
                await engine.connect().start()
    assert is_outage(caught.value)


async def test_a_statement_that_takes_too_long_is_ended(database: DatabaseSettings) -> None:
    hasty = database.model_copy(update={"statement_timeout": 0.1})
    async with AsyncExitStack() as stack:
        sessions = Sessions(open_engine(hasty, Metrics(), stack))
        with pytest.raises(Exception) as caught:  # noqa: PT011 - its kind is the point
            async with sessions() as session:
                await session.execute(text("SELECT pg_sleep(5)"))
    assert is_outage(caught.value)


@pytest.mark.parametrize(
    ("state", "poison"),
    [
        ("22003", True),
        ("23514", True),
        ("40P01", False),
        ("40001", False),
        ("55P03", False),
        ("53100", False),
        ("53200", False),
        ("25006", False),
        ("57P01", False),
    ],
)
async def test_only_what_is_wrong_with_values_is_poison(
    database: DatabaseSettings, state: str, *, poison: bool
) -> None:
    async with AsyncExitStack() as stack:
        sessions = Sessions(open_engine(database, Metrics(), stack))
        with pytest.raises(DBAPIError) as caught:
            async with sessions() as session:
                await session.execute(text(f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{state}'; END $$"))
    assert is_poison(caught.value) is poison


async def test_values_that_do_not_reach_the_database_are_poison(database: DatabaseSettings) -> None:
    async with AsyncExitStack() as stack:
        sessions = Sessions(open_engine(database, Metrics(), stack))
        with pytest.raises(DBAPIError) as caught:
            async with sessions() as session:
                await session.execute(text("SELECT CAST(:number AS integer)"), {"number": 2**40})
    assert is_poison(caught.value)
    assert is_poison(KeyError("a"))
    assert not is_poison(OSError())
    assert not is_poison(RuntimeError())


async def test_the_pool_heals_after_connections_are_cut(container: Container) -> None:
    sessions = container.sessions()
    async with sessions() as session:
        await session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    failures: list[Exception] = []
    for _ in range(10):
        async with sessions() as session:
            try:
                assert await session.scalar(text("SELECT 1")) == 1
            except Exception as error:  # noqa: BLE001 - its kind is looked at below
                failures.append(error)
    # The news of the cut may not have been read yet, but it has to be told only once.
    assert len(failures) <= 1
    assert all(map(is_outage, failures))


async def test_a_server_that_says_goodbye_is_an_outage_before_it_hangs_up(database_url: str) -> None:
    async with Proxy(database_url, tells_end=False) as proxy:
        behind = DatabaseSettings(url=SecretStr(proxy.url))
        connection = await open_connection(behind, address(behind))
        direct = await asyncpg.connect(database_url)
        try:
            process = await connection.fetchval("SELECT pg_backend_pid()")
            await direct.fetchval("SELECT pg_terminate_backend($1)", process)
            await proxy.quiet.wait()
            # While this is on its way, the goodbye is read.
            await direct.fetchval("SELECT 1")
            with pytest.raises(asyncpg.InternalClientError) as caught:
                await connection.fetchval("SELECT 1")
        finally:
            connection.terminate()
            await direct.close()
    assert is_outage(caught.value)

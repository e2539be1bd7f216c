"""``twi import predecessor``, as a process."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from tests.e2e.test_cli import twi
from tests.support.postgres import create_database, drop_database
from tests.support.predecessor import Predecessor, build, fill, predecessor
from tests.support.process import BotProcess, bot_process

GUILD = 346_842_016_480_755_724
MANY = 60_000
RECENTLY = datetime.now(UTC) - timedelta(days=60)


@pytest.fixture
async def old(database_url: str, worker_id: str) -> AsyncIterator[Predecessor]:
    name = f"twi_e2e_old_{worker_id}"
    address = await asyncio.to_thread(create_database, database_url, name, "template0")
    await build(address)
    async with predecessor(address, GUILD) as old:
        yield old
    await asyncio.to_thread(drop_database, database_url, name)


async def count(address: str, query: str = "SELECT count(*) FROM messages") -> int:
    connection = await asyncpg.connect(address)
    try:
        return int(await connection.fetchval(query))
    finally:
        await connection.close()


async def killed_after_some(address: str, process: BotProcess) -> None:
    """Kill an import that has written something and cannot go on: its table is locked."""
    connection = await asyncpg.connect(address)
    try:
        while not await connection.fetchval("SELECT EXISTS (SELECT FROM messages)"):
            await asyncio.sleep(0.001)
        async with connection.transaction():
            await connection.execute("LOCK TABLE messages IN SHARE MODE")
            process.kill()
    finally:
        await connection.close()


async def test_an_operator_tries_then_imports_then_imports_again(
    old: Predecessor, own_database: str, tmp_path: Path
) -> None:
    await fill(old, RECENTLY, messages=6)
    report, kept = tmp_path / "report.json", tmp_path / "kept.jsonl"

    async def run(*options: str) -> str:
        command = ("import", "predecessor", "--source", old.address, "--guild", str(GUILD), *options)
        done = await asyncio.to_thread(twi, *command, environment={"TWI_DATABASE__URL": own_database})
        assert done.returncode == 0, done.stderr
        return done.stdout

    tried = await run("--dry-run", "--report", str(report))
    assert "This was a dry run: nothing was written." in tried
    assert "a link with the same title says the same: 1 (2 “Link 1”)" in tried
    assert "password_link: passwords in plain text; the newest has no place here yet; keep the old" in tried
    planned = json.loads(report.read_text())
    assert planned["tables"]["messages"] == {
        "read": 6,
        "written": 6,
        "present": 0,
        "kept_for_later": 0,
        "skipped": 0,
        "reasons": {},
        "altered": {},
    }
    assert await count(own_database) == 0
    await run("--only", "quotes,links")
    assert await count(own_database) == 0
    assert await count(own_database, "SELECT count(*) FROM quotes") == 8
    await run("--keep-for-later", str(kept), "--report", str(report))
    assert await count(own_database) == 6
    assert len(kept.read_text().splitlines()) == 4
    assert json.loads(report.read_text())["tables"]["quotes"]["present"] == 8


async def test_killed_by_the_system_it_goes_on_where_it_was(
    old: Predecessor, own_database: str, tmp_path: Path
) -> None:
    await old.run(
        """
        INSERT INTO messages (message_id, created_at, content, server_name, server_id, channel_id, user_id, jump_url,
            is_bot)
        SELECT (($1::bigint - 1420070400000 + n * 1000) << 22), now(), 'Hello', '', $2, 201, 101 + n % 50, '', false
        FROM generate_series(1, $3::bigint) AS n
        """,
        int(RECENTLY.timestamp() * 1000),
        GUILD,
        MANY,
    )
    command = ("import", "predecessor", "--source", old.address, "--guild", str(GUILD), "--batch", "500")
    environment = {"TWI_ENV": "testing", "TWI_DATABASE__URL": own_database}
    async with bot_process(tmp_path, *command, **environment) as process, asyncio.timeout(60):
        await killed_after_some(own_database, process)
    assert 0 < await count(own_database) < MANY
    async with bot_process(tmp_path, *command, **environment) as process:
        assert await process.ended(60) == 0, process.output
    assert await count(own_database) == MANY
    days = "SELECT count(*) FROM (SELECT guild_id, at::date FROM activity_touched GROUP BY 1, 2) AS days"
    assert await count(own_database, days) in {1, 2}


def test_what_cannot_begin_is_refused_in_one_sentence(own_database: str) -> None:
    environment = {"TWI_DATABASE__URL": own_database}

    def refused(*options: str, **more: str) -> str:
        done = twi("import", "predecessor", *options, environment={**environment, **more})
        assert done.returncode == 2
        return done.stderr

    nowhere = ("--source", "postgresql://u@127.0.0.1:1/none")
    assert "the source cannot be reached" in refused(*nowhere, "--guild", "1")
    assert "a database of this bot's own" in refused("--source", own_database, "--guild", "1")
    assert "expected some of quotes, links" in refused(*nowhere, "--guild", "1", "--only", "everything")
    assert "Missing option '--guild'" in refused(*nowhere)
    assert twi("db", "downgrade", "base", environment=environment, given="y\n").returncode == 0
    assert "run `twi db upgrade`" in refused(*nowhere, "--guild", "1")

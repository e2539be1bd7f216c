"""``python -m tests.benchmarks.importing``: how fast an old database comes in. Prints rows per second; judges nothing."""

from __future__ import annotations

import asyncio
import resource
import sys
import tempfile
import time
from pathlib import Path

import asyncpg
from pydantic import SecretStr

from app.container import Container
from app.core.clock import Clock
from app.importing.predecessor.importer import ImportOptions, PredecessorImport
from app.infra.db import migrate
from app.infra.embedded import embedded_postgres
from app.settings.schema import Settings
from app.settings.sections.activity import ActivitySettings
from app.settings.sections.database import DatabaseSettings, EmbeddedDatabase
from tests.support.postgres import create_database
from tests.support.predecessor import build

GUILD = 1
MINUTE_IDS = 60_000 << 22
"""The distance of ids that are made a minute apart."""
FIRST = (1_672_531_200_000 - 1_420_070_400_000) << 22
"""The first id of 2023."""
ID = f"{FIRST} + n * {MINUTE_IDS} / 5"
AT = "timestamp '2025-06-01' + n * interval '20 seconds'"
FILL = f"""
    INSERT INTO messages (message_id, created_at, content, user_nick, server_name, server_id, channel_id, user_id,
        jump_url, is_bot, reference)
    SELECT {ID}, now(), repeat('x', (n % 200)::int), 'nick', 'Inn', {GUILD}, 200 + n % 50, 1000 + n % 3000, '',
        n % 10 = 0, nullif(n % 4, 1)
    FROM generate_series(1, :count::bigint) n;
    INSERT INTO reactions (message_id, user_id, unicode_emoji, date)
    SELECT {ID}, 1000 + n % 700, '👋', {AT} FROM generate_series(1, :count::bigint) n;
    INSERT INTO mentions (message_id, user_mention)
    SELECT {ID}, 1000 + n % 90 FROM generate_series(1, :count::bigint, 3) n;
    INSERT INTO attachments (id, message_id) SELECT n, {ID} FROM generate_series(1, :count::bigint, 5) n;
    INSERT INTO embeds (message_id, title, description)
    SELECT {ID}, 'A title', repeat('words ', 20) FROM generate_series(1, :count::bigint, 5) n;
    INSERT INTO message_edit (id, edit_timestamp) SELECT {ID}, {AT} FROM generate_series(1, :count::bigint, 10) n;
    INSERT INTO users (user_id, username) SELECT n, 'user' || n FROM generate_series(1, 20000) n;
    INSERT INTO join_leave (user_id, server_id, date, join_or_leave)
    SELECT n, {GUILD}, {AT}, 'join' FROM generate_series(1, :count::bigint, 5) n;
    INSERT INTO role_changes (user_id, server_id, role_id, timestamp, action)
    SELECT n % 3000, {GUILD}, 7, {AT}, 'added' FROM generate_series(1, :count::bigint, 5) n;
    INSERT INTO voice_activity (user_id, guild_id, channel_id, timestamp, action)
    SELECT 1, {GUILD}, 9, {AT}, CASE WHEN n % 2 = 0 THEN 'left' ELSE 'joined' END
    FROM generate_series(1, :count::bigint / 5) n;
    INSERT INTO quotes (quote, author, author_id, time)
    SELECT 'Quote number ' || n, 'erin', 1001, {AT} FROM generate_series(1, 10000) n;
    INSERT INTO links (title, content, tag)
    SELECT 'Link ' || n, 'https://example.com/' || n, 'Tag' FROM generate_series(1, 1000) n;
    VACUUM ANALYZE
"""  # noqa: S608 - constants of this module


def main(count: int) -> None:
    with tempfile.TemporaryDirectory(prefix="twi-bench-") as folder:
        # PostgreSQL does not run as root, and has to pass through the folder.
        Path(folder).chmod(0o755)
        server = DatabaseSettings(embedded=EmbeddedDatabase.TEMPORARY)
        with embedded_postgres(server, Path(folder)) as address:
            old, new = (create_database(address, name, "template0") for name in ("old", "new"))
            database = DatabaseSettings(url=SecretStr(new), statement_timeout=0, slow_query=3600)
            migrate.upgrade(database)
            asyncio.run(_measure(old, Settings(database=database), count))


async def _measure(old: str, settings: Settings, count: int) -> None:
    await _fill(old, count)
    container = Container(settings=settings)
    importer = PredecessorImport(
        sessions=container.sessions(),
        partitions=container.partitions(),
        cache=container.cache(),
        clock=Clock(),
        settings=ActivitySettings(message_months=240, reaction_months=240, event_months=240),
        activity=container.activity(),
        opt_outs=container.opt_outs(),
        guild_settings=container.guild_settings(),
    )
    print(f"{'part':<22}{'rows':>12}{'seconds':>10}{'rows/s':>12}")
    parts = ("messages", "reactions", "joins", "roles", "voice", "quotes", "links")
    for label, dry_run in (("dry run", True), ("first run", False), ("run again", False)):
        for part in parts:
            began = time.perf_counter()
            options = ImportOptions(source=old, guild_id=GUILD, only=frozenset({part}), dry_run=dry_run)
            report = await importer.run(options)
            took = time.perf_counter() - began
            # The people's names come along with every part and take hardly any time.
            rows = max(
                tally.read for table, tally in report.tallies.items() if table not in {"users", "servers"}
            )
            print(f"{f'{part}, {label}':<22}{rows:>12,}{took:>10.1f}{rows / took:>12,.0f}")
    print(f"memory at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    await container.lifespan().aclose()


async def _fill(address: str, count: int) -> None:
    await build(address)
    connection = await asyncpg.connect(address)
    for statement in FILL.replace(":count", str(count)).split(";"):
        await connection.execute(statement)
    await connection.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500_000)

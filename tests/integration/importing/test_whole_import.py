"""The import as a whole: dry, twice, killed, and from databases that lack things."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.cli.importing import PARTS
from app.container import Container
from app.core.actor import Actor
from app.importing.predecessor import reasons
from app.importing.predecessor.destination import Destination
from app.importing.predecessor.importer import ALL, ImportOptions, ImportStopped
from app.importing.predecessor.printing import lines
from app.importing.predecessor.skipped_tables import READ, REASONS
from app.importing.predecessor.source import ImportRefused
from app.infra.db.engine import address
from app.infra.db.readonly_source import SourceUnavailable
from app.recording.consent.service import Consent
from app.settings.schema import Settings
from tests.integration.conftest import Rows
from tests.integration.importing.conftest import Bring, figures, importer, skips
from tests.support.payloads import NOON
from tests.support.postgres import create_database, drop_database
from tests.support.predecessor import SECRET, VARIANTS, Predecessor, fill, keep_for_later

both_descriptions = pytest.mark.parametrize("variant", VARIANTS)
VOLATILE: dict[str, list[str]] = {
    "guilds": ["first_seen_at"],
    "members": ["seen_at"],
    "messages": [],
    "reactions": [],
    "member_events": [],
    "role_events": [],
    "voice_stays": [],
    "quotes": ["id", "draw_order"],
    "quote_counters": [],
    "links": ["id"],
    "link_names": ["id", "link_id"],
    "link_tags": ["link_id"],
    "imported_rows": [],
    "guild_settings": ["updated_at"],
    "activity_touched": ["number"],
}
"""The tables that an import writes to, with the columns that differ from run to run."""


SILENT = {
    "roles",
    "servers",
    "servers.server_name",
    "users.bot",
    "poll.index_serial",
    "creator_links.weight",
    "reactions.is_custom_emoji",
    "attachments.id",
}
"""What can be missing without a difference in what comes in."""


class Killed(Exception):
    """Stands for a process that ends."""


@pytest.fixture(scope="module")
async def own_settings(database_url: str, worker_id: str, settings: Settings) -> AsyncIterator[Settings]:
    """Settings with a database that only these tests write to."""
    name = f"twi_import_{worker_id}"
    address = await asyncio.to_thread(create_database, database_url, name)
    database = settings.database.model_copy(update={"url": SecretStr(address)})
    yield settings.model_copy(update={"database": database})
    await asyncio.to_thread(drop_database, database_url, name)


@pytest.fixture
async def fresh(own_settings: Settings) -> AsyncIterator[Container]:
    """The services on a database without a row, and without parts of tables."""
    container = Container(settings=own_settings)
    async with container.sessions().begin() as session:
        await empty(session)
        parts = "SELECT oid::regclass::text FROM pg_class WHERE relnamespace = 'parts'::regnamespace AND relkind = 'r'"
        for part in list(await session.scalars(text(parts))):
            await session.execute(text(f"DROP TABLE {part}"))
    yield container
    await container.lifespan().aclose()


async def empty(session: AsyncSession) -> None:
    await session.execute(text(f"TRUNCATE {', '.join(VOLATILE)} CASCADE"))


async def content(container: Container) -> dict[str, list[str]]:
    """All rows, in an order of their own."""
    found = {}
    async with container.sessions()() as session:
        for table, ignored in VOLATILE.items():
            query = f"SELECT (to_jsonb(t) - CAST(:ignored AS text[]))::text FROM {table} t ORDER BY 1"  # noqa: S608
            found[table] = list(await session.scalars(text(query), {"ignored": ignored}))
    return found


def tallies(report: Any) -> dict[str, Any]:
    return {key: value for key, value in report.as_json().items() if key not in {"dry_run", "seconds"}}


@both_descriptions
async def test_a_dry_run_writes_nothing_and_tells_the_same(
    old: Predecessor, fresh: Container, tmp_path: Path
) -> None:
    await fill(old, NOON)
    before = await content(fresh)
    options = ImportOptions(source=old.address, guild_id=old.guild_id, page_size=7)
    file = tmp_path / "kept.jsonl"
    dry = await importer(fresh).run(replace(options, dry_run=True, keep_for_later=file))
    assert await content(fresh) == before
    assert not file.exists()
    parts = "SELECT count(*) FROM pg_class WHERE relnamespace = 'parts'::regnamespace"
    async with fresh.sessions()() as session:
        assert await session.scalar(text(parts)) == 0
    real = await importer(fresh).run(replace(options, keep_for_later=file))
    assert tallies(dry) == tallies(real)
    assert dry.tally("messages").written > 30
    # And where everything is there already.
    again = await importer(fresh).run(replace(options, dry_run=True))
    assert tallies(again) == tallies(await importer(fresh).run(options))


@both_descriptions
async def test_twice_comes_to_the_same_and_every_row_is_accounted_for(
    old: Predecessor, fresh: Container
) -> None:
    await fill(old, NOON)
    options = ImportOptions(source=old.address, guild_id=old.guild_id)
    first = await importer(fresh).run(options)
    after_once = await content(fresh)
    second = await importer(fresh).run(options)
    assert await content(fresh) == after_once
    for table, tally in second.tallies.items():
        assert tally.read == tally.written + tally.present + tally.deferred + tally.skips, table
        assert tally.written == 0, table
        before = first.tally(table)
        # Of two links that say the same, the second time the one that did not come in is known as well.
        same = skips(first, table).pop(reasons.SAME_LINK, 0)
        assert tally.present == before.written + before.present + same, table
        assert skips(second, table) == {
            reason: count for reason, count in skips(first, table).items() if reason != reasons.SAME_LINK
        }
        [(count,)] = await old.run(f"SELECT count(*) FROM {table}")  # noqa: S608
        assert tally.read == count


@pytest.mark.parametrize("pages", [1, 5, 12, 20, 30, 45, 60])
async def test_killed_in_the_middle_and_run_again_comes_to_the_same(
    old: Predecessor, fresh: Container, pages: int
) -> None:
    await fill(old, NOON, messages=12)
    options = ImportOptions(source=old.address, guild_id=old.guild_id, page_size=3)
    left = iter(range(pages))

    def progress(*_: object) -> None:
        if next(left, None) is None:
            raise Killed

    with pytest.raises(Killed):
        await importer(fresh).run(replace(options, progress=progress))
    await importer(fresh).run(options)
    interrupted = await content(fresh)
    async with fresh.sessions().begin() as session:
        await empty(session)
    await importer(fresh).run(replace(options, page_size=1000))
    whole = await content(fresh)
    # A day may be marked more than once, by the batches that it was written in.
    assert {*interrupted.pop("activity_touched")} >= {*whole.pop("activity_touched")}
    assert interrupted == whole


@pytest.mark.parametrize("cut", ["new", "old"])
async def test_a_database_that_goes_away_ends_the_import_in_a_sentence(
    old: Predecessor, fresh: Container, cut: str
) -> None:
    await fill(old, NOON, messages=12)
    addresses = {"old": old.address, "new": address(fresh.settings().database)}
    cutting: list[asyncio.Task[None]] = []

    async def cut_off() -> None:
        connection = await asyncpg.connect(addresses[cut])
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'twi'"
        )
        await connection.close()

    def progress(table: str, _: int) -> None:
        if table == "messages" and not cutting:
            cutting.append(asyncio.create_task(cut_off()))

    options = ImportOptions(source=old.address, guild_id=old.guild_id, page_size=1)
    with pytest.raises(ImportStopped, match="run the same command again"):
        await importer(fresh).run(replace(options, progress=progress))
    await cutting[0]
    report = await importer(fresh).run(options)
    assert figures(report, "messages")[0] == 12


async def test_two_imports_do_not_run_at_once(old: Predecessor, fresh: Container) -> None:
    await old.message(NOON)
    another = Destination(fresh.sessions(), dry_run=False)
    async with another.alone():
        with pytest.raises(ImportRefused, match="another import is running"):
            await importer(fresh).run(ImportOptions(source=old.address, guild_id=old.guild_id))
    await importer(fresh).run(ImportOptions(source=old.address, guild_id=old.guild_id))


@pytest.mark.parametrize(
    "missing",
    [
        *sorted(READ & VARIANTS["reconstructed"].keys()),
        "roles",
        "messages.reference",
        "messages.content",
        "messages.user_id",
        "reactions.date",
        "reactions.emoji_id",
        "reactions.is_custom_emoji",
        "join_leave.server_id",
        "voice_activity.guild_id",
        "message_edit.edit_timestamp",
        "mentions.user_mention",
        "attachments.id",
        "links.time_added",
        "links.tag",
        "quotes.time",
        "quotes.author_id",
        "users.bot",
        "servers.server_name",
        "poll.index_serial",
        "creator_links.weight",
    ],
)
async def test_what_the_source_lacks_is_reported_and_the_rest_comes_in(
    old: Predecessor, fresh: Container, missing: str
) -> None:
    await fill(old, NOON, messages=4)
    async with old.without(missing):
        report = await importer(fresh).run(ImportOptions(source=old.address, guild_id=old.guild_id))
    told = any(entry.startswith((f"{missing}:", f"{missing},")) for entry in report.absent)
    assert told or missing in SILENT
    assert sum(tally.written for tally in report.tallies.values()) > 20
    for tally in report.tallies.values():
        assert tally.read == tally.written + tally.present + tally.deferred + tally.skips, tally


async def test_names_come_with_what_is_imported_and_only_then(
    container: Container, old: Predecessor, bring: Bring, rows: Rows, guild_id: int
) -> None:
    lyonette = Actor(user_id=102, guild_id=guild_id, name="Lyonette", guild_name="The Inn")
    await container.activity().choose(lyonette, Consent())
    await fill(old, NOON, messages=3)
    report = await bring(only=frozenset({"messages", "quotes"}))
    names = "SELECT user_id, name FROM members WHERE guild_id = :guild ORDER BY user_id"
    assert await rows(names) == [(101, "erin"), (102, "Lyonette"), (300, "zel")]
    assert figures(report, "users") == (4, 1, 1, 2)
    assert skips(report, "users") == {
        reasons.NOTHING_OF_THEIRS: 1,
        "A name needs at least one character": 1,
    }
    assert figures(report, "servers") == (2, 0, 1, 1)
    assert await rows("SELECT name FROM guilds WHERE id = :guild") == [("The Inn",)]


async def test_what_has_no_place_here_is_kept_in_a_file(
    old: Predecessor, bring: Bring, tmp_path: Path
) -> None:
    await keep_for_later(old, NOON)
    file = tmp_path / "kept.jsonl"
    report = await bring(keep_for_later=file)
    kept = {table: tally.deferred for table, tally in report.tallies.items() if tally.deferred}
    assert kept == {"creator_links": 1, "poll": 2, "poll_option": 3}
    assert skips(report, "poll_option") == {reasons.NO_POLL: 3}
    assert file.stat().st_mode & 0o077 == 0
    head, link, *polls = [json.loads(line) for line in file.read_text().splitlines()]
    assert (head["form"], head["version"], head["guild_id"]) == ("twi-kept-for-later", 1, str(old.guild_id))
    assert link == {
        "kind": "creator_link",
        "user_id": "101",
        "title": "Art",
        "link": "https://example.com/art",
        "nsfw": True,
        "weight": 5,
        "feature": True,
        "changed_at": None,
    }
    assert [(poll["id"], poll["number"], poll["expires_at"]) for poll in polls] == [
        ("60", 2, None),
        ("70", 1, "2026-10-14T12:00:00Z"),
    ]
    assert polls[0]["options"] == [{"id": "3", "text": "An option", "votes": 9}]
    assert [option["id"] for option in polls[1]["options"]] == ["1", "2"]


async def test_secrets_and_private_texts_stay_where_they_are(
    old: Predecessor, fresh: Container, tmp_path: Path
) -> None:
    await fill(old, NOON, messages=5)
    await old.run("UPDATE messages SET content = $1, user_nick = $1", SECRET)
    await old.run("UPDATE embeds SET title = $1, description = $1", SECRET)
    file = tmp_path / "kept.jsonl"
    report = await importer(fresh).run(
        ImportOptions(source=old.address, guild_id=old.guild_id, keep_for_later=file)
    )
    shown = "\n".join(lines(report))
    assert report.skipped_tables["password_link"].startswith("passwords in plain text")
    assert {"command_history", "error_telemetry", "reports"} <= report.skipped_tables.keys()
    for place in (shown, json.dumps(report.as_json()), file.read_text(), str(await content(fresh))):
        assert SECRET not in place


@both_descriptions
async def test_every_table_of_the_old_bot_is_read_or_has_a_reason(
    old: Predecessor, bring: Bring, variant: str
) -> None:
    await old.run("CREATE TABLE something_else (id int)")
    try:
        report = await bring()
    finally:
        await old.run("DROP TABLE something_else")
    assert report.skipped_tables.pop("something_else") == "not known to this import"
    assert VARIANTS[variant].keys() - READ == report.skipped_tables.keys()
    assert not READ & REASONS.keys()


@pytest.mark.parametrize(
    "table",
    [
        "roles",
        "channels",
        "reports",
        "infractions",
        "gallery_mementos",
        "gallery_migration",
        "invisible_text_twi",
        "wandering_inn",
        "patreon_twi",
        "innktober_quests",
        "innktober_submission",
        "password_link",
        "command_history",
    ],
)
def test_of_what_lives_on_it_is_said_to_keep_the_old_database(table: str) -> None:
    assert REASONS[table].endswith("keep the old database until there is")


async def test_databases_that_are_not_the_predecessors_are_refused(
    database_url: str, worker_id: str, fresh: Container, guild_id: int
) -> None:
    async def refusal(address: str) -> str:
        with pytest.raises((ImportRefused, SourceUnavailable)) as refused:
            await importer(fresh).run(ImportOptions(source=address, guild_id=guild_id))
        assert refused.value.exit_code == 2
        return str(refused.value)

    assert "this bot's own" in await refusal(database_url)
    assert "cannot be reached" in await refusal("postgresql://u@127.0.0.1:1/none")
    assert "no address" in await refusal("mysql://u@h/d")
    name = f"twi_other_{worker_id}"
    address = await asyncio.to_thread(create_database, database_url, name, "template0")
    try:
        assert "there is none" in await refusal(address)
        connection = await asyncpg.connect(address)
        await connection.execute("CREATE TABLE users (user_id bigint, username text)")
        await connection.close()
        assert "there is users" in await refusal(address)
    finally:
        await asyncio.to_thread(drop_database, database_url, name)


async def test_a_server_that_neither_side_knows_and_an_unknown_time_zone_are_refused(
    old: Predecessor, bring: Bring, guild_id: int
) -> None:
    await old.add("servers", server_id=1, server_name="Test server")
    with pytest.raises(ImportRefused, match=r"the source knows 1 \(Test server\)"):
        await bring()
    await bring(guild_id=1)
    with pytest.raises(SourceUnavailable, match="Mars/Olympus"):
        await bring(guild_id=1, host_time_zone="Mars/Olympus")


def test_the_command_offers_what_the_import_can_do() -> None:
    assert PARTS == ALL

"""What is too old goes, and what a deleted channel leaves behind is marked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from loguru import logger
from sqlalchemy import text

from app.container import Container
from app.core.clock import Clock
from app.core.events import ChannelGone
from app.features.message_log.models import BODIES
from app.infra.db.partitions import Partitioned
from app.recording import models
from app.recording.retention.service import RecordingRetention
from app.settings.sections.activity import ActivitySettings
from tests.integration.conftest import Record, Rows
from tests.support.payloads import channel, guild, id_at, member, message, reaction

NOW = datetime.now(UTC)
LONG_AGO = NOW - timedelta(days=31 * 30)
"""Past the 24 months for which everything is kept."""
JUNE = datetime(2016, 6, 9, tzinfo=UTC)
CHANNELS = "SELECT channel_id, deleted_at IS NOT NULL FROM messages WHERE guild_id = :guild ORDER BY id"


async def test_what_is_too_old_is_dropped(
    container: Container, record: Record, rows: Rows, guild_id: int
) -> None:
    recent = message(guild_id, at=NOW)
    await record(("MESSAGE_CREATE", recent), ("MESSAGE_REACTION_ADD", reaction(recent)))
    await record(("GUILD_MEMBER_ADD", member(guild_id, 101, joined=NOW)))
    old = id_at(LONG_AGO)
    for table, key in (
        (models.MESSAGES, old),
        (models.REACTIONS, old),
        (models.MEMBER_EVENTS, LONG_AGO),
        (models.ROLE_EVENTS, LONG_AGO),
        (models.VOICE_STAYS, LONG_AGO),
    ):
        await container.partitions().ensure(table, [key])
    parts = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ '_[0-9]{4}_?[0-9]{2}$'"
    before = {name for (name,) in await rows(parts)}
    await container.recording_retention().tidy()
    gone = before - {name for (name,) in await rows(parts)}
    assert {name.rstrip("0123456789_") for name in gone} == {
        *("messages", "reactions", "member_events", "role_events", "voice_stays")
    }
    assert await rows("SELECT count(*) FROM messages WHERE guild_id = :guild") == [(1,)]
    assert await rows("SELECT count(*) FROM reactions WHERE guild_id = :guild") == [(1,)]
    assert await rows("SELECT count(*) FROM member_events WHERE guild_id = :guild") == [(1,)]


class Then(Clock):
    """A moment before anything that other tests record."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at


def retention(container: Container, at: datetime) -> RecordingRetention:
    """Keeps messages for two months, reactions for three, the rest for four."""
    settings = ActivitySettings(message_months=2, reaction_months=3, event_months=4)
    return RecordingRetention(container.sessions(), container.partitions(), Then(at), settings)


@pytest.fixture
def told() -> Iterator[list[str]]:
    lines: list[str] = []
    handler = logger.add(lambda line: lines.append(line.record["message"]), level="INFO")
    yield lines
    logger.remove(handler)


@pytest.mark.parametrize(
    ("table", "gone"),
    [
        (models.MESSAGES, 3),
        (models.REACTIONS, 2),
        (models.MEMBER_EVENTS, 1),
        (models.ROLE_EVENTS, 1),
        (models.VOICE_STAYS, 1),
    ],
)
async def test_every_table_is_kept_for_its_months(
    container: Container, rows: Rows, told: list[str], table: Partitioned, gone: int
) -> None:
    query = f"SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ '^{table.table}_2016_'"  # noqa: S608
    await retention(container, JUNE).tidy()
    await container.partitions().ensure(
        table, [datetime(2016, month, 9, tzinfo=UTC) for month in range(1, 7)]
    )
    told.clear()
    await retention(container, JUNE).tidy()
    left = {name for (name,) in await rows(query)}
    assert left == {f"{table.table}_2016_{month:02}" for month in range(gone + 1, 7)}
    assert told == [
        f"{table.table}_2016_{month:02} is past its time and was dropped" for month in range(1, gone + 1)
    ]


async def test_room_is_made_twenty_days_before_it_is_needed(container: Container, rows: Rows) -> None:
    query = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ '^voice_stays_2017_' ORDER BY 1"
    await retention(container, datetime(2017, 8, 11, tzinfo=UTC)).tidy()
    assert await rows(query) == [("voice_stays_2017_08",)]
    await retention(container, datetime(2017, 8, 12, tzinfo=UTC)).tidy()
    assert await rows(query) == [("voice_stays_2017_08",), ("voice_stays_2017_09",)]


async def test_counts_are_kept_for_as_many_months_as_messages(
    container: Container, rows: Rows, guild_id: int
) -> None:
    oldest = (JUNE - timedelta(days=62)).date()
    add = """
        INSERT INTO activity_days (guild_id, day, people, joins, leaves, reactions)
        SELECT :guild, day, 1, 0, 0, 0 FROM unnest(CAST(:days AS date[])) AS day
    """
    days = [oldest - timedelta(days=1), oldest]
    async with container.sessions().begin() as session:
        await session.execute(text(add), {"guild": guild_id, "days": days})
    await retention(container, JUNE).tidy()
    assert await rows("SELECT day FROM activity_days WHERE guild_id = :guild") == [(oldest,)]


async def test_what_is_past_its_time_is_not_even_written(record: Record, rows: Rows, guild_id: int) -> None:
    await record(("MESSAGE_CREATE", message(guild_id, at=LONG_AGO)))
    assert await rows(CHANNELS) == []


async def test_counts_go_with_what_was_counted(container: Container, rows: Rows, guild_id: int) -> None:
    add = """
        INSERT INTO activity_days (guild_id, day, people, joins, leaves, reactions)
        SELECT :guild, day, 1, 0, 0, 0 FROM unnest(CAST(ARRAY[:old, :new] AS date[])) AS day
    """
    async with container.sessions().begin() as session:
        await session.execute(text(add), {"guild": guild_id, "old": LONG_AGO.date(), "new": NOW.date()})
    await container.recording_retention().tidy()
    assert await rows("SELECT day FROM activity_days WHERE guild_id = :guild") == [(NOW.date(),)]


async def test_a_deletion_waits_two_days_for_its_message(
    container: Container, record: Record, rows: Rows, guild_id: int
) -> None:
    for age in (1, 3):
        unknown = str(id_at(NOW - timedelta(days=age)))
        deleted = {"id": unknown, "channel_id": "201", "guild_id": str(guild_id)}
        await record(("MESSAGE_DELETE", deleted))
    await container.recording_retention().tidy()
    kept = await rows("SELECT id FROM messages WHERE guild_id = :guild")
    assert [number for (number,) in kept] == [id_at(NOW - timedelta(days=1))]


@pytest.mark.regression(43)
async def test_a_deleted_channel_takes_its_threads_messages_along(
    container: Container, record: Record, rows: Rows, guild_id: int
) -> None:
    thread = channel(203, "a thread", 11, parent_id="202")
    await record(
        ("GUILD_CREATE", guild(guild_id, channels=[channel(202, "art")], threads=[thread])),
        ("MESSAGE_CREATE", message(guild_id, channel=203, at=NOW)),
    )
    await container.recording_retention().mark_deleted(ChannelGone(guild_id=guild_id, channel_id=202, at=NOW))
    assert await rows(CHANNELS) == [(203, True)]


async def test_the_messages_of_a_deleted_channel_are_deleted_and_not_counted(
    container: Container, record: Record, rows: Rows, guild_id: int
) -> None:
    counts = "SELECT channel_id, messages, deleted FROM activity_channels WHERE guild_id = :guild ORDER BY 1"
    await record(
        ("GUILD_CREATE", guild(guild_id, channels=[channel(201, "general"), channel(202, "art")])),
        *(
            ("MESSAGE_CREATE", message(guild_id, number, channel=201 + number % 2, at=NOW))
            for number in range(4)
        ),
    )
    await container.rollups().refresh()
    assert await rows(counts) == [(201, 2, 0), (202, 2, 0)]
    await container.recording_retention().mark_deleted(ChannelGone(guild_id=guild_id, channel_id=202, at=NOW))
    assert await rows(CHANNELS) == [(201, False), (202, True), (201, False), (202, True)]
    await container.rollups().refresh()
    assert await rows(counts) == [(201, 2, 0), (202, 0, 2)]


async def test_tables_are_parted_by_the_column_that_they_name(rows: Rows) -> None:
    tables = (
        models.MESSAGES,
        models.REACTIONS,
        models.MEMBER_EVENTS,
        models.ROLE_EVENTS,
        models.VOICE_STAYS,
        BODIES,
    )
    parted: dict[str, str] = dict(
        await rows("SELECT relname, pg_get_partkeydef(oid) FROM pg_class WHERE relkind = 'p'")
    )
    assert parted == {table.table: f"RANGE ({table.column})" for table in tables}

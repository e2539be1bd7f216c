"""What is too old goes, and what a deleted channel leaves behind is marked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from app.container import Container
from app.core.events import ChannelGone
from app.recording import models
from tests.integration.conftest import Record, Rows
from tests.support.payloads import channel, guild, id_at, member, message, reaction

NOW = datetime.now(UTC)
LONG_AGO = NOW - timedelta(days=31 * 30)
"""Past the 24 months for which everything is kept."""
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

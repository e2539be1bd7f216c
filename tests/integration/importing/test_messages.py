"""Messages and what hangs on them, as figures."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.container import Container
from app.core.actor import Actor
from app.core.snowflake import first_id_at
from app.importing.predecessor import reasons
from app.recording.batch import Batch
from app.recording.consent.service import Consent
from app.recording.sightings import MessageNote
from app.settings.sections.activity import ActivitySettings
from tests.integration.conftest import Rows
from tests.integration.importing.conftest import Bring, figures, skips
from tests.support.payloads import NOON, minutes
from tests.support.predecessor import VARIANTS, Predecessor, naive

MESSAGES = """
    SELECT author_id, is_bot, is_reply, length, attachments, embeds, mentions, edits, edited_at, deleted_at
    FROM messages WHERE guild_id = :guild ORDER BY id
"""
ORDINARY = (101, False, False, 11, 0, 0, 0, 0, None, None)
TOUCHED = "SELECT at FROM activity_touched WHERE guild_id = :guild ORDER BY at"
both_descriptions = pytest.mark.parametrize("variant", VARIANTS)


@both_descriptions
async def test_a_message_becomes_figures(old: Predecessor, bring: Bring, rows: Rows) -> None:
    await old.message(NOON, content="Twelve chars", is_bot=True, reference=5)
    await old.message(NOON, 1, content=None, user_id=None, deleted=None)
    report = await bring()
    assert await rows(MESSAGES) == [
        (101, True, True, 12, 0, 0, 0, 0, None, None),
        (None, False, False, 0, 0, 0, 0, 0, None, None),
    ]
    assert figures(report, "messages") == (2, 2, 0, 0)


async def test_a_deleted_message_is_marked_at_the_last_moment_it_was_seen(
    old: Predecessor, bring: Bring, rows: Rows
) -> None:
    await old.message(NOON, deleted=True)
    edited = await old.message(NOON, 1, deleted=True)
    await old.add("message_edit", id=edited, edit_timestamp=naive(NOON + minutes(3)))
    await bring()
    assert [row[-1] for row in await rows(MESSAGES)] == [NOON, NOON + minutes(3)]


@both_descriptions
async def test_what_repeated_saves_stored_twice_is_counted_once(
    old: Predecessor, bring: Bring, rows: Rows
) -> None:
    written = await old.message(NOON)
    for title in ("a", "a", "b", None, None):
        await old.add("embeds", message_id=written, title=title, url="https://example.com")
    for person in (102, 102, 103):
        await old.add("mentions", message_id=written, user_mention=person)
    await old.add("mentions", message_id=written, role_mention=9)
    report = await bring()
    assert [row[5:7] for row in await rows(MESSAGES)] == [(3, 2)]
    assert figures(report, "embeds") == (5, 3, 0, 2)
    assert skips(report, "mentions") == {reasons.ROLE_MENTION: 1, reasons.TWICE: 1}


@pytest.mark.parametrize("variant", ["as the code has it"])
async def test_attachments_without_a_message_are_reported(old: Predecessor, bring: Bring, rows: Rows) -> None:
    written = await old.message(NOON)
    ancient = await old.message(NOON - timedelta(days=3000))
    for number, message_id in (
        (1, written),
        (2, written),
        (2, written),
        (3, ancient),
        (4, 77),
        (5, written + 9),
    ):
        await old.add("attachments", id=number, message_id=message_id)
    report = await bring()
    assert [row[4] for row in await rows(MESSAGES)] == [2]
    assert figures(report, "attachments") == (6, 2, 0, 4)
    assert skips(report, "attachments") == {
        reasons.NO_MESSAGE: 2,
        reasons.MESSAGE_SKIPPED: 1,
        reasons.TWICE: 1,
    }


async def test_edits_are_counted_and_the_last_one_is_dated_in_utc(
    old: Predecessor, bring: Bring, rows: Rows
) -> None:
    written = await old.message(NOON)
    for offset in (1, 5, 5):
        await old.add(
            "message_edit", id=written, new_content="x", edit_timestamp=naive(NOON + minutes(offset))
        )
    await old.add("message_edit", id=written)
    await old.add("message_edit", id=1, edit_timestamp=naive(NOON))
    report = await bring(host_time_zone="America/New_York")
    assert [row[7:9] for row in await rows(MESSAGES)] == [(2, NOON + minutes(5))]
    assert skips(report, "message_edit") == {
        reasons.NO_MESSAGE: 1,
        reasons.NO_TIME: 1,
        reasons.TWICE: 1,
    }


async def test_what_the_settings_do_not_keep_that_long_stays_out(
    old: Predecessor, bring: Bring, rows: Rows
) -> None:
    await old.message(NOON)
    await old.message(NOON - timedelta(days=900))
    await old.message(NOON + timedelta(days=2))
    await old.message(NOON, message_id=-4)
    report = await bring()
    too_old = reasons.too_old("message_months")
    assert skips(report, "messages") == {too_old: 1, reasons.FUTURE: 1, reasons.NOT_DISCORDS: 1}
    report = await bring(settings=ActivitySettings(message_months=60))
    assert figures(report, "messages") == (4, 1, 1, 2)
    assert len(await rows(MESSAGES)) == 2


async def test_who_paused_recording_is_left_out_and_so_is_a_server_that_switched_it_off(
    container: Container, old: Predecessor, bring: Bring, rows: Rows, member: Actor, manager: Actor
) -> None:
    await container.activity().choose(member, Consent(paused=True))
    await old.message(NOON)
    await old.message(NOON, 1, user_id=102)
    assert skips(await bring(), "messages") == {reasons.PAUSED: 1}
    assert [row[0] for row in await rows(MESSAGES)] == [102]
    await container.guild_settings().switch_plugins(manager, ["activity"], [])
    assert skips(await bring(), "messages") == {reasons.SWITCHED_OFF: 2}


async def test_a_message_brings_news_when_it_was_edited_or_deleted_since(
    old: Predecessor, bring: Bring, rows: Rows
) -> None:
    written = await old.message(NOON)
    await bring()
    await old.run("UPDATE messages SET content = 'x', deleted = true")
    await old.add("message_edit", id=written, edit_timestamp=naive(NOON + minutes(1)))
    report = await bring()
    later = NOON + minutes(1)
    assert await rows(MESSAGES) == [(101, False, False, 1, 0, 0, 0, 1, later, later)]
    assert figures(report, "messages") == (1, 1, 0, 0)
    assert figures(await bring(), "messages") == (1, 0, 1, 0)


async def test_what_was_recorded_here_is_not_made_older(
    container: Container, old: Predecessor, bring: Bring, rows: Rows, guild_id: int
) -> None:
    seen, forgotten, only_deleted = [await old.message(NOON, number) for number in range(3)]
    batch = Batch(number=1, began=0.0)
    edited = (NOON + minutes(9)).timestamp()
    batch.message(MessageNote(guild_id, seen, 201, 101, length=40, edits=3, edited_at=edited))
    batch.message(MessageNote(guild_id, forgotten, 201, None, length=7))
    batch.message(MessageNote(guild_id, only_deleted, 201, deleted_at=(NOON + minutes(1)).timestamp()))
    await container.writer().write(batch)
    await old.add("embeds", message_id=forgotten, title="a")
    report = await bring()
    assert await rows(MESSAGES) == [
        (101, False, False, 40, 0, 0, 0, 3, NOON + minutes(9), None),
        (None, False, False, 7, 0, 0, 0, 0, None, None),
        (101, False, False, 11, 0, 0, 0, 0, None, NOON + minutes(1)),
    ]
    assert figures(report, "messages") == (3, 1, 2, 0)


async def test_the_days_of_what_was_written_are_counted_anew(
    old: Predecessor, bring: Bring, rows: Rows
) -> None:
    for offset in (0, 1, 2, 60 * 24):
        await old.message(NOON - minutes(offset))
    await bring()
    # The first and the last of a day of UTC: it is part of two days elsewhere.
    touched = [(NOON - timedelta(days=1),), (NOON - minutes(2),), (NOON,)]
    assert await rows(TOUCHED) == touched
    await bring()
    assert await rows(TOUCHED) == touched


async def test_statistics_know_what_was_imported(
    container: Container, old: Predecessor, bring: Bring, rows: Rows
) -> None:
    for offset in (0, 1, 60 * 24):
        written = await old.message(NOON - minutes(offset))
        await old.add("reactions", message_id=written, user_id=102, unicode_emoji="👋")
    await bring()
    await container.rollups().refresh()
    counted = "SELECT day::text, people, reactions FROM activity_days WHERE guild_id = :guild AND people > 0 ORDER BY 1"
    assert await rows(counted) == [("2026-10-13", 1, 1), ("2026-10-14", 1, 2)]


async def test_a_channel_remembers_its_newest_message(
    container: Container, old: Predecessor, bring: Bring, rows: Rows, guild_id: int
) -> None:
    async with container.sessions().begin() as session:
        await session.execute(
            text(
                "INSERT INTO channels (id, guild_id, kind, name, position, archived)"
                " VALUES (:id, :guild, 0, 'inn', 0, false)"
            ),
            {"id": guild_id, "guild": guild_id},
        )
    await old.message(NOON, channel_id=guild_id)
    await old.message(NOON - minutes(1), channel_id=guild_id)
    await bring()
    assert await rows("SELECT newest_id FROM channels WHERE guild_id = :guild") == [(first_id_at(NOON),)]


@pytest.mark.parametrize("page_size", [1, 2, 3, 100])
async def test_pages_make_no_difference(old: Predecessor, bring: Bring, rows: Rows, page_size: int) -> None:
    for number in range(5):
        written = await old.message(NOON, number)
        for person in range(number):
            await old.add("mentions", message_id=written, user_mention=person)
    await old.add("mentions", message_id=first_id_at(NOON) + 99, user_mention=1)
    report = await bring(page_size=page_size)
    assert [row[6] for row in await rows(MESSAGES)] == [0, 1, 2, 3, 4]
    assert figures(report, "mentions") == (11, 10, 0, 1)

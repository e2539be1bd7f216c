"""What the message log keeps, and in which form."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Collection
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import select, text

from app.container import Container
from app.core.actor import Actor
from app.features.message_log.models import MessageBody
from app.features.message_log.observer import MessageLogObserver
from app.features.message_log.values import Attachment, Body, opened
from app.infra.jobs.kinds import Job
from app.recording.batch import Batch, Lost
from app.recording.consent.service import Consent
from app.recording.decoder import EventDecoder
from app.recording.pipeline import Pipeline
from app.recording.spill import Spill
from app.recording.writer import Writer
from app.settings.sections.activity import ActivitySettings
from tests.integration.conftest import Event, Record, Rows
from tests.integration.message_log.conftest import SECRET, bodies, edited, texts
from tests.support.jobs import do_waiting, waiting
from tests.support.payloads import deletion, id_at, message, minutes
from tests.support.payloads import member as member_payload


async def test_what_was_said_is_kept_and_cannot_be_read_in_the_table(
    record: Record, rows: Rows, container: Container, logged: int, now: datetime
) -> None:
    files = [{"filename": "chess.png", "flags": 8}, {"filename": "rules.txt"}]
    written = message(logged, content=SECRET, at=now, attachments=files)
    written["member"] = {"nick": "The Innkeeper"}
    await record(("MESSAGE_CREATE", written))
    [body] = await bodies(container, logged)
    attachments = (Attachment("chess.png", spoiler=True), Attachment("rules.txt", spoiler=False))
    assert body == Body(SECRET, attachments, "The Innkeeper")
    [(content,)] = await rows("SELECT content FROM message_bodies WHERE guild_id = :guild")
    assert not [word for word in (b"Erin", b"chess", b"rules", b"Innkeeper") if word in content]


async def test_nothing_is_kept_of_guilds_that_did_not_switch_it_on(
    record: Record, container: Container, guild_id: int, now: datetime
) -> None:
    written = message(guild_id, content=SECRET, at=now)
    await record(("MESSAGE_CREATE", written), ("MESSAGE_DELETE", deletion(written)))
    assert await bodies(container, guild_id) == []


async def test_nothing_is_kept_of_bots_and_of_those_who_paused(
    record: Record, container: Container, logged: int, now: datetime
) -> None:
    member = Actor(user_id=101, guild_id=logged, name="Erin")
    await container.activity().choose(member, Consent(paused=True))
    await record(
        ("MESSAGE_CREATE", message(logged, 1, author=101, content=SECRET, at=now)),
        ("MESSAGE_CREATE", message(logged, 2, author=5, content=SECRET, at=now, bot=True)),
        ("MESSAGE_CREATE", message(logged, 3, author=6, content=SECRET, at=now, webhook_id="6")),
        ("MESSAGE_CREATE", message(logged, 4, author=102, content="other", at=now)),
    )
    assert await texts(container, logged) == ["other"]


async def test_with_a_pause_goes_what_was_kept(
    record: Record, container: Container, jobs: dict[str, Job], logged: int, now: datetime
) -> None:
    await record(
        ("MESSAGE_CREATE", message(logged, 1, author=101, content=SECRET, at=now)),
        ("MESSAGE_CREATE", message(logged, 2, author=102, content="other", at=now)),
    )
    await container.activity().choose(Actor(user_id=101, guild_id=logged, name="Erin"), Consent(paused=True))
    # At once, and when every process knows of the pause.
    [payload, again] = await waiting(container, "message_log.forget_member", logged)
    assert again == payload
    await do_waiting(container, "message_log.forget_member", logged)
    assert await texts(container, logged) == ["other"]


async def test_nothing_is_noted_where_nothing_is_recorded(
    record: Record, rows: Rows, container: Container, logged: int, manager: Actor, now: datetime
) -> None:
    await container.guild_settings().switch_plugins(manager, ["activity"], [])
    await container.activity().reload()
    written = message(logged, content=SECRET, at=now)
    bulk = {**deletion(written), "ids": [written["id"]]}
    gone = ("GUILD_MEMBER_REMOVE", {"guild_id": str(logged), "user": {"id": "101", "username": "erin"}})
    await record(
        ("MESSAGE_CREATE", written),
        ("MESSAGE_DELETE", deletion(written)),
        ("MESSAGE_DELETE_BULK", bulk),
        ("GUILD_MEMBER_ADD", member_payload(logged, 101)),
        gone,
    )
    assert await bodies(container, logged) == []
    assert await rows(ENTRIES) == []


async def test_without_the_right_to_read_them_no_words_are_kept(
    record: Record, container: Container, logged: int, now: datetime
) -> None:
    observer = MessageLogObserver(
        container.activity(),
        container.log_choices(),
        container.opt_outs(),
        container.partitions(),
        None,
        container.clock(),
        container.settings().privacy,
        container.recording_metrics(),
    )
    written = message(logged, content="", at=now)
    await record(("MESSAGE_CREATE", written), decoder=EventDecoder(container.opt_outs(), [observer]))
    assert await bodies(container, logged) == []


def story(guild_id: int, now: datetime) -> list[Event]:
    """A message is written, shown with a preview, edited twice, pinned, and deleted."""
    written = message(guild_id, content="first", at=now - minutes(3))
    second = edited(written, "second", now - minutes(2))
    third = edited(written, "third", now - minutes(1))
    return [
        ("MESSAGE_CREATE", written),
        ("MESSAGE_UPDATE", {**written, "embeds": [{}]}),
        second,
        third,
        ("MESSAGE_UPDATE", {**third[1], "pinned": True}),
        ("MESSAGE_DELETE", deletion(written)),
    ]


ENTRIES = "SELECT kind, user_id FROM message_log_entries WHERE guild_id = :guild AND kind <> 'started' ORDER BY number"


@pytest.mark.parametrize("per_batch", [1, 2, 100])
async def test_every_edit_is_kept_however_events_are_folded(
    record: Record, rows: Rows, container: Container, logged: int, now: datetime, per_batch: int
) -> None:
    events = story(logged, now)
    for _ in range(2):
        await record(*events, per_batch=per_batch)
    assert await texts(container, logged) == ["first", "second", "third"]
    assert await rows(ENTRIES) == [("edited", 101), ("edited", 101), ("deleted", None)]


async def test_an_event_about_an_old_edit_is_no_edit(
    record: Record, rows: Rows, container: Container, logged: int, now: datetime
) -> None:
    written = message(logged, content="long ago", at=now - timedelta(days=5), edited=now - timedelta(days=4))
    await record(("MESSAGE_UPDATE", {**written, "pinned": True}))
    assert await texts(container, logged) == ["long ago"]
    assert await rows(ENTRIES) == []


async def test_one_bulk_is_one_entry(record: Record, rows: Rows, logged: int, now: datetime) -> None:
    written = [message(logged, number, at=now) for number in range(3)]
    bulk = {**deletion(written[0]), "ids": [each["id"] for each in written]}
    await record(*(("MESSAGE_CREATE", each) for each in written), *[("MESSAGE_DELETE_BULK", bulk)] * 2)
    [(kind, ids)] = await rows(
        "SELECT kind, message_ids FROM message_log_entries WHERE guild_id = :guild AND kind <> 'started'"
    )
    assert (kind, ids) == ("purged", [id_at(now, number) for number in range(3)])


@pytest.mark.parametrize("per_batch", [1, 100])
async def test_who_leaves_is_known_with_stay_and_roles(
    record: Record, rows: Rows, logged: int, now: datetime, per_batch: int
) -> None:
    joined = now - timedelta(days=3)
    payload = member_payload(logged, 101, 7, 8, joined=joined)
    come = ("GUILD_MEMBER_ADD", payload)
    gone = ("GUILD_MEMBER_REMOVE", {"guild_id": str(logged), "user": payload["user"]})
    await record(come, gone, gone, per_batch=per_batch)
    found = await rows(
        "SELECT kind, user_id, name, joined_at, role_ids FROM message_log_entries"
        " WHERE guild_id = :guild AND kind <> 'started' ORDER BY number"
    )
    assert found == [
        ("joined", 101, "User 101", None, None),
        ("left", 101, "User 101", joined, [7, 8]),
    ]


async def test_a_job_to_show_it_waits_once_and_holds_no_words(
    record: Record, container: Container, logged: int, now: datetime
) -> None:
    for number in range(3):
        written = message(logged, number, content=SECRET, at=now)
        await record(("MESSAGE_CREATE", written), ("MESSAGE_DELETE", deletion(written)))
    assert await waiting(container, "message_log.post", logged) == [b'{"guild_id":%d}' % logged]


async def test_what_no_job_shows_is_noticed(
    record: Record, container: Container, jobs: dict[str, Job], logged: int, now: datetime
) -> None:
    await record(("MESSAGE_DELETE", deletion(message(logged, at=now))))
    async with container.sessions().begin() as session:
        await session.execute(text("DELETE FROM jobs.pgqueuer WHERE entrypoint = 'message_log.post'"))
    await jobs["message_log.catch_up"].run()
    assert await waiting(container, "message_log.post", logged) == [b'{"guild_id":%d}' % logged]


def put_aside(container: Container, folder: Path) -> list[Batch]:
    """The batches that wait for a person to look at them."""
    [path] = folder.glob("*.spill")
    with closing(sqlite3.connect(path)) as connection:
        unpack = container.batch_codec().unpack
        return [unpack(content) for (content,) in connection.execute("SELECT content FROM refused")]


class Refusing:
    """A writer that will not have it."""

    async def write(self, batch: Batch) -> None:
        raise ValueError("a value is wrong")

    async def fetch_later(self, lost: Collection[Lost]) -> None:
        pass


async def test_what_is_put_aside_holds_no_words(
    container: Container, logged: int, now: datetime, tmp_path: Path
) -> None:
    decoder = EventDecoder(container.opt_outs(), container.observers())
    writer = cast("Writer", Refusing())
    settings = ActivitySettings(flush_seconds=0.05)
    pipeline = Pipeline(
        decoder, writer, Spill(tmp_path, container.batch_codec()), settings, container.recording_metrics()
    )
    pipeline.take("MESSAGE_CREATE", message(logged, content=SECRET, at=now))
    running = asyncio.create_task(pipeline.run())
    async with asyncio.timeout(5):
        while pipeline.pending:
            await asyncio.sleep(0.01)
    pipeline.stop()
    await running
    [batch] = put_aside(container, tmp_path)
    assert len(batch.messages) == 1
    assert batch.bodies == {}


async def test_a_ciphertext_that_was_moved_is_refused(
    record: Record, rows: Rows, container: Container, logged: int, now: datetime
) -> None:
    await record(
        ("MESSAGE_CREATE", message(logged, 1, author=101, content="mine", at=now)),
        ("MESSAGE_CREATE", message(logged, 2, author=102, content="theirs", at=now)),
    )
    move = text(
        "UPDATE message_bodies SET content = other.content FROM message_bodies other"
        " WHERE message_bodies.guild_id = :guild AND other.guild_id = :guild"
        " AND message_bodies.author_id = 101 AND other.author_id = 102"
    )
    async with container.sessions().begin() as session:
        await session.execute(move, {"guild": logged})
    assert sorted(map(str, await texts(container, logged))) == ["None", "theirs"]


@pytest.mark.parametrize("column", ["author_id", "channel_id", "message_id", "guild_id"])
async def test_a_row_that_was_changed_is_refused(
    record: Record, container: Container, logged: int, now: datetime, column: str
) -> None:
    await record(("MESSAGE_CREATE", message(logged, content=SECRET, at=now)))
    query = select(MessageBody).where(MessageBody.guild_id == logged)
    async with container.sessions()() as session:
        [row] = await session.scalars(query)
    assert opened(row, container.message_keys())
    setattr(row, column, getattr(row, column) + 1)
    assert opened(row, container.message_keys()) is None

"""Channels that the bot may no longer see: what is known of them stays, and what is not told overwrites nothing."""

from __future__ import annotations

import json
import zlib
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app.container import Container
from app.core.ports.history import PastMessage, PastThread
from app.recording.backfill.service import HistoryService
from app.recording.batch import Batch
from app.recording.decoder import EventDecoder
from tests.integration.conftest import Record, Rows
from tests.support.payloads import NOON, Payload, channel, guild, id_at, message, minutes

PLACES = "SELECT name, parent_id, kind, position, hidden, deleted_at IS NULL FROM channels WHERE guild_id = :guild ORDER BY id"
TEXT, VOICE, CATEGORY, FORUM, THREAD = 0, 2, 4, 15, 11
VIEW = 1 << 10


def hidden(guild_id: int, channel_id: int, kind: int = TEXT, **more: Any) -> Payload:
    """As Discord tells of a channel that the bot cannot see."""
    deny = {"id": str(guild_id), "type": 0, "allow": "0", "deny": str(VIEW)}
    return {
        "id": str(channel_id),
        "guild_id": str(guild_id),
        "type": kind,
        "flags": 1 << 17,
        "name": "___hidden___",
        "position": 3,
        "permission_overwrites": [deny],
        **dict.fromkeys(("parent_id", "topic", "last_message_id", "nsfw", "bitrate", "rate_limit_per_user")),
        **more,
    }


def place(guild_id: int, number: int, name: str = "den", kind: int = TEXT, **more: Any) -> Payload:
    return channel(guild_id * 100 + number, name, kind, guild_id=str(guild_id), **more)


def overwrite(target: int, *, allow: int = 0, deny: int = 0, kind: int = 0) -> Payload:
    return {"id": str(target), "type": kind, "allow": str(allow), "deny": str(deny)}


@pytest.mark.parametrize("event", ["CHANNEL_UPDATE", "CHANNEL_CREATE", "GUILD_CREATE"])
@pytest.mark.parametrize("kind", [TEXT, VOICE, FORUM, 5, 13, 16])
@pytest.mark.parametrize("per_batch", [1, 10])
async def test_what_is_known_of_a_hidden_channel_stays(
    record: Record, rows: Rows, guild_id: int, event: str, kind: int, per_batch: int
) -> None:
    parent, known = place(guild_id, 1, "Staff", CATEGORY), place(guild_id, 2, "den", kind)
    known["parent_id"] = parent["id"]
    gone = hidden(guild_id, int(known["id"]), kind)
    payload = guild(guild_id, channels=[parent, gone]) if event == "GUILD_CREATE" else gone
    await record(
        ("GUILD_CREATE", guild(guild_id, channels=[parent, known])), (event, payload), per_batch=per_batch
    )
    assert await rows(PLACES) == [
        ("Staff", None, CATEGORY, 0, False, True),
        ("den", int(parent["id"]), kind, 3, True, True),
    ]


async def test_another_parent_and_a_missing_position_are_no_news_of_a_hidden_channel(
    record: Record, rows: Rows, guild_id: int
) -> None:
    known = place(guild_id, 2, position=7, parent_id=str(guild_id * 100 + 1))
    gone = hidden(guild_id, int(known["id"]), parent_id=str(guild_id * 100 + 9), position=None)
    await record(("CHANNEL_CREATE", known), ("CHANNEL_UPDATE", gone))
    assert await rows(PLACES) == [("den", guild_id * 100 + 1, TEXT, 7, True, True)]


async def test_a_channel_may_be_called_so(record: Record, rows: Rows, guild_id: int) -> None:
    await record(
        ("CHANNEL_CREATE", place(guild_id, 1)), ("CHANNEL_UPDATE", place(guild_id, 1, "___hidden___"))
    )
    assert await rows(PLACES) == [("___hidden___", None, TEXT, 0, False, True)]


async def test_a_hidden_category_keeps_its_name(record: Record, rows: Rows, guild_id: int) -> None:
    await record(
        ("CHANNEL_CREATE", place(guild_id, 1, "Staff", CATEGORY)),
        ("CHANNEL_UPDATE", hidden(guild_id, guild_id * 100 + 1, CATEGORY)),
    )
    assert await rows(PLACES) == [("Staff", None, CATEGORY, 3, True, True)]


@pytest.mark.parametrize("event", ["CHANNEL_CREATE", "GUILD_CREATE"])
async def test_what_was_never_seen_has_no_name_until_it_is_seen(
    record: Record, rows: Rows, guild_id: int, event: str
) -> None:
    unknown = hidden(guild_id, guild_id * 100 + 1)
    payload = guild(guild_id, channels=[unknown]) if event == "GUILD_CREATE" else unknown
    await record((event, payload))
    assert await rows(PLACES) == [("", None, TEXT, 3, True, True)]
    await record(("CHANNEL_UPDATE", place(guild_id, 1, "found", parent_id="5")))
    assert await rows(PLACES) == [("found", 5, TEXT, 0, False, True)]


async def test_only_a_deletion_deletes_what_is_hidden(record: Record, rows: Rows, guild_id: int) -> None:
    first, second = place(guild_id, 1, "first"), place(guild_id, 2, "second")
    await record(("GUILD_CREATE", guild(guild_id, channels=[first, second])))
    await record(("CHANNEL_UPDATE", hidden(guild_id, int(first["id"]))))
    # A list that leaves it out, as Discord's over HTTP does.
    await record(("GUILD_CREATE", guild(guild_id, channels=[])))
    assert [(row[0], row[-1]) for row in await rows(PLACES)] == [("first", True), ("second", False)]
    await record(("CHANNEL_DELETE", hidden(guild_id, int(first["id"]))))
    assert await rows(PLACES) == [
        ("first", None, TEXT, 3, True, False),
        ("second", None, TEXT, 0, False, False),
    ]
    assert await rows("SELECT channel_id FROM channel_overwrites WHERE guild_id = :guild") == []


def thread(guild_id: int, number: int, parent: Payload, **more: Any) -> Payload:
    metadata = {"archived": False}
    return place(guild_id, number, "chat", THREAD, parent_id=parent["id"], thread_metadata=metadata, **more)


async def test_threads_are_hidden_and_seen_again_with_their_channel(
    record: Record, rows: Rows, guild_id: int
) -> None:
    parent = place(guild_id, 1)
    query = "SELECT name, hidden, archived, deleted_at IS NULL FROM channels WHERE kind = 11 AND guild_id = :guild"
    await record(("GUILD_CREATE", guild(guild_id, channels=[parent], threads=[thread(guild_id, 2, parent)])))
    assert await rows(query) == [("chat", False, False, True)]
    await record(("CHANNEL_UPDATE", hidden(guild_id, int(parent["id"]))))
    assert await rows(query) == [("chat", True, False, True)]
    # A restart: threads of what cannot be seen are not listed.
    await record(("GUILD_CREATE", guild(guild_id, channels=[hidden(guild_id, int(parent["id"]))])))
    assert await rows(query) == [("chat", True, False, True)]
    await record(("THREAD_UPDATE", thread(guild_id, 2, parent)))
    assert await rows(query) == [("chat", True, False, True)]
    sync = {
        "guild_id": str(guild_id),
        "channel_ids": [parent["id"]],
        "threads": [thread(guild_id, 2, parent)],
    }
    await record(("CHANNEL_UPDATE", parent), ("THREAD_LIST_SYNC", sync))
    assert await rows(query) == [("chat", False, False, True)]


async def test_an_archived_thread_is_seen_again_though_nobody_lists_it(
    record: Record, rows: Rows, guild_id: int
) -> None:
    parent = place(guild_id, 1)
    archived = {**thread(guild_id, 2, parent), "thread_metadata": {"archived": True}}
    await record(("CHANNEL_CREATE", parent), ("THREAD_UPDATE", archived))
    await record(("CHANNEL_UPDATE", hidden(guild_id, int(parent["id"]))), ("CHANNEL_UPDATE", parent))
    query = "SELECT hidden, archived FROM channels WHERE kind = 11 AND guild_id = :guild"
    assert await rows(query) == [(False, True)]


async def test_overwrites_are_kept_as_far_as_they_are_about_reading(
    record: Record, rows: Rows, guild_id: int
) -> None:
    query = (
        "SELECT role_id, user_id, allow, deny FROM channel_overwrites WHERE guild_id = :guild "
        "ORDER BY role_id DESC, user_id"
    )
    history = 1 << 16
    overwrites = [
        overwrite(7, allow=VIEW | 8192),
        overwrite(8, deny=2048),
        overwrite(9, deny=history | VIEW, kind=1),
    ]
    await record(("CHANNEL_CREATE", place(guild_id, 1, permission_overwrites=overwrites)))
    expected = [(guild_id, 0, 0, 0), (7, 0, VIEW, 0), (0, 9, 0, history | VIEW)]
    assert await rows(query) == expected
    await record(("CHANNEL_UPDATE", hidden(guild_id, guild_id * 100 + 1)))
    assert await rows(query) == expected
    changed = [overwrite(guild_id, deny=VIEW), overwrite(7, allow=VIEW | history)]
    await record(("CHANNEL_UPDATE", place(guild_id, 1, permission_overwrites=changed)))
    assert await rows(query) == [(guild_id, 0, 0, VIEW), (7, 0, VIEW | history, 0)]
    await record(("CHANNEL_UPDATE", place(guild_id, 1, permission_overwrites=None)))
    assert await rows(query) == [(guild_id, 0, 0, VIEW), (7, 0, VIEW | history, 0)]
    await record(("CHANNEL_UPDATE", place(guild_id, 1, permission_overwrites=[])))
    assert await rows(query) == [(guild_id, 0, 0, 0)]


async def test_of_what_was_never_seen_no_overwrite_is_kept(record: Record, rows: Rows, guild_id: int) -> None:
    await record(("CHANNEL_CREATE", hidden(guild_id, guild_id * 100 + 1)))
    assert await rows("SELECT count(*) FROM channel_overwrites WHERE guild_id = :guild") == [(0,)]


GAPS = "SELECT after_id, until_id FROM activity_gaps WHERE guild_id = :guild ORDER BY id"


@pytest.mark.parametrize("per_batch", [1, 10])
async def test_what_was_written_while_a_channel_was_hidden_is_fetched(
    record: Record, rows: Rows, guild_id: int, per_batch: int
) -> None:
    known = place(guild_id, 1)
    before = message(guild_id, channel=int(known["id"]))
    last = id_at(NOON + minutes(9))
    await record(("CHANNEL_CREATE", known))
    await record(
        ("MESSAGE_CREATE", before),
        ("CHANNEL_UPDATE", {**known, "last_message_id": str(last - 1)}),
        ("CHANNEL_UPDATE", hidden(guild_id, int(known["id"]))),
        per_batch=per_batch,
    )
    assert await rows(GAPS) == []
    await record(("CHANNEL_UPDATE", {**known, "last_message_id": str(last)}))
    assert await rows(GAPS) == [(int(before["id"]), last)]
    await record(("CHANNEL_UPDATE", {**known, "last_message_id": str(last + 5)}))
    assert await rows(GAPS) == [(int(before["id"]), last)]


async def test_what_was_written_in_its_threads_is_fetched_too(
    record: Record, rows: Rows, guild_id: int
) -> None:
    parent = place(guild_id, 1)
    chat = thread(guild_id, 2, parent)
    before = message(guild_id, channel=int(chat["id"]))
    last = id_at(NOON + minutes(9))
    await record(("CHANNEL_CREATE", parent), ("THREAD_CREATE", chat))
    await record(("MESSAGE_CREATE", before))
    await record(("CHANNEL_UPDATE", hidden(guild_id, int(parent["id"]))))
    listed = [{**chat, "last_message_id": str(last)}]
    sync = {"guild_id": str(guild_id), "channel_ids": [parent["id"]], "threads": listed}
    await record(("CHANNEL_UPDATE", parent), ("THREAD_LIST_SYNC", sync), per_batch=1)
    assert await rows(GAPS) == [(int(before["id"]), last)]


class NoHistory:
    """Discord's answers where nothing is to be asked for."""

    async def after(self, channel_id: int, _: int) -> list[PastMessage]:
        raise AssertionError(f"the history of {channel_id} was asked for")

    async def archived(self, channel_id: int, _: Any) -> list[PastThread]:
        raise AssertionError(f"the threads of {channel_id} were asked for")


async def test_the_history_of_what_is_hidden_waits(
    record: Record, rows: Rows, container: Container, guild_id: int
) -> None:
    known = place(guild_id, 1)
    await record(
        ("GUILD_CREATE", guild(guild_id, channels=[known, place(guild_id, 2, "Staff", CATEGORY)])),
        ("THREAD_CREATE", thread(guild_id, 3, known)),
    )
    since = container.clock().now() - timedelta(days=1)
    history = HistoryService(
        sessions=container.sessions(),
        history=NoHistory(),
        writer=container.writer(),
        opt_outs=container.opt_outs(),
        audit=container.audit_log(),
        clock=container.clock(),
        activity=container.activity(),
    )
    # Asked for, and then hidden: it waits until the channel can be read again.
    assert await history.request(guild_id, since) == 2
    await record(("CHANNEL_UPDATE", hidden(guild_id, int(known["id"]))))
    assert await history.progress_of(guild_id) == []
    await history.repair(guild_id)
    assert len(await rows(GAPS)) == 2
    await record(("CHANNEL_UPDATE", known))
    assert len(await history.progress_of(guild_id)) == 2
    # What is hidden is not asked for.
    async with container.sessions().begin() as session:
        await session.execute(text("DELETE FROM activity_gaps WHERE guild_id = :guild"), {"guild": guild_id})
    await record(("CHANNEL_CREATE", place(guild_id, 4, "open")))
    await record(("CHANNEL_UPDATE", hidden(guild_id, int(known["id"]))))
    assert await history.request(guild_id, since) == 1


def left_by_version_1(*steps: Any) -> bytes:
    """A batch on disk."""
    began = NOON.timestamp()
    notes: dict[str, list[Any]] = {"messages": [], "bodies": [], "reactions": [], "clearings": []}
    fields = {"number": 1, "began": began, "events": len(steps), **notes, "steps": steps}
    return zlib.compress(json.dumps(fields).encode())


async def test_what_an_earlier_version_left_on_disk_is_written(
    container: Container, rows: Rows, guild_id: int
) -> None:
    """Rows of seven values, and snapshots that do not say whether they are complete."""
    first, second, gone = guild_id * 100 + 1, guild_id * 100 + 2, guild_id * 100 + 3
    steps: list[Any] = [
        ("channel", [channel_id], [channel_id, guild_id, None, TEXT, f"old {number}", 0, False])
        for number, channel_id in enumerate((first, gone))
    ]
    await container.writer().write(container.batch_codec().unpack(left_by_version_1(*steps)))
    listed = [[first, guild_id, None, TEXT, "new", 1, False], [second, guild_id, None, TEXT, "two", 2, False]]
    snapshot = [guild_id, listed, [], [[first, 0], [second, 0]], NOON.timestamp()]
    left = left_by_version_1(("snapshot", [guild_id, 4], snapshot))
    await container.writer().write(container.batch_codec().unpack(left))
    assert await rows(PLACES) == [
        ("new", None, TEXT, 1, False, True),
        ("two", None, TEXT, 2, False, True),
        ("old 1", None, TEXT, 0, False, False),
    ]


async def test_what_is_left_on_disk_now_is_the_same_afterwards(
    container: Container, rows: Rows, guild_id: int
) -> None:
    known = place(guild_id, 1, permission_overwrites=[overwrite(7, allow=VIEW)])
    batch = Batch(1, NOON.timestamp())
    codec = container.batch_codec()
    decoder = EventDecoder(container.opt_outs(), container.observers())
    decoder.take(batch, "GUILD_CREATE", guild(guild_id, channels=[known]), NOON.timestamp())
    decoder.take(batch, "CHANNEL_UPDATE", hidden(guild_id, int(known["id"])), NOON.timestamp())
    await container.writer().write(codec.unpack(codec.pack(batch)))
    assert await rows(PLACES) == [("den", None, TEXT, 3, True, True)]
    assert await rows("SELECT count(*) FROM channel_overwrites WHERE guild_id = :guild") == [(2,)]

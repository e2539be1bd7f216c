"""From events to rows: whatever comes twice, late or in the wrong order ends in the same rows."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from app.container import Container
from app.core.actor import Actor
from app.recording.consent.service import Consent
from tests.integration.conftest import Event, Record, Rows
from tests.integration.test_recorded_guilds import MEMBERS, leaving
from tests.support.payloads import (
    NOON,
    Payload,
    channel,
    deletion,
    guild,
    id_at,
    member,
    message,
    minutes,
    reaction,
    role,
)

MESSAGES = """
    SELECT author_id, is_bot, is_reply, length, attachments, embeds, mentions, edits, edited_at, deleted_at IS NOT NULL
    FROM messages WHERE guild_id = :guild ORDER BY id
"""


async def test_a_message_is_kept_as_figures(record: Record, rows: Rows, guild_id: int) -> None:
    written = message(guild_id, content="Twelve chars", type=19, attachments=[{}], mentions=[{}, {}])
    await record(("MESSAGE_CREATE", written))
    assert await rows(MESSAGES) == [(101, False, True, 12, 1, 0, 2, 0, None, False)]
    columns = await rows("SELECT column_name FROM information_schema.columns WHERE table_name = 'messages'")
    assert not {name for (name,) in columns} & {"content", "text", "body"}


@pytest.mark.regression(36)
@pytest.mark.parametrize(
    ("table", "name", "payload"),
    [
        ("messages", "MESSAGE_CREATE", lambda guild_id: message(guild_id, 1)),
        ("memberships", "GUILD_MEMBER_ADD", lambda guild_id: member(guild_id, 101)),
        ("channels", "CHANNEL_CREATE", lambda guild: channel(guild + 5, "general", guild_id=str(guild))),
        ("roles", "GUILD_ROLE_CREATE", lambda guild: {"guild_id": str(guild), "role": role(guild + 6, "Up")}),
    ],
)
async def test_what_happens_where_nobody_told_of_anything_is_recorded(
    record: Record, rows: Rows, guild_id: int, table: str, name: str, payload: Callable[[int], Payload]
) -> None:
    assert await rows("SELECT count(*) FROM guilds WHERE id = :guild") == [(0,)]
    await record((name, payload(guild_id)))
    assert await rows(f"SELECT count(*) FROM {table} WHERE guild_id = :guild") == [(1,)]  # noqa: S608 - our names


async def test_bots_and_webhooks_are_marked(record: Record, rows: Rows, guild_id: int) -> None:
    await record(
        ("MESSAGE_CREATE", message(guild_id, 1, bot=True)),
        ("MESSAGE_CREATE", message(guild_id, 2, webhook_id="9")),
        ("MESSAGE_CREATE", message(guild_id, 3)),
    )
    assert [row[1] for row in await rows(MESSAGES)] == [True, True, False]


@pytest.mark.regression(25)
async def test_direct_messages_are_not_recorded(record: Record, rows: Rows, guild_id: int) -> None:
    private = message(guild_id)
    del private["guild_id"]
    await record(("MESSAGE_CREATE", private), ("MESSAGE_DELETE", {"id": "1", "channel_id": "2"}))
    assert await rows(MESSAGES) == []


@pytest.mark.parametrize(("kind", "counted"), [(0, 1), (19, 1), (20, 1), (6, 0), (7, 0), (18, 0), (21, 0)])
async def test_what_discord_tells_in_a_members_name_is_not_said_by_them(
    record: Record, rows: Rows, guild_id: int, kind: int, counted: int
) -> None:
    await record(("MESSAGE_CREATE", message(guild_id, 1, type=kind)))
    assert await rows("SELECT count(*) FROM messages WHERE guild_id = :guild") == [(counted,)]


@pytest.mark.regression(42)
async def test_a_preview_is_no_edit(record: Record, rows: Rows, guild_id: int) -> None:
    written = message(guild_id, content="https://example.com")
    await record(("MESSAGE_CREATE", written), ("MESSAGE_UPDATE", {**written, "embeds": [{}]}), per_batch=1)
    [(_, _, _, _, _, embeds, _, edits, edited_at, _)] = await rows(MESSAGES)
    assert (embeds, edits, edited_at) == (1, 0, None)


def story(guild_id: int) -> tuple[list[Event], list[tuple[Any, ...]]]:
    """Everything that can happen to messages, and the rows that it ends in."""
    first, second, third = (message(guild_id, number, content="x" * 5) for number in range(3))
    once = {**first, "content": "x" * 7, "edited_timestamp": (NOON + minutes(1)).isoformat()}
    twice = {**first, "content": "x" * 9, "edited_timestamp": (NOON + minutes(2)).isoformat()}
    events: list[Event] = [
        ("MESSAGE_CREATE", first),
        ("MESSAGE_UPDATE", once),
        ("MESSAGE_UPDATE", twice),
        ("MESSAGE_CREATE", second),
        ("MESSAGE_DELETE", deletion(second)),
        ("MESSAGE_CREATE", third),
    ]
    expected = [
        (101, False, False, 9, 0, 0, 0, 2, NOON + minutes(2), False),
        (101, False, False, 5, 0, 0, 0, 0, None, True),
        (101, False, False, 5, 0, 0, 0, 0, None, False),
    ]
    return events, expected


@pytest.mark.parametrize("per_batch", [1, 2, 3, 100])
async def test_folding_comes_to_the_same_as_writing_each(
    record: Record, rows: Rows, guild_id: int, per_batch: int
) -> None:
    events, expected = story(guild_id)
    await record(*events, per_batch=per_batch)
    assert await rows(MESSAGES) == expected


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.regression(39)
async def test_duplicates_and_disorder_end_in_the_same_rows(
    record: Record, rows: Rows, guild_id: int, seed: int
) -> None:
    events, expected = story(guild_id)
    chance = random.Random(seed)
    shuffled = [*events, *chance.choices(events, k=6)]
    chance.shuffle(shuffled)
    await record(*shuffled, per_batch=chance.choice([1, 2, 5, 100]))
    # Of two edits that come in the wrong order, the older one is not counted.
    without_count = [(*row[:7], *row[8:]) for row in await rows(MESSAGES)]
    assert without_count == [(*row[:7], *row[8:]) for row in expected]


async def test_what_was_deleted_before_it_was_written_is_both(
    record: Record, rows: Rows, guild_id: int
) -> None:
    written = message(guild_id)
    await record(("MESSAGE_DELETE", deletion(written)), ("MESSAGE_CREATE", written), per_batch=1)
    assert await rows(MESSAGES) == [(101, False, False, 5, 0, 0, 0, 0, None, True)]


@pytest.mark.regression(43)
async def test_many_are_deleted_at_once(record: Record, rows: Rows, guild_id: int) -> None:
    written = [message(guild_id, number) for number in range(3)]
    bulk = {**deletion(written[0]), "ids": [each["id"] for each in written[:2]]}
    await record(*(("MESSAGE_CREATE", each) for each in written), ("MESSAGE_DELETE_BULK", bulk))
    assert [row[-1] for row in await rows(MESSAGES)] == [True, True, False]


REACTIONS = (
    "SELECT user_id, emoji, removed_at IS NULL FROM reactions WHERE guild_id = :guild ORDER BY user_id, emoji"
)


@pytest.mark.parametrize("per_batch", [1, 100])
@pytest.mark.regression(40)
async def test_a_reaction_is_one_row_however_often_it_changes(
    record: Record, rows: Rows, guild_id: int, per_batch: int
) -> None:
    written = message(guild_id)
    wave, custom = reaction(written), reaction(written, emoji="golem", emoji_id=900)
    nameless = reaction(written, emoji_id=900) | {"emoji": {"id": "900", "name": None}}
    await record(
        ("MESSAGE_REACTION_ADD", wave),
        ("MESSAGE_REACTION_ADD", wave),
        ("MESSAGE_REACTION_REMOVE", wave),
        ("MESSAGE_REACTION_ADD", wave),
        ("MESSAGE_REACTION_ADD", custom),
        ("MESSAGE_REACTION_REMOVE", nameless),
        per_batch=per_batch,
    )
    assert await rows(REACTIONS) == [(102, "900", False), (102, "👋", True)]


@pytest.mark.parametrize("per_batch", [1, 100])
@pytest.mark.parametrize("emoji", [None, "👋"])
async def test_reactions_are_cleared_all_or_of_one_emoji(
    record: Record, rows: Rows, guild_id: int, per_batch: int, emoji: str | None
) -> None:
    written = message(guild_id)
    clearing = {**deletion(written), "message_id": written["id"]}
    if emoji:
        clearing["emoji"] = {"id": None, "name": emoji}
    await record(
        ("MESSAGE_REACTION_ADD", reaction(written)),
        ("MESSAGE_REACTION_ADD", reaction(written, emoji="🎉")),
        (f"MESSAGE_REACTION_REMOVE_{'EMOJI' if emoji else 'ALL'}", clearing),
        ("MESSAGE_REACTION_ADD", reaction(written, user=103)),
        per_batch=per_batch,
    )
    assert await rows(REACTIONS) == [(102, "🎉", emoji is not None), (102, "👋", False), (103, "👋", True)]


async def test_nothing_is_recorded_of_those_who_paused(
    record: Record, rows: Rows, container: Container, member: Actor
) -> None:
    await container.activity().choose(member, Consent(paused=True))
    guild_id, user = member.guild_id, member.user_id
    await record(
        ("MESSAGE_CREATE", message(guild_id, author=user)),
        ("MESSAGE_REACTION_ADD", reaction(message(guild_id, author=102), user=user)),
        ("GUILD_MEMBER_ADD", {**leaving(guild_id, user), "roles": [], "joined_at": NOON.isoformat()}),
        ("MESSAGE_CREATE", message(guild_id, 1, author=102)),
    )
    assert [row[0] for row in await rows(MESSAGES)] == [102]
    assert await rows(REACTIONS) == []
    assert await rows(MEMBERS) == []
    await container.activity().choose(member, Consent())
    await record(("MESSAGE_CREATE", message(guild_id, 2, author=user)))
    assert [row[0] for row in await rows(MESSAGES)] == [102, user]


async def test_nothing_is_recorded_in_a_guild_that_does_not_want_it(
    record: Record, rows: Rows, container: Container, manager: Actor
) -> None:
    written = ("MESSAGE_CREATE", message(manager.guild_id))
    await container.guild_settings().switch_plugins(manager, ["activity"], [])
    await container.activity().reload()
    await record(written)
    assert await rows(MESSAGES) == []
    await container.guild_settings().switch_plugins(manager, ["activity"], ["activity"])
    await container.activity().reload()
    await record(written)
    assert len(await rows(MESSAGES)) == 1


MALFORMED: Sequence[Event] = [
    ("MESSAGE_CREATE", {"guild_id": "1", "author": {}}),
    ("MESSAGE_CREATE", {"guild_id": "x", "author": {"id": "1"}}),
    ("MESSAGE_DELETE", {"guild_id": "1"}),
    ("GUILD_CREATE", {"id": "1"}),
    ("VOICE_STATE_UPDATE", {"guild_id": "1", "user_id": None}),
]


@pytest.mark.parametrize("event", MALFORMED)
async def test_what_cannot_be_read_is_counted_and_nothing_more(container: Container, event: Event) -> None:
    counter = container.recording_metrics().malformed.labels(event[0])
    before = counter._value.get()
    pipeline = container.pipeline()
    pipeline.take(*event)
    assert counter._value.get() == before + 1


async def test_a_message_can_be_edited_for_ever(
    container: Container, record: Record, rows: Rows, guild_id: int
) -> None:
    written = message(guild_id)
    await record(("MESSAGE_CREATE", written))
    async with container.sessions().begin() as session:
        await session.execute(
            text("UPDATE messages SET edits = 32767 WHERE guild_id = :guild"), {"guild": guild_id}
        )
    await record(("MESSAGE_UPDATE", message(guild_id, edited=NOON + minutes(1))))
    assert await rows("SELECT edits FROM messages WHERE guild_id = :guild") == [(32767,)]


async def test_reactions_are_counted_where_their_message_is(
    container: Container, record: Record, rows: Rows, guild_id: int
) -> None:
    now = datetime.now(UTC)
    written = message(guild_id, at=now)
    await record(("MESSAGE_CREATE", written))
    await container.rollups().refresh()
    await record(("MESSAGE_REACTION_ADD", reaction(written)))
    await container.rollups().refresh()
    assert await rows("SELECT reactions FROM activity_days WHERE guild_id = :guild") == [(1,)]


async def test_what_was_said_in_a_channel_that_was_made_meanwhile_is_fetched(
    record: Record, rows: Rows, guild_id: int
) -> None:
    gaps = "SELECT channel_id, began_id, until_id FROM activity_gaps WHERE guild_id = :guild"
    old, new = guild_id + 1, id_at(NOON + minutes(5))
    before = channel(old, "general", last_message_id=str(id_at(NOON)))
    first_seen = guild(guild_id, channels=[before, channel(guild_id + 2, "quiet")])
    await record(("GUILD_CREATE", first_seen))
    assert await rows(gaps) == []
    await record(("MESSAGE_CREATE", message(guild_id, channel=old)))
    made = channel(new, "made meanwhile", last_message_id=str(new + 7))
    await record(("GUILD_CREATE", {**first_seen, "channels": [*first_seen["channels"], made]}))
    assert await rows(gaps) == [(new, new, new + 7)]

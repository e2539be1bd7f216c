"""From events to rows: whatever comes twice, late or in the wrong order ends in the same rows."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app.container import Container
from app.core.actor import Actor
from app.recording.consent.service import Consent
from app.recording.decoder import EVERYBODY, EventDecoder
from tests.integration.conftest import Event, Record, Rows
from tests.support.payloads import (
    NOON,
    Payload,
    channel,
    deletion,
    guild,
    id_at,
    message,
    minutes,
    reaction,
    role,
)
from tests.support.payloads import member as member_payload

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


async def test_bots_and_webhooks_are_marked(record: Record, rows: Rows, guild_id: int) -> None:
    await record(
        ("MESSAGE_CREATE", message(guild_id, 1, bot=True)),
        ("MESSAGE_CREATE", message(guild_id, 2, webhook_id="9")),
        ("MESSAGE_CREATE", message(guild_id, 3)),
    )
    assert [row[1] for row in await rows(MESSAGES)] == [True, True, False]


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


async def test_many_are_deleted_at_once(record: Record, rows: Rows, guild_id: int) -> None:
    written = [message(guild_id, number) for number in range(3)]
    bulk = {**deletion(written[0]), "ids": [each["id"] for each in written[:2]]}
    await record(*(("MESSAGE_CREATE", each) for each in written), ("MESSAGE_DELETE_BULK", bulk))
    assert [row[-1] for row in await rows(MESSAGES)] == [True, True, False]


REACTIONS = (
    "SELECT user_id, emoji, removed_at IS NULL FROM reactions WHERE guild_id = :guild ORDER BY user_id, emoji"
)


@pytest.mark.parametrize("per_batch", [1, 100])
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


EVENTS = "SELECT user_id, joined FROM member_events WHERE guild_id = :guild ORDER BY at, joined DESC"
MEMBERS = "SELECT user_id, role_ids FROM memberships WHERE guild_id = :guild ORDER BY user_id"
ROLES = (
    "SELECT user_id, role_id, gained FROM role_events WHERE guild_id = :guild ORDER BY user_id, role_id, at"
)


def leaving(guild_id: int, user: int) -> Payload:
    return {"guild_id": str(guild_id), "user": {"id": str(user)}}


@pytest.mark.parametrize("per_batch", [1, 100])
async def test_members_come_and_go(record: Record, rows: Rows, guild_id: int, per_batch: int) -> None:
    await record(
        ("GUILD_MEMBER_ADD", member_payload(guild_id, 101)),
        ("GUILD_MEMBER_ADD", member_payload(guild_id, 101)),
        ("GUILD_MEMBER_ADD", member_payload(guild_id, 102)),
        ("GUILD_MEMBER_REMOVE", leaving(guild_id, 101)),
        ("GUILD_MEMBER_REMOVE", leaving(guild_id, 101)),
        ("GUILD_MEMBER_ADD", member_payload(guild_id, 101, joined=NOON + minutes(5))),
        per_batch=per_batch,
    )
    assert await rows(MEMBERS) == [(101, []), (102, [])]
    joined = [(101, True), (102, True), (101, True)]
    assert sorted(await rows(EVENTS)) == sorted([*joined, (101, False)])


@pytest.mark.parametrize("per_batch", [1, 100])
async def test_several_roles_in_one_update(record: Record, rows: Rows, guild_id: int, per_batch: int) -> None:
    await record(
        ("GUILD_MEMBER_ADD", member_payload(guild_id, 101, 1, 2)),
        ("GUILD_MEMBER_UPDATE", member_payload(guild_id, 101, 3, 4, 2)),
        ("GUILD_MEMBER_UPDATE", member_payload(guild_id, 101, 2, 4, 3)),
        per_batch=per_batch,
    )
    assert await rows(ROLES) == [(101, 1, False), (101, 3, True), (101, 4, True)]
    assert await rows(MEMBERS) == [(101, [2, 3, 4])]


async def test_who_left_while_nobody_looked_is_found_out(
    record: Record, rows: Rows, container: Container, guild_id: int
) -> None:
    await record(*(("GUILD_MEMBER_ADD", member_payload(guild_id, user)) for user in (101, 102, 103)))
    chunk = {"guild_id": str(guild_id), "chunk_count": 2, "nonce": EVERYBODY}
    pieces = [[member_payload(guild_id, 102, 7)], [member_payload(guild_id, 104)]]
    decoder = EventDecoder(lambda *_: False, container.observers())
    for index, members in enumerate(pieces):
        await record(
            ("GUILD_MEMBERS_CHUNK", {**chunk, "chunk_index": index, "members": members}), decoder=decoder
        )
    assert await rows(MEMBERS) == [(102, [7]), (104, [])]
    left = {user for user, joined in await rows(EVENTS) if not joined}
    assert left == {101, 103}
    assert (102, 7, True) in await rows(ROLES)


CHANNELS = """
    SELECT id - CAST(:guild AS bigint) * 100, name, archived, deleted_at IS NOT NULL FROM channels WHERE guild_id = :guild ORDER BY id
"""


async def test_a_snapshot_says_what_is_there(record: Record, rows: Rows, guild_id: int) -> None:
    def place(number: int, name: str, kind: int = 0, **more: Any) -> Payload:
        return channel(guild_id * 100 + number, name, kind, **more)

    before = guild(
        guild_id,
        channels=[place(1, "general"), place(2, "art")],
        threads=[place(3, "chapter one", 11, parent_id=str(guild_id * 100 + 1))],
        roles=[role(guild_id * 100 + 4, "Readers"), role(guild_id * 100 + 5, "Old")],
        emojis=[{"id": str(guild_id * 100 + 6), "name": "golem"}],
    )
    after = guild(
        guild_id,
        "The Inn, rebuilt",
        channels=[place(1, "lobby")],
        roles=[role(guild_id * 100 + 4, "Readers")],
        emojis=[{"id": str(guild_id * 100 + 7), "name": "antinium"}],
    )
    for _ in range(2):
        await record(("GUILD_CREATE", before))
    await record(("GUILD_CREATE", after))
    assert await rows(CHANNELS) == [
        (1, "lobby", False, False),
        (2, "art", False, True),
        (3, "chapter one", True, False),
    ]
    roles = await rows("SELECT name, deleted_at IS NOT NULL FROM roles WHERE guild_id = :guild ORDER BY id")
    assert roles == [("Readers", False), ("Old", True)]
    emojis = await rows("SELECT name, deleted_at IS NOT NULL FROM emojis WHERE guild_id = :guild ORDER BY id")
    assert emojis == [("golem", True), ("antinium", False)]
    assert await rows("SELECT name FROM guilds WHERE id = :guild") == [("The Inn, rebuilt",)]


async def test_an_outage_is_no_leaving(record: Record, rows: Rows, guild_id: int) -> None:
    left = "SELECT left_at IS NOT NULL FROM guilds WHERE id = :guild"
    await record(
        ("GUILD_CREATE", guild(guild_id)), ("GUILD_DELETE", {"id": str(guild_id), "unavailable": True})
    )
    assert await rows(left) == [(False,)]
    await record(("GUILD_DELETE", {"id": str(guild_id)}))
    assert await rows(left) == [(True,)]
    await record(("GUILD_CREATE", guild(guild_id)))
    assert await rows(left) == [(False,)]


async def test_a_deleted_channel_takes_its_threads_along(record: Record, rows: Rows, guild_id: int) -> None:
    place = channel(guild_id * 100 + 1, "general", guild_id=str(guild_id))
    thread = channel(guild_id * 100 + 2, "chapter", 11, guild_id=str(guild_id), parent_id=place["id"])
    gone = ("CHANNEL_DELETE", place)
    await record(("CHANNEL_CREATE", place), ("THREAD_CREATE", thread), gone, gone)
    assert [row[-1] for row in await rows(CHANNELS)] == [True, True]


async def test_threads_are_followed_and_left(record: Record, rows: Rows, guild_id: int) -> None:
    change = {"guild_id": str(guild_id), "id": "77"}
    await record(
        ("THREAD_MEMBERS_UPDATE", {**change, "added_members": [{"user_id": "101"}, {"user_id": "102"}]}),
        ("THREAD_MEMBERS_UPDATE", {**change, "removed_member_ids": ["101"]}),
    )
    assert await rows("SELECT user_id FROM thread_members WHERE guild_id = :guild") == [(102,)]


@pytest.mark.parametrize("per_batch", [1, 100])
async def test_voice_moves_are_stays_and_mutes_are_nothing(
    record: Record, rows: Rows, guild_id: int, per_batch: int
) -> None:
    def voice(channel_id: int | None) -> Event:
        place = None if channel_id is None else str(channel_id)
        return "VOICE_STATE_UPDATE", {"guild_id": str(guild_id), "user_id": "101", "channel_id": place}

    await record(voice(5), voice(5), voice(6), voice(6), per_batch=per_batch)
    stays = "SELECT channel_id FROM voice_stays WHERE guild_id = :guild ORDER BY began_at"
    assert await rows(stays) == [(5,)]
    assert await rows("SELECT channel_id FROM voice_states WHERE guild_id = :guild") == [(6,)]
    await record(voice(None), voice(None), per_batch=per_batch)
    assert await rows(stays) == [(5,), (6,)]


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


async def test_names_follow_their_members(
    record: Record, rows: Rows, container: Container, member: Actor
) -> None:
    await container.quotes().add(member, "some words")
    renamed = member_payload(member.guild_id, member.user_id, nick="The Crazy Innkeeper")
    await record(("GUILD_MEMBER_UPDATE", renamed))
    assert await rows("SELECT name FROM members WHERE guild_id = :guild") == [("The Crazy Innkeeper",)]


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


async def test_a_pause_forgets_where_somebody_is(
    container: Container, record: Record, rows: Rows, guild_id: int
) -> None:
    in_voice = {"guild_id": str(guild_id), "user_id": "101", "channel_id": "301"}
    followed = {"guild_id": str(guild_id), "id": "401", "added_members": [{"user_id": "101"}]}
    await record(
        ("GUILD_MEMBER_ADD", member_payload(guild_id, 101, joined=datetime.now(UTC))),
        ("VOICE_STATE_UPDATE", in_voice),
        ("THREAD_MEMBERS_UPDATE", followed),
    )
    actor = Actor(user_id=101, guild_id=guild_id, name="Erin", guild_name="The Inn")
    await container.activity().choose(actor, Consent(paused=True))
    left = {"guild_id": str(guild_id), "user": {"id": "101"}}
    await record(("VOICE_STATE_UPDATE", {**in_voice, "channel_id": None}), ("GUILD_MEMBER_REMOVE", left))
    assert await rows("SELECT user_id FROM voice_states WHERE guild_id = :guild") == []
    assert await rows("SELECT user_id FROM thread_members WHERE guild_id = :guild") == []
    assert await rows("SELECT user_id FROM memberships WHERE guild_id = :guild") == []
    assert await rows("SELECT user_id FROM voice_stays WHERE guild_id = :guild") == []
    assert await rows("SELECT joined FROM member_events WHERE guild_id = :guild") == [(True,)]


async def test_joins_of_long_ago_need_no_place(
    container: Container, record: Record, rows: Rows, guild_id: int
) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=3000)
    await record(("GUILD_MEMBER_ADD", member_payload(guild_id, 101, joined=long_ago)))
    assert await rows("SELECT joined_at FROM memberships WHERE guild_id = :guild") == [(long_ago,)]
    assert await rows("SELECT user_id FROM member_events WHERE guild_id = :guild") == []


async def test_who_stays_in_voice_for_years_is_a_program(
    container: Container, record: Record, rows: Rows, guild_id: int
) -> None:
    add = "INSERT INTO voice_states (guild_id, user_id, channel_id, since) VALUES (:guild, 101, 301, :since)"
    async with container.sessions().begin() as session:
        await session.execute(
            text(add), {"guild": guild_id, "since": datetime.now(UTC) - timedelta(days=900)}
        )
    await record(("VOICE_STATE_UPDATE", {"guild_id": str(guild_id), "user_id": "101", "channel_id": None}))
    days = "SELECT extract(day FROM ended_at - began_at)::int FROM voice_stays WHERE guild_id = :guild"
    assert await rows(days) == [(31,)]


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

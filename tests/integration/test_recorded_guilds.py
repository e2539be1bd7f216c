"""Members, roles, channels, threads and voice: events in any order end in the same rows."""

from __future__ import annotations

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
    guild,
    minutes,
    role,
)
from tests.support.payloads import member as member_payload

EVENTS = "SELECT user_id, joined FROM member_events WHERE guild_id = :guild ORDER BY at, joined DESC"
MEMBERS = "SELECT user_id, role_ids FROM memberships WHERE guild_id = :guild ORDER BY user_id"
ROLES = (
    "SELECT user_id, role_id, gained FROM role_events WHERE guild_id = :guild ORDER BY user_id, role_id, at"
)


def leaving(guild_id: int, user: int) -> Payload:
    return {"guild_id": str(guild_id), "user": {"id": str(user)}}


@pytest.mark.parametrize("per_batch", [1, 100])
@pytest.mark.regression(47)
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
@pytest.mark.regression(48)
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


@pytest.mark.regression(38)
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


@pytest.mark.regression(49)
async def test_emojis_that_come_go_and_are_renamed_at_once_are_all_known(
    record: Record, rows: Rows, guild_id: int
) -> None:
    def emojis(*named: tuple[int, str]) -> Event:
        told = [{"id": str(guild_id * 100 + number), "name": name} for number, name in named]
        return "GUILD_EMOJIS_UPDATE", {"guild_id": str(guild_id), "emojis": told}

    await record(emojis((1, "golem"), (2, "antinium"), (3, "drake"), (4, "gnoll")))
    await record(emojis((2, "worker"), (3, "lizardfolk"), (5, "goblin"), (6, "half_elf")))
    query = "SELECT name, deleted_at IS NOT NULL FROM emojis WHERE guild_id = :guild ORDER BY id"
    assert await rows(query) == [
        ("golem", True),
        ("worker", False),
        ("lizardfolk", False),
        ("gnoll", True),
        ("goblin", False),
        ("half_elf", False),
    ]


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


@pytest.mark.regression(31)
async def test_threads_are_followed_and_left(record: Record, rows: Rows, guild_id: int) -> None:
    change = {"guild_id": str(guild_id), "id": "77"}
    await record(
        ("THREAD_MEMBERS_UPDATE", {**change, "added_members": [{"user_id": "101"}, {"user_id": "102"}]}),
        ("THREAD_MEMBERS_UPDATE", {**change, "removed_member_ids": ["101"]}),
    )
    assert await rows("SELECT user_id FROM thread_members WHERE guild_id = :guild") == [(102,)]


@pytest.mark.parametrize("per_batch", [1, 100])
@pytest.mark.regression(81)
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


async def test_names_follow_their_members(
    record: Record, rows: Rows, container: Container, member: Actor
) -> None:
    await container.quotes().add(member, "some words")
    renamed = member_payload(member.guild_id, member.user_id, nick="The Crazy Innkeeper")
    await record(("GUILD_MEMBER_UPDATE", renamed))
    assert await rows("SELECT name FROM members WHERE guild_id = :guild") == [("The Crazy Innkeeper",)]


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

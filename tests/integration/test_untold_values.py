"""What Discord does not tell overwrites nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.container import Container
from tests.integration.conftest import Record, Rows
from tests.integration.test_hidden_channels import PLACES, TEXT, THREAD, place, thread
from tests.support.payloads import guild, member, role


@pytest.mark.parametrize("name", [None, ""])
async def test_a_name_that_is_not_told_overwrites_none(
    record: Record, rows: Rows, guild_id: int, name: str | None
) -> None:
    den, chat = place(guild_id, 1), thread(guild_id, 2, place(guild_id, 1))
    await record(
        (
            "GUILD_CREATE",
            guild(guild_id, channels=[den], threads=[chat], roles=[role(guild_id, "@everyone")]),
        ),
        ("CHANNEL_UPDATE", {**den, "name": name, "position": None, "flags": None}),
        ("THREAD_UPDATE", {**chat, "name": name, "parent_id": None, "thread_metadata": None}),
        ("GUILD_ROLE_UPDATE", {"guild_id": str(guild_id), "role": {**role(guild_id, ""), "name": name}}),
        ("GUILD_UPDATE", {"id": str(guild_id), "name": name}),
        per_batch=1,
    )
    assert await rows(PLACES) == [
        ("den", None, TEXT, 0, False, True),
        ("chat", int(den["id"]), THREAD, 0, False, True),
    ]
    assert await rows("SELECT name FROM roles WHERE guild_id = :guild") == [("@everyone",)]
    assert await rows("SELECT name FROM guilds WHERE id = :guild") == [("The Inn",)]


async def test_null_says_none_where_a_thing_can_be_without(record: Record, rows: Rows, guild_id: int) -> None:
    await record(
        ("CHANNEL_CREATE", place(guild_id, 1, parent_id="5")),
        ("CHANNEL_UPDATE", place(guild_id, 1, parent_id=None, topic=None)),
    )
    assert await rows("SELECT parent_id FROM channels WHERE guild_id = :guild") == [(None,)]


async def test_a_role_keeps_what_is_not_told(record: Record, rows: Rows, guild_id: int) -> None:
    first = {**role(guild_id * 100, "Guard"), "color": 255, "position": 4}
    vague = {"id": first["id"], "name": None, "color": None, "position": None}
    await record(
        ("GUILD_ROLE_CREATE", {"guild_id": str(guild_id), "role": first}),
        ("GUILD_ROLE_UPDATE", {"guild_id": str(guild_id), "role": vague}),
    )
    assert await rows("SELECT name, color, position FROM roles WHERE guild_id = :guild") == [
        ("Guard", 255, 4)
    ]


async def test_an_emoji_keeps_its_name(record: Record, rows: Rows, guild_id: int) -> None:
    emoji = {"id": str(guild_id), "name": "wave", "animated": False}
    for name in ("wave", None):
        emojis = [{**emoji, "name": name}]
        await record(("GUILD_EMOJIS_UPDATE", {"guild_id": str(guild_id), "emojis": emojis}))
    assert await rows("SELECT name FROM emojis WHERE guild_id = :guild") == [("wave",)]


async def test_a_member_keeps_roles_that_are_not_told(record: Record, rows: Rows, guild_id: int) -> None:
    known = member(guild_id, 101, 7, 8)
    await record(("GUILD_MEMBER_ADD", known))
    await record(("GUILD_MEMBER_UPDATE", {**known, "roles": None}))
    await record(("GUILD_MEMBER_ADD", {**member(guild_id, 102), "roles": None}))
    query = "SELECT user_id, role_ids FROM memberships WHERE guild_id = :guild ORDER BY user_id"
    assert await rows(query) == [(101, [7, 8]), (102, [])]
    assert await rows("SELECT count(*) FROM role_events WHERE guild_id = :guild") == [(0,)]


async def test_who_has_no_nickname_is_called_by_another_name(
    record: Record, rows: Rows, container: Container, guild_id: int
) -> None:
    await record(("GUILD_CREATE", guild(guild_id)))
    async with container.sessions().begin() as session:
        statement = "INSERT INTO members (guild_id, user_id, name) VALUES (:guild, 101, 'old')"
        await session.execute(text(statement), {"guild": guild_id})

    async def called(nick: str | None, global_name: str | None, username: str | None) -> str:
        user = {"id": "101", "username": username, "global_name": global_name}
        await record(("GUILD_MEMBER_UPDATE", {**member(guild_id, 101), "user": user, "nick": nick}))
        [(name,)] = await rows("SELECT name FROM members WHERE guild_id = :guild")
        return str(name)

    assert await called("Nick", "Glob", "user") == "Nick"
    assert await called(None, "Glob", "user") == "Glob"
    assert await called(None, None, "user") == "user"
    assert await called(None, None, None) == "user"


@pytest.mark.parametrize("missing", ["channels", "threads", "roles", "emojis", "voice_states"])
async def test_a_list_that_is_not_told_is_not_empty(
    record: Record, rows: Rows, guild_id: int, missing: str
) -> None:
    den = place(guild_id, 1)
    whole = guild(
        guild_id,
        channels=[den],
        threads=[thread(guild_id, 2, den)],
        roles=[role(guild_id, "@everyone")],
        emojis=[{"id": str(guild_id), "name": "wave"}],
        voice_states=[{"user_id": "101", "channel_id": den["id"]}],
    )
    queries = (
        "SELECT name, archived, deleted_at IS NULL FROM channels WHERE guild_id = :guild ORDER BY id",
        "SELECT name, deleted_at IS NULL FROM roles WHERE guild_id = :guild",
        "SELECT name, deleted_at IS NULL FROM emojis WHERE guild_id = :guild",
        "SELECT user_id FROM voice_states WHERE guild_id = :guild",
    )
    await record(("GUILD_CREATE", whole))
    before = [await rows(query) for query in queries]
    await record(("GUILD_CREATE", {**whole, missing: None}))
    assert [await rows(query) for query in queries] == before
    assert all(before)

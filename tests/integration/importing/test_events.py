"""Reactions, joins, roles and voice: what has no text, and often no id of Discord's."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.importing.predecessor import reasons
from app.importing.predecessor.report import Tally
from app.importing.predecessor.rules import Rules
from app.importing.predecessor.voice import Pairing
from app.settings.sections.activity import ActivitySettings
from tests.integration.conftest import Rows
from tests.integration.importing.conftest import Bring, figures, skips
from tests.support.payloads import NOON, minutes
from tests.support.predecessor import Predecessor, naive

REACTIONS = """
    SELECT user_id, emoji, channel_id, added_at, removed_at FROM reactions WHERE guild_id = :guild
    ORDER BY message_id, user_id, emoji
"""
JOINS = "SELECT user_id, joined, at, is_bot FROM member_events WHERE guild_id = :guild ORDER BY at, user_id"
ROLES = "SELECT user_id, role_id, gained, at FROM role_events WHERE guild_id = :guild ORDER BY at, role_id"
STAYS = "SELECT user_id, channel_id, began_at, ended_at FROM voice_stays WHERE guild_id = :guild ORDER BY began_at"
STOCKHOLM = "Europe/Stockholm"
LATER = NOON + minutes(1)


async def test_a_reaction_is_told_by_its_character_or_its_custom_emoji(
    old: Predecessor, bring: Bring, rows: Rows
) -> None:
    written = await old.message(NOON)
    reaction = {"message_id": written, "user_id": 102, "date": naive(LATER)}
    await old.add("reactions", **reaction, unicode_emoji="👋", is_custom_emoji=False)
    await old.add("reactions", **reaction, emoji_id=900, emoji_name="golem", is_custom_emoji=True)
    await old.add("reactions", **reaction, emoji_id=901, emoji_name=None, is_custom_emoji=True)
    await old.add("reactions", **reaction, emoji_name="🎉", is_custom_emoji=False)
    await old.add("reactions", **reaction, emoji_name="gone", is_custom_emoji=True)
    await old.add("reactions", **reaction, unicode_emoji="x" * 65)
    report = await bring()
    assert [row[:4] for row in await rows(REACTIONS)] == [
        (102, "900", 201, LATER),
        (102, "901", 201, LATER),
        (102, "🎉", 201, LATER),
        (102, "👋", 201, LATER),
    ]
    assert skips(report, "reactions") == {reasons.LONG_EMOJI: 1, reasons.NO_EMOJI: 1}


async def test_of_several_rows_about_one_reaction_the_newest_counts(
    old: Predecessor, bring: Bring, rows: Rows
) -> None:
    reaction = {"message_id": await old.message(NOON), "user_id": 102}
    # Uniqueness never held: emoji_id and unicode_emoji can both be missing.
    for offset, removed in ((1, True), (3, False), (2, True)):
        at = naive(NOON + minutes(offset))
        await old.add("reactions", **reaction, emoji_name="👋", date=at, removed=removed)
    await old.add("reactions", **reaction, unicode_emoji="👋", removed=True)
    report = await bring()
    assert [row[3:] for row in await rows(REACTIONS)] == [(NOON + minutes(3), None)]
    assert skips(report, "reactions") == {reasons.TWICE: 3}


async def test_a_reaction_that_was_taken_back_is_kept_as_that(
    old: Predecessor, bring: Bring, rows: Rows
) -> None:
    written = await old.message(NOON)
    await old.add(
        "reactions", message_id=written, user_id=102, unicode_emoji="👋", date=naive(LATER), removed=True
    )
    await old.add("reactions", message_id=written, user_id=103, unicode_emoji="👋")
    await bring()
    assert [row[3:] for row in await rows(REACTIONS)] == [(LATER, LATER), (NOON, None)]
    await old.run("UPDATE reactions SET removed = NOT removed")
    report = await bring()
    assert [row[3:] for row in await rows(REACTIONS)] == [(LATER, None), (NOON, NOON)]
    assert figures(report, "reactions") == (2, 2, 0, 0)


async def test_reactions_to_messages_that_are_not_there_are_reported(old: Predecessor, bring: Bring) -> None:
    ancient = await old.message(NOON - timedelta(days=3000))
    written = await old.message(NOON)
    for message_id, user_id in ((1, 102), (None, 102), (ancient, 102), (written, None)):
        await old.add("reactions", message_id=message_id, user_id=user_id, unicode_emoji="👋")
    await old.add(
        "reactions", message_id=written, user_id=1, unicode_emoji="👋", date=naive(NOON + timedelta(days=9))
    )
    assert skips(await bring(), "reactions") == {
        reasons.NO_MESSAGE: 2,
        reasons.NO_PERSON: 1,
        reasons.FUTURE: 1,
        reasons.too_old("reaction_months"): 1,
    }


@pytest.mark.regression(46)
async def test_joins_are_told_in_either_case_and_leaves_too(
    old: Predecessor, bring: Bring, rows: Rows
) -> None:
    await old.add("users", user_id=500, username="golem", bot=True)
    for number, action in enumerate(("JOIN", "LEAVE", "join", " Leave ", "banned", None)):
        await old.add(
            "join_leave",
            user_id=500 if number else 101,
            date=naive(NOON + minutes(number)),
            join_or_leave=action,
            server_id=old.guild_id,
            created_at=naive(NOON + timedelta(days=400)),
        )
    report = await bring()
    assert await rows(JOINS) == [
        (101, True, NOON, False),
        (500, False, NOON + minutes(1), True),
        (500, True, NOON + minutes(2), True),
        (500, False, NOON + minutes(3), True),
    ]
    assert skips(report, "join_leave") == {reasons.UNKNOWN_ACTION: 2}
    assert await rows("SELECT DISTINCT at FROM activity_touched WHERE guild_id = :guild ORDER BY at") == [
        (NOON,),
        (NOON + minutes(3),),
    ]


async def test_a_join_without_moment_or_member_stays_out_and_none_counts_twice(
    old: Predecessor, bring: Bring, rows: Rows
) -> None:
    join = {"join_or_leave": "join", "server_id": None}
    await old.add("join_leave", **join, user_id=101)
    await old.add("join_leave", **join, date=naive(NOON))
    for action in ("JOIN", "join"):
        await old.add("join_leave", **{**join, "join_or_leave": action}, user_id=101, date=naive(NOON))
    await old.add("join_leave", **join, user_id=101, date=naive(NOON - timedelta(days=3000)))
    report = await bring()
    assert await rows(JOINS) == [(101, True, NOON, False)]
    assert skips(report, "join_leave") == {
        reasons.NO_PERSON: 1,
        reasons.NO_TIME: 1,
        reasons.TWICE: 1,
        reasons.too_old("event_months"): 1,
    }


async def test_what_this_bot_has_recorded_itself_is_left_to_it(
    old: Predecessor, bring: Bring, rows: Rows
) -> None:
    for offset in (0, 1):
        at = naive(NOON + minutes(offset))
        await old.add("join_leave", user_id=101, join_or_leave="join", server_id=old.guild_id, date=at)
    report = await bring(until=LATER)
    assert await rows(JOINS) == [(101, True, NOON, False)]
    assert skips(report, "join_leave") == {reasons.AFTER_UNTIL: 1}


async def test_the_two_tables_of_roles_are_merged(old: Predecessor, bring: Bring, rows: Rows) -> None:
    await old.add("roles", id=7, guild_id=old.guild_id)
    await old.add("role_history", user_id=101, role_id=7, gained=True, date=naive(NOON))
    await old.add("role_history", user_id=101, role_id=8, gained=False, date=naive(NOON))
    change = {"user_id": 101, "role_id": 7, "server_id": old.guild_id}
    await old.add("role_changes", **change, action="added", timestamp=naive(NOON))
    await old.add("role_changes", **change, action="REMOVED", timestamp=naive(LATER))
    report = await bring()
    assert await rows(ROLES) == [(101, 7, True, NOON), (101, 8, False, NOON), (101, 7, False, LATER)]
    assert figures(report, "role_changes") == (2, 2, 0, 0)
    assert figures(report, "role_history") == (2, 1, 0, 1)
    assert skips(report, "role_history") == {reasons.TWICE: 1}


async def test_changes_of_roles_that_say_too_little_are_reported(old: Predecessor, bring: Bring) -> None:
    change = {"user_id": 101, "role_id": 7, "action": "added", "timestamp": naive(NOON)}
    for column in change:
        await old.add("role_changes", **{**change, column: None})
    await old.add("role_changes", **{**change, "action": "renamed"})
    assert skips(await bring(), "role_changes") == {
        reasons.NO_PERSON: 1,
        reasons.NO_ROLE: 1,
        reasons.UNKNOWN_ACTION: 2,
        reasons.NO_TIME: 1,
    }


@pytest.mark.parametrize(("offset", "month"), [(2, 7), (1, 1)])
async def test_moments_are_in_utc_except_those_that_the_host_wrote(
    old: Predecessor, bring: Bring, rows: Rows, offset: int, month: int
) -> None:
    noon = NOON.replace(month=month)
    written = await old.message(noon)
    await old.add("reactions", message_id=written, user_id=102, unicode_emoji="👋", date=naive(noon))
    await old.add("join_leave", user_id=101, join_or_leave="join", date=naive(noon))
    await old.add("role_history", user_id=101, role_id=7, gained=True, date=naive(noon))
    await old.add("role_changes", user_id=101, role_id=8, action="added", timestamp=naive(noon))
    await voice(old, ("joined", 201, 0), ("left", 201, 1), noon=noon)
    await bring(host_time_zone=STOCKHOLM)
    by_host = noon - timedelta(hours=offset)
    assert [row[3] for row in await rows(REACTIONS)] == [by_host]
    assert [row[2] for row in await rows(JOINS)] == [noon]
    assert await rows(ROLES) == [(101, 8, True, by_host), (101, 7, True, noon)]
    assert await rows(STAYS) == [(101, 201, by_host, by_host + minutes(1))]


async def test_columns_that_have_a_time_zone_are_taken_at_their_word(
    old: Predecessor, bring: Bring, rows: Rows
) -> None:
    await old.run(
        "ALTER TABLE role_changes ALTER timestamp TYPE timestamptz USING timestamp AT TIME ZONE 'UTC'"
    )
    try:
        await old.add("role_changes", user_id=101, role_id=8, action="added", timestamp=NOON)
        await bring(host_time_zone=STOCKHOLM)
    finally:
        await old.run(
            "ALTER TABLE role_changes ALTER timestamp TYPE timestamp USING timestamp AT TIME ZONE 'UTC'"
        )
    assert await rows(ROLES) == [(101, 8, True, NOON)]


async def voice(
    old: Predecessor, *signs: tuple[str, int | None, float], user: int | None = 101, noon: datetime = NOON
) -> None:
    """Rows of one person: action, channel, minutes."""
    for action, channel, offset in signs:
        at = naive(noon + minutes(offset))
        values = {"guild_id": old.guild_id, "user_id": user, "channel_id": channel, "timestamp": at}
        await old.add("voice_activity", **values, action=action)


async def test_leaving_and_joining_at_the_same_moment_is_a_move(
    old: Predecessor, bring: Bring, rows: Rows
) -> None:
    await voice(old, ("joined", 201, 0), ("joined", 202, 5), ("left", 201, 5), ("left", 202, 9))
    report = await bring()
    assert await rows(STAYS) == [
        (101, 201, NOON, NOON + minutes(5)),
        (101, 202, NOON + minutes(5), NOON + minutes(9)),
    ]
    assert figures(report, "voice_activity") == (4, 4, 0, 0)
    assert figures(await bring(), "voice_activity") == (4, 0, 4, 0)


@pytest.mark.parametrize("page_size", [1, 100])
async def test_signs_that_fit_to_no_other_are_reported(
    old: Predecessor, bring: Bring, rows: Rows, page_size: int
) -> None:
    await voice(old, ("left", 201, 0), ("joined", 201, 1), ("joined", 202, 2), ("left", 201, 3))
    await voice(old, ("joined", 201, 4), ("joined", 201, 4), ("left", 201, 5), ("joined", 203, 6))
    await voice(old, ("left", 203, 7), user=102)
    await voice(old, ("joined", None, 8), ("muted", 201, 9), ("joined", 204, 10))
    await voice(old, ("joined", 201, 8), user=None)
    report = await bring(page_size=page_size)
    assert await rows(STAYS) == [(101, 201, NOON + minutes(4), NOON + minutes(5))]
    assert skips(report, "voice_activity") == {
        reasons.NO_BEGINNING: 3,
        reasons.NO_END: 4,
        reasons.TWICE: 1,
        reasons.NO_PERSON: 1,
        reasons.NO_PLACE: 1,
        reasons.UNKNOWN_ACTION: 1,
    }


SIGNS = st.lists(
    st.tuples(
        st.sampled_from(["joined", "left", "muted", None]),
        st.sampled_from([201, 202, None]),
        st.integers(0, 6),
        st.sampled_from([101, 102, None]),
    ),
    max_size=25,
)


@given(SIGNS)
def test_no_row_of_voice_is_lost_and_nobody_is_in_two_channels_at_once(
    signs: list[tuple[str | None, int | None, int, int | None]],
) -> None:
    tally = Tally("voice_activity")
    pairing = Pairing(tally, Rules(ActivitySettings(), NOON, lambda *_: False, None))
    ordered = sorted(
        enumerate(signs), key=lambda sign: (sign[1][3] or 0, sign[1][2], sign[1][0] == "joined", sign[0])
    )
    stays: list[Any] = []
    for number, (action, channel, offset, user) in ordered:
        stays += pairing.take(number, 1, user, channel, NOON - minutes(60 - offset), action)
    pairing.forget()
    assert len(stays) * 2 + tally.skips == len(signs)
    for (_, user, _, _, ended), (_, next_user, began, _, _) in pairwise(stays):
        assert user != next_user or ended <= began
    assert len({(user, began) for _, user, began, _, _ in stays}) == len(stays)


@pytest.mark.parametrize("both", [True, False])
async def test_joins_are_read_from_the_column_of_the_last_versions_too(
    old: Predecessor, bring: Bring, rows: Rows, both: bool
) -> None:
    spelled = "join_or_leave" if both else "was_there"
    if not both:
        await old.run(f"ALTER TABLE join_leave RENAME join_or_leave TO {spelled}")
    await old.run("ALTER TABLE join_leave ADD is_join boolean")
    told = [("JOIN", False), (None, True), (None, False), (None, None)]
    try:
        for offset, (words, is_join) in enumerate(told):
            row = {"user_id": 101, "date": naive(NOON + minutes(offset)), "server_id": old.guild_id}
            await old.add("join_leave", **row, is_join=is_join, **{spelled: words if both else None})
        report = await bring()
    finally:
        await old.run("ALTER TABLE join_leave DROP is_join")
        if not both:
            await old.run(f"ALTER TABLE join_leave RENAME {spelled} TO join_or_leave")
    assert [row[1] for row in await rows(JOINS)] == [both, True, False]
    assert skips(report, "join_leave") == {reasons.UNKNOWN_ACTION: 1}

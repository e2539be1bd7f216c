"""Figures tell what is known, and of whom: not of days nobody watched, of people who left, or of one's own past less."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from app.container import Container
from app.core.actor import Actor
from app.core.errors import NotFound
from app.features.statistics.service import StatisticsService
from app.features.statistics.values import days_known
from app.recording.consent.service import Consent
from tests.support.payloads import Payload, reaction
from tests.support.payloads import member as newcomer
from tests.support.statistics import (
    GENERAL,
    NOW,
    PRIVATE,
    STAFF,
    layout,
    place,
    record,
    said,
    statistics,
)

WATCHED = text("UPDATE guilds SET first_seen_at = :at WHERE id = :guild_id")


async def watched_since(container: Container, guild_id: int, at: datetime) -> None:
    async with container.sessions().begin() as session:
        await session.execute(WATCHED, {"guild_id": guild_id, "at": at})


def joined(guild_id: int, *users: int) -> list[tuple[str, Payload]]:
    return [("GUILD_MEMBER_ADD", newcomer(guild_id, user, joined=NOW)) for user in users]


def left(guild_id: int, user: int) -> tuple[str, Payload]:
    return "GUILD_MEMBER_REMOVE", {"guild_id": str(guild_id), "user": {"id": str(user)}}


@pytest.mark.parametrize(
    ("known_from", "days"),
    [
        (None, 7),
        (date(2026, 10, 1), 7),
        (date(2026, 10, 8), 7),
        (date(2026, 10, 9), 6),
        (date(2026, 10, 14), 1),
        (date(2026, 12, 1), 1),
    ],
)
def test_only_days_that_are_known_are_averaged(known_from: date | None, days: int) -> None:
    assert days_known(date(2026, 10, 8), date(2026, 10, 14), known_from) == days


@pytest.mark.parametrize(
    ("wrote", "people_a_day", "messages_a_day"),
    [
        # ten people on the first of five days, nobody later
        ({4: 10}, 2.0, 2.0),
        ({4: 10, 0: 10}, 4.0, 4.0),
        ({0: 12}, 12.0, 12.0),
    ],
)
async def test_an_average_day_may_be_an_empty_one(
    container: Container,
    guild_id: int,
    moderator: Actor,
    wrote: dict[int, int],
    people_a_day: float,
    messages_a_day: float,
) -> None:
    await record(
        container,
        ("GUILD_CREATE", layout(guild_id)),
        *(
            said(
                guild_id,
                100 * ago + number,
                days=0,
                author=200 + number,
                at=NOW - timedelta(days=ago, hours=1),
            )
            for ago, people in wrote.items()
            for number in range(people)
        ),
    )
    await container.rollups().refresh()
    report = await statistics(container, None).server(moderator, 30)
    assert report.movement is not None
    assert (report.movement.average_people, report.per_day) == (people_a_day, messages_a_day)


@pytest.mark.parametrize(
    ("since", "reacted", "reactions", "joins"),
    [
        (NOW + timedelta(days=30), False, None, None),
        (NOW + timedelta(days=30), True, 1, None),
        (NOW - timedelta(days=3), False, 0, 0),
        (NOW - timedelta(days=300), False, 0, 0),
    ],
)
async def test_nothing_is_told_of_what_nobody_watched(
    container: Container,
    guild_id: int,
    moderator: Actor,
    since: datetime,
    reacted: bool,
    reactions: int | None,
    joins: int | None,
) -> None:
    message = said(guild_id, 1)
    await record(container, ("GUILD_CREATE", layout(guild_id)), message)
    if reacted:
        await record(container, ("MESSAGE_REACTION_ADD", reaction(message[1])))
    await watched_since(container, guild_id, since)
    await container.rollups().refresh()
    movement = (await statistics(container, None).server(moderator, 7)).movement
    assert movement is not None
    assert (movement.reactions, movement.joins, movement.leaves) == (reactions, joins, joins)


async def test_who_left_is_on_no_list(
    container: Container, service: StatisticsService, guild_id: int, member: Actor, moderator: Actor
) -> None:
    people = range(301, 304)
    await record(
        container,
        ("GUILD_CREATE", layout(guild_id)),
        *joined(guild_id, *people),
        *(said(guild_id, user, author=user) for user in people),
    )
    for user in people:
        await container.activity().choose(
            Actor(user_id=user, guild_id=guild_id, name="somebody"), Consent(ranked=True, shared=True)
        )
    await container.rollups().refresh()
    assert len(await service.leaderboard(member, 7)) == 3
    await record(container, left(guild_id, 302))
    assert {user for user, _ in await service.leaderboard(member, 7)} == {301, 303}
    for asker in (member, moderator):
        report = await service.place(asker, place(guild_id, GENERAL), 7)
        assert {each.id for each in report.people} == {301, 303}
        assert report.totals.messages == 3


async def test_ones_own_figures_are_all_ones_own(
    container: Container, service: StatisticsService, guild_id: int, member: Actor, moderator: Actor
) -> None:
    deleted = {**layout(guild_id)["channels"][2], "guild_id": str(guild_id)}
    mine = member.user_id
    await record(
        container,
        ("GUILD_CREATE", layout(guild_id)),
        said(guild_id, 1, author=mine),
        said(guild_id, 2, PRIVATE, author=mine),
        said(guild_id, 3, STAFF, author=mine),
        said(guild_id, 4, STAFF, author=mine),
        said(guild_id, 5, 77, author=mine),
    )
    await record(container, ("CHANNEL_DELETE", deleted))
    await container.rollups().refresh()
    own = await service.member(member, mine, 7)
    assert own.totals.messages == 5
    assert [share.id for share in own.channels] == [place(guild_id, GENERAL)]
    assert own.elsewhere == 4
    # Staff see of somebody else what they can see themselves.
    seen = await service.member(moderator, mine, 7)
    assert (seen.totals.messages, seen.elsewhere) == (1, 0)


async def test_who_joined_a_private_thread_sees_its_figures(
    container: Container, service: StatisticsService, guild_id: int, member: Actor, other: Actor
) -> None:
    secret = place(guild_id, PRIVATE)
    added = {"id": str(secret), "guild_id": str(guild_id), "member_count": 1}
    await record(
        container,
        ("GUILD_CREATE", layout(guild_id)),
        said(guild_id, 1, PRIVATE, author=member.user_id),
        (
            "THREAD_MEMBERS_UPDATE",
            {**added, "added_members": [{"user_id": str(member.user_id), "id": str(secret)}]},
        ),
    )
    await container.rollups().refresh()
    assert (await service.place(member, secret, 7)).totals.messages == 1
    assert [share.id for share in (await service.member(member, member.user_id, 7)).channels] == [secret]
    with pytest.raises(NotFound):
        await service.place(other, secret, 7)


async def test_it_is_told_since_when_messages_are_counted(
    container: Container, service: StatisticsService, guild_id: int, member: Actor
) -> None:
    assert (await service.server(member, 7)).counted_from is None
    await record(container, ("GUILD_CREATE", layout(guild_id)))
    await watched_since(container, guild_id, NOW - timedelta(days=2))
    assert (await service.member(member, member.user_id, 7)).counted_from == date(2026, 10, 12)
    await record(container, said(guild_id, 1, at=datetime(2026, 3, 1, tzinfo=UTC)))
    await container.rollups().refresh()
    assert (await service.member(member, member.user_id, 7)).counted_from == date(2026, 3, 1)

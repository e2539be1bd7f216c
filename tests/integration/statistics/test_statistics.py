"""Roll-ups and reports: exact, in the guild's own days, and silent about what is not for everybody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.container import Container
from app.core.actor import Actor
from app.core.errors import Forbidden, InvalidInput, NotFound
from app.features.statistics.service import StatisticsService
from app.recording.consent.service import Consent
from tests.support.payloads import deletion, reaction
from tests.support.payloads import member as newcomer
from tests.support.statistics import (
    CATEGORY,
    GENERAL,
    NOW,
    PRIVATE,
    STAFF,
    THREAD,
    layout,
    place,
    record,
    said,
    statistics,
)


async def test_counts_are_those_of_people_and_of_what_still_stands(
    container: Container, service: StatisticsService, guild_id: int, moderator: Actor
) -> None:
    gone = said(guild_id, 3)
    await record(
        container,
        ("GUILD_CREATE", layout(guild_id)),
        said(guild_id, 1, content="x" * 10, attachments=[{}, {}, {}]),
        said(guild_id, 2, content="x" * 20, embeds=[{}, {}], author=102),
        gone,
        ("MESSAGE_DELETE", deletion(gone[1])),
        said(guild_id, 4, bot=True),
        said(guild_id, 5, THREAD),
    )
    await container.rollups().refresh()
    totals = (await service.server(moderator, 7)).totals
    # A message with three attachments is one message.
    assert (totals.messages, totals.characters) == (3, 35)
    assert (totals.with_attachments, totals.with_embeds) == (1, 1)
    assert (totals.deleted, totals.by_bots) == (1, 1)
    assert (await service.place(moderator, place(guild_id, GENERAL), 7)).totals.messages == 3
    assert (await service.place(moderator, place(guild_id, THREAD), 7)).totals.messages == 1
    assert (await service.place(moderator, place(guild_id, CATEGORY), 7)).totals.messages == 3


async def test_channels_that_the_asker_cannot_see_never_appear(
    container: Container, service: StatisticsService, guild_id: int, member: Actor
) -> None:
    await record(
        container,
        ("GUILD_CREATE", layout(guild_id)),
        said(guild_id, 1),
        said(guild_id, 2, STAFF),
        said(guild_id, 3, PRIVATE),
    )
    await container.rollups().refresh()
    report = await service.server(member, 1)
    assert report.totals.messages == 1
    assert [share.id for share in report.channels] == [place(guild_id, GENERAL)]
    own = await service.member(member, member.user_id, 1)
    assert [share.id for share in own.channels] == [place(guild_id, GENERAL)]
    for hidden in (STAFF, PRIVATE):
        with pytest.raises(NotFound):
            await service.place(member, place(guild_id, hidden), 1)
        with pytest.raises(NotFound):
            await service.message_count(member, place(guild_id, hidden), 1)


async def test_joins_and_leaves_are_counted(
    container: Container, service: StatisticsService, guild_id: int, moderator: Actor
) -> None:
    today = datetime.now(UTC)
    left = {"guild_id": str(guild_id), "user": {"id": "101"}}
    await record(
        container,
        ("GUILD_CREATE", layout(guild_id)),
        ("GUILD_MEMBER_ADD", newcomer(guild_id, 101, joined=today)),
        ("GUILD_MEMBER_ADD", newcomer(guild_id, 102, joined=today)),
        ("GUILD_MEMBER_REMOVE", left),
    )
    await container.rollups().refresh()
    now = statistics(container, None, container.clock())
    movement = (await now.server(moderator, 1)).movement
    assert movement is not None
    assert (movement.members, movement.joins, movement.leaves) == (1, 2, 1)


@pytest.mark.parametrize(
    ("writers", "told_members", "told_staff"),
    [(9, (1, None, None), (1, 9, 9)), (10, (1, 10, 10), (1, 10, 10))],
)
async def test_what_is_counted_of_all_channels_is_for_those_who_see_them_all(
    container: Container,
    service: StatisticsService,
    guild_id: int,
    member: Actor,
    moderator: Actor,
    writers: int,
    told_members: tuple[int | None, ...],
    told_staff: tuple[int | None, ...],
) -> None:
    await record(
        container,
        ("GUILD_CREATE", layout(guild_id)),
        *(said(guild_id, number, STAFF, author=200 + number) for number in range(writers)),
        ("MESSAGE_REACTION_ADD", reaction(said(guild_id, 0, STAFF)[1])),
    )
    await container.rollups().refresh()
    everywhere = statistics(container, None)

    async def told(by: StatisticsService, actor: Actor) -> tuple[float | None, ...]:
        movement = (await by.server(actor, 1)).movement
        assert movement is not None
        return movement.reactions, movement.most_people, movement.average_people

    assert await told(service, moderator) == (None, None, None)
    assert await told(everywhere, member) == told_members
    assert await told(everywhere, moderator) == told_staff


async def test_others_figures_need_staff_or_consent(
    container: Container,
    service: StatisticsService,
    guild_id: int,
    member: Actor,
    other: Actor,
    moderator: Actor,
) -> None:
    await record(
        container,
        ("GUILD_CREATE", layout(guild_id)),
        ("GUILD_MEMBER_ADD", newcomer(guild_id, other.user_id)),
        said(guild_id, 1, author=other.user_id, content="x"),
    )
    await container.rollups().refresh()
    with pytest.raises(Forbidden, match="to themselves"):
        await service.member(member, other.user_id, 7)
    assert (await service.member(moderator, other.user_id, 7)).totals.messages == 1
    assert (await service.member(other, other.user_id, 7)).totals.messages == 1
    assert (await service.place(member, place(guild_id, GENERAL), 7)).people == ()
    await container.activity().choose(other, Consent(shared=True))
    assert (await service.member(member, other.user_id, 7)).totals.messages == 1
    [shown] = (await service.place(member, place(guild_id, GENERAL), 7)).people
    assert (shown.id, shown.messages) == (other.user_id, 1)


async def test_small_groups_are_not_told(
    container: Container, service: StatisticsService, guild_id: int, member: Actor, moderator: Actor
) -> None:
    small, large = place(guild_id, 50), place(guild_id, 51)
    await record(
        container,
        ("GUILD_CREATE", layout(guild_id)),
        *(("GUILD_MEMBER_ADD", newcomer(guild_id, user, small)) for user in range(201, 210)),
        *(("GUILD_MEMBER_ADD", newcomer(guild_id, user, large)) for user in range(301, 311)),
        said(guild_id, 1, author=301),
        said(guild_id, 2, author=201),
    )
    await container.rollups().refresh()
    for asker in (member, moderator):
        with pytest.raises(Forbidden, match="Fewer than 10 members"):
            await service.role(asker, small, 7)
    for role_id in (large, guild_id):
        with pytest.raises(Forbidden, match="Fewer than 10 of those"):
            await service.role(member, role_id, 7)
    report = await service.role(moderator, large, 7)
    assert (report.members, report.totals.messages, report.people_count) == (10, 1, 1)
    assert (await service.place(member, place(guild_id, GENERAL), 7)).people_count is None
    assert (await service.place(moderator, place(guild_id, GENERAL), 7)).people_count == 2


async def test_everyone_is_a_role_too(
    container: Container, service: StatisticsService, guild_id: int, member: Actor
) -> None:
    role_id = place(guild_id, 50)
    await record(
        container,
        ("GUILD_CREATE", layout(guild_id)),
        *(("GUILD_MEMBER_ADD", newcomer(guild_id, user, role_id)) for user in range(201, 211)),
        ("GUILD_MEMBER_ADD", newcomer(guild_id, 211)),
        *(said(guild_id, user, author=user) for user in range(201, 212)),
    )
    await container.rollups().refresh()
    for asked, people in ((role_id, 10), (guild_id, 11)):
        report = await service.role(member, asked, 7)
        assert (report.members, report.totals.messages, report.people_count) == (people, people, people)


async def test_only_those_who_take_part_are_ranked(
    container: Container, service: StatisticsService, guild_id: int, member: Actor, other: Actor
) -> None:
    await record(
        container,
        ("GUILD_CREATE", layout(guild_id)),
        *(("GUILD_MEMBER_ADD", newcomer(guild_id, each.user_id)) for each in (member, other)),
        *(said(guild_id, number, author=other.user_id) for number in range(3)),
        said(guild_id, 9, author=member.user_id),
    )
    await container.rollups().refresh()
    assert await service.leaderboard(member, 7) == []
    await container.activity().choose(member, Consent(ranked=True))
    assert await service.leaderboard(other, 7) == [(member.user_id, 1)]
    await container.activity().choose(other, Consent(ranked=True))
    assert await service.leaderboard(other, 7) == [(other.user_id, 3), (member.user_id, 1)]


async def test_hours_are_counted_from_the_beginning_of_one(
    container: Container, service: StatisticsService, guild_id: int, member: Actor
) -> None:
    moments = [NOW - timedelta(minutes=5), NOW - timedelta(minutes=80), NOW - timedelta(hours=30)]
    await record(
        container,
        ("GUILD_CREATE", layout(guild_id)),
        *(said(guild_id, number, at=at) for number, at in enumerate(moments)),
    )
    await container.rollups().refresh()
    counted = await service.message_count(member, place(guild_id, GENERAL), 1)
    assert (counted.messages, counted.since) == (2, NOW.replace(hour=21, minute=0))
    # An hour and a half have passed since.
    assert counted.per_hour == pytest.approx(2 / 1.5)
    assert (await service.message_count(member, place(guild_id, GENERAL), 48)).messages == 3


@pytest.mark.parametrize("days", [0, -1, 366])
async def test_spans_out_of_reach_are_refused(service: StatisticsService, member: Actor, days: int) -> None:
    with pytest.raises(InvalidInput):
        await service.server(member, days)

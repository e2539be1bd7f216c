"""Roll-ups and reports: exact, in the guild's own days, and silent about what is not for everybody."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from typing import Any

import pytest
from sqlalchemy import text

from app.container import Container
from app.core.actor import Actor, Permission
from app.core.cards import Card
from app.core.clock import Clock
from app.core.errors import Forbidden, InvalidInput, NotFound, UserError
from app.core.events import GuildOptionChanged
from app.core.guild import GuildRules
from app.core.guild_options import TIME_ZONE
from app.core.i18n import t
from app.core.ports.channels import Overwrite
from app.core.ports.messages import Sent
from app.features.statistics.digest.service import DigestService, due_day
from app.features.statistics.models import Digest
from app.features.statistics.rollups.repository import RollupRepository
from app.features.statistics.rollups.service import RollupRefresher
from app.features.statistics.rollups.values import LocalDay
from app.features.statistics.service import StatisticsService
from app.recording.batch import Batch
from app.recording.consent.service import Consent
from app.recording.decoder import EventDecoder
from tests.support.payloads import Payload, channel, deletion, guild, message, reaction
from tests.support.payloads import member as newcomer

NOW = datetime(2026, 10, 14, 22, 30, tzinfo=UTC)
CATEGORY, GENERAL, STAFF, THREAD, PRIVATE = 1, 2, 3, 4, 5


class Frozen(Clock):
    """A clock that stands still."""

    def __init__(self, at: datetime = NOW) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at


class Eyes:
    """Sees what it is told to see."""

    def __init__(self, seen: Iterable[int] | None) -> None:
        self._seen = None if seen is None else frozenset(seen)

    async def seen_by(self, _: Actor) -> frozenset[int] | None:
        return self._seen

    async def could_read(self, _: Actor, channels: Mapping[int, Sequence[Overwrite]]) -> frozenset[int]:
        """What is hidden could be read by those for whom everyone was not denied anything."""
        return frozenset(each for each, overwrites in channels.items() if not any(o.deny for o in overwrites))


def place(guild_id: int, number: int) -> int:
    return guild_id * 100 + number


def layout(guild_id: int) -> Payload:
    def at(number: int, name: str, kind: int = 0, parent: int | None = None) -> Payload:
        parent_id = None if parent is None else str(place(guild_id, parent))
        return channel(place(guild_id, number), name, kind, parent_id=parent_id)

    return guild(
        guild_id,
        channels=[
            at(CATEGORY, "Community", 4),
            at(GENERAL, "general", parent=CATEGORY),
            at(STAFF, "staff", parent=CATEGORY),
        ],
        threads=[at(THREAD, "chapter one", 11, GENERAL), at(PRIVATE, "secret", 12, GENERAL)],
    )


async def record(container: Container, *events: tuple[str, Payload]) -> None:
    batch = Batch(1, time.time())
    for name, payload in events:
        EventDecoder(container.opt_outs(), container.observers()).take(batch, name, payload, time.time())
    await container.writer().write(batch)


def statistics(
    container: Container, seen: Iterable[int] | None, clock: Clock | None = None
) -> StatisticsService:
    """Statistics for somebody who sees these channels; None for all."""
    return StatisticsService(
        container.sessions(),
        container.guild_settings(),
        Eyes(seen),
        container.guilds(),
        container.charts(),
        container.cache(),
        clock or Frozen(),
    )


@pytest.fixture
def service(container: Container, guild_id: int) -> StatisticsService:
    """Statistics for somebody who sees everything but #staff."""
    return statistics(container, [place(guild_id, number) for number in (CATEGORY, GENERAL)])


def said(guild_id: int, number: int, where: int = GENERAL, **more: Any) -> tuple[str, Payload]:
    more.setdefault("at", NOW - timedelta(hours=1))
    return "MESSAGE_CREATE", message(guild_id, number, channel=place(guild_id, where), **more)


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


@pytest.mark.parametrize(
    ("zone", "today", "yesterday"),
    [("UTC", 2, 1), ("Europe/Berlin", 1, 2), ("America/New_York", 2, 1), ("Asia/Kolkata", 1, 2)],
)
async def test_days_are_those_of_the_guild(
    container: Container,
    service: StatisticsService,
    guild_id: int,
    manager: Actor,
    zone: str,
    today: int,
    yesterday: int,
) -> None:
    await container.guild_settings().choose(manager, TIME_ZONE, zone)
    moments = [NOW - timedelta(minutes=10), NOW - timedelta(hours=5), NOW - timedelta(hours=23)]
    await record(
        container,
        ("GUILD_CREATE", layout(guild_id)),
        *(said(guild_id, number, at=at) for number, at in enumerate(moments)),
    )
    await container.rollups().refresh()
    report = await service.server(manager, 2)
    assert [count for _, count in report.by_day][::-1] == [today, yesterday]
    assert report.zone == zone


async def test_another_time_zone_moves_what_was_counted(
    container: Container, service: StatisticsService, guild_id: int, manager: Actor
) -> None:
    await record(container, ("GUILD_CREATE", layout(guild_id)), said(guild_id, 1, at=NOW))
    await container.rollups().refresh()
    assert await container.guild_settings().choose(manager, TIME_ZONE, "asia/tokyo") == "Asia/Tokyo"
    await container.rollups().recount(
        GuildOptionChanged(guild_id=guild_id, key=TIME_ZONE.key, before="UTC", after="Asia/Tokyo", at=NOW)
    )
    await container.rollups().refresh()
    async with container.sessions()() as session:
        query = text("SELECT day, sum(messages) FROM activity_channels WHERE guild_id = :guild GROUP BY day")
        found = [tuple(row) for row in await session.execute(query, {"guild": guild_id})]
    assert found == [(date(2026, 10, 15), 1)]


def test_days_have_the_hours_that_the_clock_gives_them() -> None:
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)
    lengths = [
        (day.ended - day.began) / timedelta(hours=1)
        for day in (LocalDay(1, spring, "Europe/Berlin"), LocalDay(1, autumn, "Europe/Berlin"))
    ]
    assert lengths == [23, 25]


class Zones:
    """Guilds in UTC, one in a zone that nobody has; calls ``asked`` whenever somebody wants to know."""

    def __init__(self, nowhere: int = 0, asked: Callable[[], Awaitable[object]] | None = None) -> None:
        self._nowhere = nowhere
        self._asked = asked

    async def rules_of(self, guild_id: int) -> GuildRules:
        if self._asked is not None:
            await self._asked()
        return GuildRules(options={TIME_ZONE.key: "Nobody/Nowhere" if guild_id == self._nowhere else "UTC"})

    async def guilds_without(self, plugin: str) -> frozenset[int]:
        return frozenset()

    async def guilds_with(self, option: object) -> dict[int, Any]:
        return {}


async def marks(container: Container, guild_id: int) -> int:
    async with container.sessions()() as session:
        query = text("SELECT count(*) FROM activity_touched WHERE guild_id = :guild")
        return int(await session.scalar(query, {"guild": guild_id}))


async def test_a_guild_that_cannot_be_counted_stops_no_other(
    container: Container, service: StatisticsService, guild_id: int, moderator: Actor
) -> None:
    broken = guild_id + 1_000_000
    for each in (broken, guild_id):
        await record(container, ("GUILD_CREATE", layout(each)), said(each, 1))
    await RollupRefresher(container.sessions(), Zones(nowhere=broken), container.cache()).refresh()
    assert (await service.server(moderator, 1)).totals.messages == 1
    assert await marks(container, guild_id) == 0
    assert await marks(container, broken) > 0
    await container.rollups().refresh()
    assert await marks(container, broken) == 0


async def test_counting_ends_though_somebody_always_writes(container: Container, guild_id: int) -> None:
    numbers = iter(range(2, 12))

    async def write() -> None:
        if number := next(numbers, None):
            await record(container, said(guild_id, number))

    await record(container, ("GUILD_CREATE", layout(guild_id)), said(guild_id, 1))
    await RollupRefresher(container.sessions(), Zones(asked=write), container.cache()).refresh()
    assert next(numbers) < 11
    assert await marks(container, guild_id) > 0


async def test_only_one_process_counts_at_a_time(container: Container, guild_id: int) -> None:
    await record(container, ("GUILD_CREATE", layout(guild_id)), said(guild_id, 1))
    async with container.sessions().begin() as session:
        await RollupRepository(session).lock()
        waiting = asyncio.create_task(container.rollups().refresh())
        done, _ = await asyncio.wait({waiting}, timeout=0.3)
        assert not done
    assert await waiting >= 1
    assert await marks(container, guild_id) == 0


async def test_counting_again_is_exact_after_everything(container: Container, guild_id: int) -> None:
    """Random events in random order, counted in between: the roll-ups equal a count over the rows."""
    chance = random.Random(7)
    await record(container, ("GUILD_CREATE", layout(guild_id)))
    written: list[Payload] = []
    for _ in range(12):
        events: list[tuple[str, Payload]] = []
        for _ in range(40):
            if written and chance.random() < 0.3:
                events.append(("MESSAGE_DELETE", deletion(chance.choice(written))))
            else:
                at = NOW - timedelta(minutes=chance.randrange(60 * 24 * 20))
                name, payload = said(
                    guild_id,
                    len(written),
                    chance.choice([GENERAL, STAFF, THREAD]),
                    at=at,
                    author=chance.randrange(101, 120),
                    bot=chance.random() < 0.1,
                )
                written.append(payload)
                events.append((name, payload))
        await record(container, *events)
        await container.rollups().refresh()
    counted = """
        SELECT day::text, channel_id, sum(messages)::bigint, sum(characters)::bigint FROM activity_channels
        WHERE guild_id = :guild GROUP BY 1, 2 HAVING sum(messages) > 0
    """
    rows = """
        SELECT (to_timestamp(((id >> 22) + 1420070400000) / 1000.0) AT TIME ZONE 'UTC')::date::text, channel_id,
            count(*), sum(length) FROM messages
        WHERE guild_id = :guild AND NOT is_bot AND deleted_at IS NULL AND length IS NOT NULL GROUP BY 1, 2
    """
    hours = "SELECT sum(h)::bigint FROM activity_channels, unnest(hours) h WHERE guild_id = :guild"
    people = "SELECT sum(messages)::bigint FROM activity_members WHERE guild_id = :guild"
    async with container.sessions()() as session:
        found, expected, by_hour, by_member = [
            {tuple(row) for row in await session.execute(text(query), {"guild": guild_id})}
            for query in (counted, rows, hours, people)
        ]
    assert found == expected
    total = sum(row[2] for row in expected)
    assert by_hour == by_member == {(total,)}


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
        container, ("GUILD_CREATE", layout(guild_id)), said(guild_id, 1, author=other.user_id, content="x")
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


def digest(last_day: date, at: str = "09:00") -> Digest:
    return Digest(guild_id=1, channel_id=2, at=time_of_day.fromisoformat(at), last_day=last_day)


@pytest.mark.parametrize(
    ("last", "now", "due"),
    [
        (date(2026, 10, 12), "2026-10-14 08:59", None),
        (date(2026, 10, 12), "2026-10-14 09:00", date(2026, 10, 13)),
        (date(2026, 10, 13), "2026-10-14 23:00", None),
        (date(2026, 10, 10), "2026-10-14 09:00", date(2026, 10, 11)),
        (date(2026, 9, 1), "2026-10-14 09:00", date(2026, 10, 7)),
    ],
)
def test_a_report_is_due_once_a_day_and_late_ones_in_order(last: date, now: str, due: date | None) -> None:
    assert due_day(digest(last), datetime.fromisoformat(now)) == due


class Wall:
    """Where reports are posted."""

    def __init__(self, refusal: Exception | None = None) -> None:
        self.posts: list[str] = []
        self._refusal = refusal

    async def require_writable(self, guild_id: int, channel_id: int) -> None:
        """Every channel can be written in, until a report is posted there."""

    def hidden(self, guild_id: int) -> frozenset[int]:
        return frozenset()

    async def send(self, guild_id: int, channel_id: int, card: Card, *, nonce: str) -> Sent:
        if self._refusal is not None:
            raise self._refusal
        self.posts.append("\n".join(str(words) for words in (card.title, *card.body, card.footer)))
        return Sent(channel_id, [len(self.posts)])

    async def start_post(
        self, guild_id: int, forum_id: int, name: str, card: Card, *, tag_ids: Sequence[int] = ()
    ) -> Sent:
        raise AssertionError("a report is no post of a forum")

    async def write_to(self, user_id: int, card: Card, *, nonce: str) -> Sent | None:
        raise AssertionError("a report is for all")

    async def edit(self, guild_id: int | None, channel_id: int, message_id: int, card: Card) -> None:
        raise AssertionError("a report stays as it is")

    async def delete(self, guild_id: int | None, channel_id: int, message_id: int) -> None:
        raise AssertionError("a report stays")


def digests(container: Container, guild_id: int, wall: Wall, clock: Clock | None = None) -> DigestService:
    """Reports of a guild in which everybody sees #general alone."""
    return DigestService(
        sessions=container.sessions(),
        policy=container.guild_settings(),
        visibility=Eyes([place(guild_id, GENERAL)]),
        channels=wall,
        messages=wall,
        rollups=container.rollups(),
        audit=container.audit_log(),
        clock=clock or Frozen(),
    )


async def test_the_daily_report_is_posted_once(container: Container, guild_id: int, manager: Actor) -> None:
    wall = Wall()
    await record(
        container,
        ("GUILD_CREATE", layout(guild_id)),
        said(guild_id, 1),
        said(guild_id, 2, THREAD),
        said(guild_id, 3, THREAD),
        said(guild_id, 4, STAFF),
        ("MESSAGE_REACTION_ADD", reaction(said(guild_id, 1)[1])),
    )
    service = digests(container, guild_id, wall)
    await service.begin(manager, place(guild_id, GENERAL), time_of_day(9))
    for _ in range(3):
        await service.post(guild_id, date(2026, 10, 14))
    [post] = wall.posts
    assert post.splitlines() == [
        "Wednesday, 14 October 2026",
        "**3 messages**",
        "**Community** · 3",
        f"- <#{place(guild_id, GENERAL)}> · 3",
        f"  - <#{place(guild_id, THREAD)}> · 2",
        "0 joined, 0 left",
    ]
    await service.post(guild_id, date(2026, 10, 15))
    assert "Nobody wrote anything." in wall.posts[1]
    assert await service.end(manager)
    await service.post(guild_id, date(2026, 10, 16))
    assert len(wall.posts) == 2


async def test_a_report_for_few_tells_of_its_own_channel_and_of_what_everybody_sees(
    container: Container, guild_id: int, manager: Actor
) -> None:
    wall = Wall()
    leaders = 6
    await record(
        container,
        ("GUILD_CREATE", layout(guild_id)),
        ("CHANNEL_CREATE", channel(place(guild_id, leaders), "leaders", guild_id=str(guild_id))),
        said(guild_id, 1),
        said(guild_id, 2, STAFF),
        said(guild_id, 3, leaders),
        said(guild_id, 4, PRIVATE),
    )
    service = digests(container, guild_id, wall)
    await service.begin(manager, place(guild_id, STAFF), time_of_day(9))
    await service.post(guild_id, date(2026, 10, 14))
    [post] = wall.posts
    told = {
        number for number in (GENERAL, STAFF, leaders, PRIVATE) if f"<#{place(guild_id, number)}>" in post
    }
    assert told == {GENERAL, STAFF}
    assert "**2 messages**" in post


async def test_a_report_that_is_moved_leaves_no_day_out(
    container: Container, guild_id: int, manager: Actor
) -> None:
    wall = Wall()
    await digests(container, guild_id, wall).begin(manager, place(guild_id, GENERAL), time_of_day(9))
    next_day = digests(container, guild_id, wall, Frozen(NOW + timedelta(hours=8)))
    await next_day.begin(manager, place(guild_id, STAFF), time_of_day(10))
    await next_day.post(guild_id, date(2026, 10, 14))
    [post] = wall.posts
    assert "14 October" in post


@pytest.mark.parametrize("kind", [NotFound, Forbidden, InvalidInput])
async def test_a_report_that_discord_will_never_take_is_given_up(
    container: Container, guild_id: int, manager: Actor, kind: type[UserError]
) -> None:
    service = digests(container, guild_id, Wall(kind(t("No."))))
    await service.begin(manager, place(guild_id, GENERAL), time_of_day(9))
    await service.post(guild_id, date(2026, 10, 14))
    assert not await service.end(manager)
    async with container.sessions()() as session:
        query = "SELECT actor_id, details ->> 'why' FROM audit_log WHERE chain = :guild ORDER BY number DESC LIMIT 1"
        newest = (await session.execute(text(query), {"guild": guild_id})).one()
    assert tuple(newest) == (container.audit_log().myself(guild_id).user_id, "No.")


async def test_only_managers_have_reports(container: Container, member: Actor, moderator: Actor) -> None:
    for actor in (member, moderator):
        assert not actor.may(Permission.MANAGE_GUILD)
        with pytest.raises(Forbidden):
            await container.digests().begin(actor, 1, time_of_day(9))
        with pytest.raises(Forbidden):
            await container.digests().end(actor)

"""Reports: once for every day, and silent about what is not for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from datetime import time as time_of_day

import pytest
from sqlalchemy import text

from app.container import Container
from app.core.actor import Actor, Permission
from app.core.cards import Card
from app.core.clock import Clock
from app.core.errors import Forbidden, InvalidInput, NotFound, UserError
from app.core.i18n import t
from app.core.ports.messages import Sent
from app.features.statistics.digest.service import DigestService, due_day
from app.features.statistics.models import Digest
from tests.support.payloads import channel, reaction
from tests.support.statistics import (
    GENERAL,
    NOW,
    PRIVATE,
    STAFF,
    THREAD,
    Eyes,
    Frozen,
    layout,
    place,
    record,
    said,
)


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
@pytest.mark.regression(89)
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


@pytest.mark.regression(89)
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
        "Wednesday, October 14, 2026",
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
    assert "October 14" in post


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

"""Roll-ups: exact, and in the guild's own days."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app.container import Container
from app.core.actor import Actor
from app.core.events import GuildOptionChanged
from app.core.guild import GuildRules
from app.core.guild_options import TIME_ZONE
from app.features.statistics.rollups.repository import RollupRepository
from app.features.statistics.rollups.service import RollupRefresher
from app.features.statistics.rollups.values import LocalDay
from app.features.statistics.service import StatisticsService
from tests.support.payloads import Payload, deletion
from tests.support.statistics import GENERAL, NOW, STAFF, THREAD, layout, record, said


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

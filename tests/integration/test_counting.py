"""The job that counts days anew: what it counts, what it says, and what stops it."""

from __future__ import annotations

import asyncio
import struct
import zoneinfo
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from loguru import logger
from pydantic import SecretStr

from app.container import Container
from app.core.events import GuildOptionChanged
from app.core.guild import GuildRules
from app.core.guild_options import TIME_ZONE
from app.features.statistics.repository import Span
from app.features.statistics.rollups import service
from app.features.statistics.rollups.service import RollupRefresher
from app.features.statistics.values import FIGURES, GroupedTotals, Report, report_of
from app.settings.schema import Settings
from tests.integration.conftest import Event, Record, Rows
from tests.support.payloads import message
from tests.support.postgres import create_database, drop_database

EVENING = datetime(2026, 10, 12, 18, 45, tzinfo=UTC)
DAYS = "SELECT day, messages FROM activity_channels WHERE guild_id = :guild ORDER BY day"
MARKS = "SELECT count(*) FROM activity_touched WHERE guild_id = :guild"


class Zones:
    """In which zone each guild is, by its id; UTC if nothing is said, or an error."""

    def __init__(self, zones: dict[int, str], error: Exception | None = None) -> None:
        self._zones = zones
        self._error = error

    async def rules_of(self, guild_id: int) -> GuildRules:
        if self._error is not None:
            raise self._error
        return GuildRules(options={TIME_ZONE.key: self._zones.get(guild_id, "UTC")})

    async def guilds_without(self, plugin: str) -> frozenset[int]:
        return frozenset()

    async def guilds_with(self, option: object) -> dict[int, Any]:
        return {}


def refresher(container: Container, zones: dict[int, str], error: Exception | None = None) -> RollupRefresher:
    return RollupRefresher(container.sessions(), Zones(zones, error), container.cache())


def said(guild_id: int, number: int, *, days: int = 0, at: datetime = EVENING) -> Event:
    return "MESSAGE_CREATE", message(guild_id, number, at=at + timedelta(days=days))


@pytest.fixture(scope="module")
async def container(database_url: str, settings: Settings, worker_id: str) -> AsyncIterator[Container]:
    """On a database of its own: a bot that other tests have running would count there, too."""
    name = f"twi_counting_{worker_id}"
    url = await asyncio.to_thread(create_database, database_url, name)
    database = settings.database.model_copy(update={"url": SecretStr(url)})
    container = Container(settings=settings.model_copy(update={"database": database}))
    yield container
    await container.lifespan().aclose()
    await asyncio.to_thread(drop_database, database_url, name)


@pytest.fixture(autouse=True)
async def nothing_left_to_count(container: Container) -> None:
    await container.rollups().refresh()


@pytest.fixture
def told() -> Iterator[list[str]]:
    lines: list[str] = []
    handler = logger.add(lambda line: lines.append(line.record["message"]), level="ERROR")
    yield lines
    logger.remove(handler)


async def test_it_tells_how_many_days_it_has_counted(
    container: Container, record: Record, guild_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "HOURS_AT_ONCE", 2)
    other = guild_id + 1_000_000
    await record(*(said(guild_id, number, days=number) for number in range(3)))
    await record(said(other, 9))  # a batch marks its guilds in no order
    steps: list[int] = []
    assert await refresher(container, {}).refresh(steps.append) == 4
    assert steps == [2, 3, 4]
    assert await refresher(container, {}).refresh() == 0


@pytest.mark.parametrize(
    ("zone", "day"), [("UTC", 12), ("Asia/Kolkata", 13), ("America/St_Johns", 12), ("Asia/Kathmandu", 13)]
)
async def test_midnight_may_be_in_the_middle_of_an_hour(
    container: Container, record: Record, rows: Rows, guild_id: int, zone: str, day: int
) -> None:
    await record(said(guild_id, 1))
    await refresher(container, {guild_id: zone}).refresh()
    assert await rows(DAYS) == [(date(2026, 10, day), 1)]


async def test_in_another_zone_every_day_is_counted_anew(
    container: Container, record: Record, rows: Rows, guild_id: int
) -> None:
    await record(said(guild_id, 1), said(guild_id, 2, days=1))
    counting = refresher(container, {guild_id: "Asia/Tokyo"})
    await refresher(container, {}).refresh()
    await counting.recount(
        GuildOptionChanged(guild_id=guild_id, key=TIME_ZONE.key, before="UTC", after="Asia/Tokyo", at=EVENING)
    )
    await counting.refresh()
    assert [row for row in await rows(DAYS) if row[1]] == [(date(2026, 10, day), 1) for day in (13, 14)]


async def test_figures_that_were_asked_for_before_are_forgotten(
    container: Container, record: Record, guild_id: int
) -> None:
    span = Span(guild_id, date(2026, 10, 12), date(2026, 10, 12), [], "UTC")
    empty, loads = GroupedTotals(days={}, channels={}, people={}), []

    async def load() -> Report:
        loads.append(span)
        return report_of(span, empty, {}, None)

    for _ in range(2):
        await container.cache().read(FIGURES, span.key, load, group=guild_id)
    await record(said(guild_id, 1))
    await refresher(container, {}).refresh()
    await container.cache().read(FIGURES, span.key, load, group=guild_id)
    assert len(loads) == 2


async def test_a_guild_that_cannot_be_counted_waits_and_is_named(
    container: Container, record: Record, rows: Rows, guild_id: int, told: list[str]
) -> None:
    await record(said(guild_id, 1), said(guild_id + 1_000_000, 2))
    assert await refresher(container, {guild_id: "Nobody/Nowhere"}).refresh() == 1
    assert told == [
        f"days of guild {guild_id} are not counted, trying again later: ZoneInfoNotFoundError: […]"
    ]
    assert await rows(MARKS) == [(1,)]


@pytest.fixture
def known_to_python_alone(tmp_path: Path) -> Iterator[str]:
    """A time zone that PostgreSQL does not have."""
    zone = tmp_path / "Liscor" / "Inn"
    zone.parent.mkdir()
    # Version 1, with one kind of time and no change: UTC.
    zone.write_bytes(
        struct.pack(">4sc15x6l", b"TZif", b"\0", 0, 0, 0, 0, 1, 4) + struct.pack(">lbb4s", 0, 0, 0, b"UTC\0")
    )
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath([str(tmp_path), *before])
    yield "Liscor/Inn"
    zoneinfo.reset_tzpath(before)
    ZoneInfo.clear_cache()


async def test_what_the_database_refuses_is_told_without_the_statement(
    container: Container, record: Record, guild_id: int, told: list[str], known_to_python_alone: str
) -> None:
    await record(said(guild_id, 1))
    await refresher(container, {guild_id: known_to_python_alone}).refresh()
    reason = "InvalidParameterValueError: the value is not shown"
    assert told == [f"days of guild {guild_id} are not counted, trying again later: Error: {reason}"]


async def test_a_database_that_is_away_ends_the_job(
    container: Container, record: Record, rows: Rows, guild_id: int, told: list[str]
) -> None:
    await record(said(guild_id, 1))
    with pytest.raises(ConnectionRefusedError):
        await refresher(container, {}, ConnectionRefusedError()).refresh()
    assert told == []
    assert await rows(MARKS) == [(1,)]

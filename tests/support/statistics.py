"""Figures of a guild: events in, and what somebody sees of them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text

from app.container import Container
from app.core.actor import Actor
from app.core.clock import Clock
from app.core.ports.channels import Overwrite
from app.features.statistics.service import StatisticsService
from app.recording.batch import Batch
from app.recording.decoder import EventDecoder
from app.runtime import Runtime
from discord_sandbox import GuildHandle
from tests.support.payloads import Payload, channel, guild, message

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

    async def open_to_all(self, guild_id: int, channel_id: int) -> bool:
        return True

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


def said(guild_id: int, number: int, where: int = GENERAL, **more: Any) -> tuple[str, Payload]:
    more.setdefault("at", NOW - timedelta(hours=1))
    return "MESSAGE_CREATE", message(guild_id, number, channel=place(guild_id, where), **more)


async def counted(bot: Runtime, inn: GuildHandle, messages: int) -> None:
    """Wait until so many messages of the guild are stored, and count them."""
    query = text("SELECT count(*) FROM messages WHERE guild_id = :guild")
    async with asyncio.timeout(10):
        while True:
            async with bot.container.sessions()() as session:
                if await session.scalar(query, {"guild": inn.id}) >= messages:
                    break
            await asyncio.sleep(0.1)
    await bot.container.rollups().refresh()

"""An old database, and an import from it into the database of all tests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import datetime
from typing import Any

import pytest

from app.container import Container
from app.core.clock import Clock
from app.importing.predecessor.importer import ImportOptions, PredecessorImport
from app.importing.predecessor.report import Report
from app.settings.sections.activity import ActivitySettings
from tests.support.payloads import NOON, minutes
from tests.support.postgres import create_database, drop_database
from tests.support.predecessor import VARIANTS, Predecessor, build, predecessor

Bring = Callable[..., Coroutine[Any, Any, Report]]


class NoonClock(Clock):
    """Stands still, an hour after what tests let happen."""

    def now(self) -> datetime:
        return NOON + minutes(60)


def importer(container: Container, settings: ActivitySettings | None = None) -> PredecessorImport:
    return PredecessorImport(
        sessions=container.sessions(),
        partitions=container.partitions(),
        cache=container.cache(),
        clock=NoonClock(),
        settings=settings or ActivitySettings(),
        activity=container.activity(),
        opt_outs=container.opt_outs(),
        guild_settings=container.guild_settings(),
    )


@pytest.fixture(scope="session")
async def old_databases(database_url: str, worker_id: str) -> AsyncIterator[dict[str, str]]:
    """The addresses of old databases, by the description that they follow."""
    addresses = {}
    for number, (variant, tables) in enumerate(VARIANTS.items()):
        name = f"twi_old_{worker_id}_{number}"
        addresses[variant] = await asyncio.to_thread(create_database, database_url, name, "template0")
        await build(addresses[variant], tables)
    yield addresses
    for number in range(len(VARIANTS)):
        await asyncio.to_thread(drop_database, database_url, f"twi_old_{worker_id}_{number}")


@pytest.fixture
def variant() -> str:
    """The description that the old database follows; tests that try both have it as a parameter."""
    return "reconstructed"


@pytest.fixture
async def old(old_databases: dict[str, str], variant: str, guild_id: int) -> AsyncIterator[Predecessor]:
    """The old database, empty."""
    async with predecessor(old_databases[variant], guild_id) as old:
        await old.empty()
        yield old


@pytest.fixture
def bring(container: Container, old: Predecessor) -> Bring:
    """Import, into the guild of the test unless told otherwise."""

    async def bring(*, settings: ActivitySettings | None = None, **wishes: Any) -> Report:
        options = ImportOptions(**{"source": old.address, "guild_id": old.guild_id, **wishes})
        return await importer(container, settings).run(options)

    return bring


def skips(report: Report, table: str) -> dict[str, int]:
    """How many rows each reason kept out."""
    return {reason: skipped.count for reason, skipped in report.tally(table).skipped.items()}


def figures(report: Report, table: str) -> tuple[int, int, int, int]:
    """Read, written, there already, skipped."""
    tally = report.tally(table)
    return tally.read, tally.written, tally.present, tally.skips

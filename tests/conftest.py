"""What tests share: one PostgreSQL for all workers, one database for each, an own guild for every test."""

from __future__ import annotations

import itertools
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.container import Container
from app.core.actor import Actor, Permission
from app.settings.schema import DatabaseSettings, DiscordSettings, HttpSettings, Profile, Settings
from tests.support.postgres import database_for_worker

_guild_ids = itertools.count(8_000_000_000_000_000)


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[str]:
    """An empty, migrated database of this worker's own."""
    shared = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        shared = shared.parent
    with database_for_worker(Path(shared), worker_id, os.environ.get("TEST_DATABASE_URL")) as url:
        yield url


@pytest.fixture(scope="session")
def settings(database_url: str) -> Settings:
    return Settings(
        profile=Profile.TESTING,
        discord=DiscordSettings(
            token=SecretStr("MTA1MDAwMDAwMDAwMDAwMDAwMA.Gabcde.abcdefghijklmnopqrstuvwxyz0123")
        ),
        database=DatabaseSettings(url=SecretStr(database_url), pool_size=5),
        http=HttpSettings(port=0),
    )


@pytest.fixture(scope="session")
async def container(settings: Settings) -> AsyncIterator[Container]:
    """The real services on the real database, without Discord."""
    container = Container(settings=settings)
    yield container
    await container.lifespan().aclose()


@pytest.fixture
def guild_id() -> int:
    """A guild that no other test knows."""
    return next(_guild_ids)


@pytest.fixture
def member(guild_id: int) -> Actor:
    return Actor(user_id=101, guild_id=guild_id, name="Erin", guild_name="The Inn")


@pytest.fixture
def other(guild_id: int) -> Actor:
    """Another member of the same guild."""
    return Actor(user_id=102, guild_id=guild_id, name="Lyonette", guild_name="The Inn")


@pytest.fixture
def moderator(guild_id: int) -> Actor:
    return Actor(
        user_id=103,
        guild_id=guild_id,
        permissions=Permission.MANAGE_MESSAGES | Permission.MODERATE_MEMBERS,
        name="Relc",
        guild_name="The Inn",
    )


@pytest.fixture
def manager(guild_id: int) -> Actor:
    return Actor(
        user_id=104, guild_id=guild_id, permissions=Permission.MANAGE_GUILD, name="Zel", guild_name="The Inn"
    )


@pytest.fixture
def admin(guild_id: int) -> Actor:
    return Actor(
        user_id=105,
        guild_id=guild_id,
        permissions=Permission.ADMINISTRATOR,
        name="Olesm",
        guild_name="The Inn",
    )


@pytest.fixture
def stranger() -> Actor:
    """An administrator, but of another guild."""
    return Actor(
        user_id=106, guild_id=next(_guild_ids), permissions=Permission.ADMINISTRATOR, name="Magnolia"
    )

"""What tests share: one PostgreSQL for all workers, one database for each, an own guild for every test."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest
from dependency_injector import providers
from pydantic import SecretStr

from app.container import Container
from app.core.actor import Actor, Permission
from app.runtime import Runtime, assemble
from app.settings.loader import load_settings
from app.settings.schema import Settings
from app.settings.sections.about import AboutSettings
from app.settings.sections.activity import ActivitySettings
from app.settings.sections.database import DatabaseSettings
from app.settings.sections.discord import DiscordSettings
from app.settings.sections.http import HttpSettings
from app.settings.types import Profile
from discord_sandbox import GuildHandle, Sandbox
from discord_sandbox import Permission as DiscordPermission
from tests.support.guilds import Everywhere, OpenToAll
from tests.support.postgres import database_for_worker

FOLDER = "TESTS_FOLDER"
"""The variable that tells the workers of one run which folder they share."""

_guild_ids = itertools.count(8_000_000_000_000_000)
_inns = itertools.count(1)
STAFF = DiscordPermission.MANAGE_MESSAGES | DiscordPermission.MODERATE_MEMBERS

# How long an example takes depends on the machine, and the very first waits for tables of all characters.
hypothesis.settings.register_profile(
    "patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("patient")


def pytest_configure(config: pytest.Config) -> None:
    # Not below pytest's own folder: another run closes that to everybody else, PostgreSQL's user included.
    if FOLDER not in os.environ:
        folder = tempfile.mkdtemp(prefix="twi-tests-")
        Path(folder).chmod(0o755)
        os.environ[FOLDER] = folder
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


@pytest.fixture(scope="session")
def database_url(worker_id: str) -> Iterator[str]:
    """An empty, migrated database of this worker's own."""
    shared = Path(os.environ[FOLDER])
    with database_for_worker(shared, worker_id, os.environ.get("TEST_DATABASE_URL")) as url:
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
    container.guilds.override(providers.Object(Everywhere()))
    container.visibility.override(providers.Object(OpenToAll()))
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


@pytest.fixture(scope="session")
async def discord() -> AsyncIterator[Sandbox]:
    """A local Discord in this process, over real sockets."""
    async with Sandbox(port=0) as discord:
        yield discord


@pytest.fixture(scope="session")
def bot_settings(settings: Settings, discord: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    connection = {"token": SecretStr(discord.token), "rest_url": discord.rest_url}
    discord_settings = settings.discord.model_copy(update=connection)
    plugins = load_settings().plugins
    about = AboutSettings(privacy_url="https://example.com/privacy")
    activity = ActivitySettings(flush_seconds=0.05, spill_directory=tmp_path_factory.mktemp("spill"))
    return settings.model_copy(
        update={"discord": discord_settings, "plugins": plugins, "about": about, "activity": activity}
    )


@pytest.fixture(scope="session")
async def bot(bot_settings: Settings, discord: Sandbox) -> AsyncIterator[Runtime]:
    """The bot, online, with every plugin and its commands known to Discord."""
    runtime = assemble(bot_settings)
    await runtime.load()
    await runtime.container.bot().start(check_for_updates=False)
    await runtime.container.sync().sync()
    await discord.ready(commands=len(runtime.container.client().registered_commands))
    yield runtime
    await runtime.container.bot().close()
    await runtime.close()


@pytest.fixture
async def inn(discord: Sandbox, bot: Runtime) -> GuildHandle:
    """A guild that no other test knows, which the bot has just joined.

    maple owns it (and the application), rowan administrates, sage moderates, erin and juniper read.
    """
    guild = await discord.add_guild(f"inn-{next(_inns)}", "The Wandering Inn", owner="maple")
    await guild.create_role("Readers")
    await guild.create_role("Moderators", int(STAFF))
    await guild.create_role("Admins", int(DiscordPermission.ADMINISTRATOR))
    await guild.join("rowan", "Admins")
    await guild.join("sage", "Moderators")
    for name in ("erin", "juniper"):
        await guild.join(name, "Readers")
    return guild


@pytest.fixture
def nothing_discord_would_mind(discord: Sandbox) -> Iterator[None]:
    """Fail a test in which the bot sent what Discord refuses or does not know."""
    discord.violations.clear()
    yield
    assert discord.violations == []

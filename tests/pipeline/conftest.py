"""The whole bot in this process, connected over real sockets to a local Discord in this process."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterator

import pytest
from pydantic import SecretStr

from app.runtime import Runtime, assemble
from app.sandbox import GuildHandle, Permission, Sandbox
from app.settings.loader import load_settings
from app.settings.schema import AboutSettings, Settings

_numbers = itertools.count(1)
STAFF = Permission.MANAGE_MESSAGES | Permission.MODERATE_MEMBERS


@pytest.fixture(scope="session")
async def discord() -> AsyncIterator[Sandbox]:
    async with Sandbox(port=0) as discord:
        yield discord


@pytest.fixture(scope="session")
def bot_settings(settings: Settings, discord: Sandbox) -> Settings:
    connection = {"token": SecretStr(discord.token), "rest_url": discord.rest_url}
    discord_settings = settings.discord.model_copy(update=connection)
    plugins = load_settings().plugins
    about = AboutSettings(privacy_url="https://example.com/privacy")
    return settings.model_copy(update={"discord": discord_settings, "plugins": plugins, "about": about})


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
    guild = await discord.add_guild(f"inn-{next(_numbers)}", "The Wandering Inn", owner="maple")
    await guild.create_role("Readers")
    await guild.create_role("Moderators", int(STAFF))
    await guild.create_role("Admins", int(Permission.ADMINISTRATOR))
    await guild.join("rowan", "Admins")
    await guild.join("sage", "Moderators")
    for name in ("erin", "juniper"):
        await guild.join(name, "Readers")
    return guild


@pytest.fixture(autouse=True)
def nothing_discord_would_mind(discord: Sandbox) -> Iterator[None]:
    """Fail a test in which the bot sent what Discord refuses or does not know."""
    discord.violations.clear()
    yield
    assert discord.violations == []

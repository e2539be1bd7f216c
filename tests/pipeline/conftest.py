"""The whole bot in this process, connected over real sockets to a local Discord in this process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import plugins
from app.runtime import Background, Runtime
from discord_sandbox import GuildHandle, Sandbox


@pytest.fixture(autouse=True)
def every_request_is_as_it_should_be(nothing_discord_would_mind: None) -> None:
    """What the bot sends is judged in every one of these tests."""


@pytest.fixture(scope="session")
async def recording(bot: Runtime) -> AsyncIterator[None]:
    """The part of the process that writes what was taken in, until the last test: it can only be started once."""
    background = Background(bot.container)
    await background.start_recording()
    yield
    await background.stop()


@pytest.fixture
async def vault(discord: Sandbox, inn: GuildHandle) -> GuildHandle:
    """Another guild with the bot in it."""
    vault = await discord.add_guild(f"vault-of-{inn.id}", "The Vault", owner="magnolia")
    await vault.create_role("Vault Keepers")
    await vault.create_channel("vault-door")
    await vault.join("ressa", "Vault Keepers")
    await vault.member("ressa").say("the vault's words", channel="vault-door")
    return vault


@pytest.fixture(scope="module")
async def trouble(bot: Runtime) -> AsyncIterator[None]:
    """The troublesome plugin, loaded into the running bot."""
    folder = Path(__file__).parent.parent / "support" / "plugins"
    plugins.__path__.append(str(folder))
    await bot.container.plugins().load("trouble")
    await bot.container.sync().sync()
    yield
    await bot.container.plugins().unload("trouble")
    await bot.container.sync().sync()
    plugins.__path__.remove(str(folder))

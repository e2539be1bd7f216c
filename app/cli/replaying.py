"""Playing scenarios: in what runs, or in a sandbox with a bot and a database that are started for it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol
from urllib.parse import urlsplit

from app.cli.run import in_loop, prepare
from app.cli.start import surroundings
from app.core.errors import AppError
from app.settings.loader import load_settings
from app.settings.schema import (
    CacheSettings,
    DatabaseSettings,
    EmbeddedDatabase,
    HttpSettings,
    LogSettings,
    SandboxSettings,
    SentrySettings,
    Settings,
)
from discord_sandbox.remote import Remote
from discord_sandbox.scenarios.model import Scenario
from discord_sandbox.scenarios.runner import Player, Result
from discord_sandbox.scenarios.transport import RemoteStage

Scenarios = Sequence[tuple[Path, Scenario]]


class Telling(Protocol):
    """Is told how each scenario went."""

    def tell(self, path: Path, scenario: Scenario, results: list[Result], values: dict[str, str]) -> None: ...


class BotStopped(AppError):
    """The bot ended before everything was played."""


def play_here(scenarios: Scenarios, telling: Telling) -> None:
    """Play in the guilds of the sandbox that runs."""
    remote = Remote(load_settings().sandbox.port)
    asyncio.run(_play_all(remote, scenarios, telling, apart=False))


def play_apart(scenarios: Scenarios, telling: Telling) -> None:
    """Play in a sandbox of its own, each scenario in a new guild; nothing that is configured is touched."""
    with (
        TemporaryDirectory(prefix="twi-replay-") as folder,
        surroundings(_throw_away(load_settings(), Path(folder))) as around,
    ):
        prepare(around.settings)
        in_loop(_play_with_bot(around.settings, scenarios, telling))


def _throw_away(settings: Settings, folder: Path) -> Settings:
    """The same bot with its own Discord, database, cache and files, whatever the settings say about those."""
    return settings.model_copy(
        update={
            "discord": settings.discord.model_copy(
                update={"token": None, "rest_url": None, "owner_guilds": (), "command_guilds": ()}
            ),
            "database": DatabaseSettings(embedded=EmbeddedDatabase.TEMPORARY),
            "cache": CacheSettings(),
            "http": HttpSettings(enabled=False),
            "sandbox": SandboxSettings(enabled=True, port=0, world="small"),
            "log": LogSettings(level="WARNING"),
            "sentry": SentrySettings(),
            "activity": settings.activity.model_copy(update={"spill_directory": folder / "spill"}),
        }
    )


async def _play_with_bot(settings: Settings, scenarios: Scenarios, telling: Telling) -> None:
    from app.runtime import assemble, serve

    runtime = assemble(settings)
    online = asyncio.Event()
    bot = asyncio.create_task(serve(runtime, online.set))
    try:
        await _unless_it_ends(bot, online.wait())
        port = urlsplit(settings.discord.rest_url or "").port
        remote = Remote(port or 0)
        await _unless_it_ends(bot, _play_all(remote, scenarios, telling, apart=True))
    finally:
        runtime.container.client().stopping.set()
        await bot


async def _unless_it_ends(bot: asyncio.Task[None], doing: object) -> None:
    task = asyncio.ensure_future(doing)  # type: ignore[call-overload]
    await asyncio.wait({bot, task}, return_when=asyncio.FIRST_COMPLETED)
    if not task.done():
        task.cancel()
        await bot
        raise BotStopped("the bot stopped before everything was played")
    await task


async def _play_all(remote: Remote, scenarios: Scenarios, telling: Telling, *, apart: bool) -> None:
    stage = RemoteStage(remote)
    for number, (path, scenario) in enumerate(scenarios, start=1):
        guilds = {}
        if apart:
            guilds[scenario.guild] = f"{scenario.guild}-{number}"
            like = {"guild": guilds[scenario.guild], "like": scenario.guild, "world": scenario.world}
            await asyncio.to_thread(remote.perform, {"kind": "found", **like})
        player = Player(stage, scenario, guilds)
        results = [result async for result in player.play()]
        telling.tell(path, scenario, results, dict(player.values))

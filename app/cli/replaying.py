"""``twi sandbox replay``: playing scenarios in what runs, or with a bot and a database that are started for it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import click

from app.cli.run import in_loop, prepare
from app.cli.start import local_services
from app.core.errors import AppError
from app.settings.loader import load_settings
from app.settings.schema import Settings
from app.settings.sections.cache import CacheSettings
from app.settings.sections.database import DatabaseSettings, EmbeddedDatabase
from app.settings.sections.http import HttpSettings
from app.settings.sections.log import LogSettings
from app.settings.sections.sandbox import SandboxSettings
from app.settings.sections.sentry import SentrySettings
from discord_sandbox.cli.replay import FILES, VERBOSE, Report, Scenarios, play_all, read_scenarios
from discord_sandbox.cli.replay import replay as replay_in_running
from discord_sandbox.remote import Remote


class BotStopped(AppError):
    """The bot ended before everything was played."""


@click.command()
@FILES
@click.option("--running", is_flag=True, help="Play in the sandbox that runs, with the bot that runs.")
@VERBOSE
@click.pass_context
def replay(ctx: click.Context, files: tuple[Path, ...], *, running: bool, verbose: bool) -> None:
    """Play scenario FILES and compare what comes with what they expect; exit code 1 if anything is different.

    A folder stands for the scenarios in it. Unless --running is given, this starts a sandbox and the bot on a
    database that is thrown away, and plays each file in a guild of its own.
    """
    settings = load_settings()
    if running:
        ctx.invoke(replay_in_running, files=files, verbose=verbose, port=settings.sandbox.port)
    else:
        scenarios, report = read_scenarios(files), Report(verbose=verbose)
        _play_apart(settings, scenarios, report)
        sys.exit(report.finish())


def _play_apart(settings: Settings, scenarios: Scenarios, report: Report) -> None:
    """Play in a sandbox of its own, each scenario in a new guild; nothing that is configured is touched."""
    with (
        TemporaryDirectory(prefix="twi-replay-") as folder,
        local_services(_throw_away(settings, Path(folder))) as around,
    ):
        prepare(around.settings)
        in_loop(_play_with_bot(around.settings, scenarios, report))


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


async def _play_with_bot(settings: Settings, scenarios: Scenarios, report: Report) -> None:
    from app.runtime import assemble, serve

    runtime = assemble(settings)
    online = asyncio.Event()
    bot = asyncio.create_task(serve(runtime, online.set))
    try:
        await _unless_it_ends(bot, online.wait())
        port = urlsplit(settings.discord.rest_url or "").port
        remote = Remote(port or 0)
        await _unless_it_ends(bot, play_all(remote, scenarios, report, apart=True))
    finally:
        runtime.container.client().stopping.set()
        await bot


async def _unless_it_ends(bot: asyncio.Task[None], doing: Coroutine[object, None, object]) -> None:
    task = asyncio.ensure_future(doing)
    await asyncio.wait({bot, task}, return_when=asyncio.FIRST_COMPLETED)
    if not task.done():
        task.cancel()
        await bot
        raise BotStopped("the bot stopped before everything was played")
    await task

"""``discord-sandbox load``."""

from __future__ import annotations

import asyncio
import errno
import gc
import shutil
import sys
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from discord_sandbox.cli.program import PORT_OPTION, Refused, ask, program

if TYPE_CHECKING:
    from discord_sandbox.load import Figures, MemberPool, Plan
    from discord_sandbox.sandbox import Sandbox

BOT_SECONDS = 600.0
"""For which a bot may take its time to connect."""
WATCHED = 1.0


@click.command("load")
@click.option("--guilds", default=100, show_default=True, help="Guilds that the bot is in.")
@click.option("--members", default=100, show_default=True, help="Members of each guild.")
@click.option("--channels", default=3, show_default=True, help="Channels of each guild.")
@click.option("--shards", default=1, show_default=True, help="Shards that the bot is told to connect.")
@click.option("--messages", default=0.0, help="Messages per second.")
@click.option("--flat-out", is_flag=True, help="Messages as fast as the bot reads them.")
@click.option("--commands", default=0.0, help="Slash commands per second.")
@click.option("--command", default="ping", show_default=True, help='Which, such as "quote get".')
@click.option(
    "--option", "options", multiple=True, metavar="NAME=VALUE", help="Given for the command's option."
)
@click.option("--seconds", default=30.0, show_default=True, help="For how long.")
@click.option(
    "--json", "report", type=click.Path(dir_okay=False, path_type=Path), help="File for the figures."
)
@click.option(
    "--running", is_flag=True, help="In the sandbox that runs already; the guilds join those there."
)
@PORT_OPTION
def load(report: Path | None, port: int, *, running: bool, **asked: Any) -> None:
    """Put a load on the bot: many guilds, and people who write and use commands.

    Starts a sandbox and waits for a bot to connect to it, unless it is to use the one that runs.
    """
    crowd, plan = _understood(asked)
    figures = _in_running(port, crowd, plan) if running else _in_own(port, crowd, plan, asked["shards"])
    click.echo("\n" + figures.table())
    if report:
        import orjson

        report.write_bytes(orjson.dumps(figures.payload(), option=orjson.OPT_INDENT_2) + b"\n")


def _understood(asked: dict[str, Any]) -> tuple[MemberPool, Plan]:
    from discord_sandbox.load import BadPlan, MemberPool, Plan
    from discord_sandbox.load.plan import read

    options = dict(pair.partition("=")[::2] for pair in asked["options"])
    try:
        crowd = read(MemberPool, {name: asked[name] for name in MemberPool.model_fields})
        names = Plan.model_fields.keys() & asked.keys()
        return crowd, read(Plan, {name: asked[name] for name in names} | {"options": options})
    except BadPlan as error:
        raise click.UsageError(str(error)) from error


def _in_own(port: int, crowd: MemberPool, plan: Plan, shards: int) -> Figures:
    """Run a sandbox for as long as it takes."""
    from discord_sandbox.clients.errors import ActionUnavailable
    from discord_sandbox.sandbox import NotReady

    try:
        return _in_loop(_serve(port, crowd, plan, shards, program().connect))
    except OSError as error:
        raise Refused(_about(error, port)) from error
    except (LookupError, ActionUnavailable, NotReady) as error:
        raise Refused(str(error)) from error


def _in_loop(main: Coroutine[object, object, Figures]) -> Figures:
    """Run to the end, on the fastest event loop there is."""
    try:
        import uvloop
    except ImportError:
        return asyncio.run(main)
    return uvloop.run(main)


def _about(error: OSError, port: int) -> str:
    if error.errno != errno.EADDRINUSE:
        return str(error)
    return f"something listens on port {port} already; if it is a sandbox, --running puts the load on that"


async def _serve(port: int, crowd: MemberPool, plan: Plan, shards: int, connect: str) -> Figures:
    from discord_sandbox.load import Load
    from discord_sandbox.sandbox import Sandbox

    async with Sandbox(port=port, world=crowd, shards=shards) as discord:
        # What is there now stays; looking through it again and again would hold up everything else.
        gc.freeze()
        click.echo("Waiting for a bot. Connect one from another terminal:")
        click.echo(connect.format(token=discord.token, rest_url=discord.rest_url))
        await _ready(discord, plan)
        return await Load(discord, plan).run(_watch)


async def _ready(discord: Sandbox, plan: Plan) -> None:
    """Wait for all shards, and for the command if one is to be used."""
    await discord.ready(commands=1 if plan.commands else 0, timeout=BOT_SECONDS)
    gateway = discord.gateway
    await discord.world.changed.until(lambda: len(gateway.connected) >= discord.world.shards, BOT_SECONDS)


def _in_running(port: int, crowd: MemberPool, plan: Plan) -> Figures:
    """Ask the sandbox that runs to do it."""
    from discord_sandbox.load import Figures

    ask(port, lambda remote: remote.load(plan.model_dump(), crowd.model_dump()))
    try:
        while True:
            time.sleep(WATCHED)
            state = ask(port, lambda remote: remote.figures())
            if state["error"]:
                raise Refused(state["error"])
            figures = Figures.read(state["figures"])
            if not state["running"]:
                return figures
            _watch(figures)
    finally:
        ask(port, lambda remote: remote.end_load())


def _watch(figures: Figures) -> None:
    """One line that is written over again, or one after the other where nobody watches."""
    if sys.stdout.isatty():
        click.echo(f"\r\x1b[K{figures.line()[: shutil.get_terminal_size().columns]}", nl=False)
    else:
        click.echo(figures.line())

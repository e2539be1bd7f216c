"""``discord-sandbox run``: a local Discord until told to stop."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from discord_sandbox.cli.program import Refused, command_prefix
from discord_sandbox.fixtures import SMALL
from discord_sandbox.remote import PORT

if TYPE_CHECKING:
    from discord_sandbox.sandbox import Sandbox


@dataclass(frozen=True, slots=True)
class Choices:
    """How to run."""

    port: int
    world: str
    keep: Path | None
    rate_limits: bool
    exit_with_parent: bool


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="Port on 127.0.0.1; 0 takes any free one.",
)
@click.option("--world", default=SMALL, show_default=True, help="What is there at first: a name or a file.")
@click.option(
    "--keep", type=click.Path(file_okay=False, path_type=Path), help="Folder for the state, from run to run."
)
@click.option("--rate-limits", is_flag=True, help="Keep Discord's rate limits, so that a bot has to wait.")
@click.option("--exit-with-parent", is_flag=True, help="End when standard input ends.")
def run(port: int, world: str, keep: Path | None, *, rate_limits: bool, exit_with_parent: bool) -> None:
    """Run a local Discord until Ctrl-C.

    Where nobody watches, what is written is one line of JSON when it is ready: url, rest_url and token.
    """
    from discord_sandbox.fixtures.checked_toml import BadFile

    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s", stream=sys.stderr)
    choices = Choices(port, world, keep, rate_limits, exit_with_parent)
    announce = _greeting(command_prefix()) if sys.stdout.isatty() else _line_of_json
    try:
        asyncio.run(_serve(choices, announce))
    except (OSError, BadFile) as error:
        raise Refused(f"the sandbox cannot start: {error}") from error


async def _serve(choices: Choices, announce: Callable[[Sandbox], str]) -> None:
    from discord_sandbox.fixtures import load
    from discord_sandbox.sandbox import Sandbox

    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    if choices.exit_with_parent:
        # Whoever started this holds the other end; it closes whatever way that process ends.
        loop.add_reader(sys.stdin.fileno(), _read_to_the_end, stop)
    async with Sandbox(
        port=choices.port,
        world=load(choices.world),
        keep=choices.keep,
        rate_limits=choices.rate_limits,
    ) as discord:
        # What is there now stays; looking through it again and again would make the bot's answers look late.
        gc.freeze()
        click.echo(announce(discord))
        await stop.wait()


def _read_to_the_end(stop: asyncio.Event) -> None:
    if not os.read(sys.stdin.fileno(), 4096):
        stop.set()


def _line_of_json(discord: Sandbox) -> str:
    import orjson

    return orjson.dumps({"url": discord.url, "rest_url": discord.rest_url, "token": discord.token}).decode()


def _greeting(prefix: str) -> Callable[[Sandbox], str]:
    def greeting(discord: Sandbox) -> str:
        port = discord.url.rpartition(":")[2]
        where = "" if int(port) == PORT else f" --port {port}"
        return (
            f"A Discord runs here: {discord.url}   (Ctrl-C ends it)\n"
            f"For a bot:  rest_url  {discord.rest_url}\n"
            f"            token     {discord.token}\n"
            f'Say something to it: {prefix} act erin "Hello"{where}'
        )

    return greeting

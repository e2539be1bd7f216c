"""``python -m discord_sandbox``: run a local Discord until told to stop."""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

import orjson

from discord_sandbox.fixtures import SMALL, load
from discord_sandbox.fixtures.checked_toml import BadFile
from discord_sandbox.sandbox import PORT, Sandbox
from discord_sandbox.server import NotInProduction, check_profile


@dataclass(frozen=True, slots=True)
class Choices:
    """How to run."""

    port: int = PORT
    world: str = SMALL
    keep: Path | None = None
    exit_with_parent: bool = False
    rate_limits: bool = False


async def serve(choices: Choices) -> None:
    """Print one line of JSON when ready: the address, what to take for ``rest_url``, and the token."""
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
        ready = {"url": discord.url, "rest_url": discord.rest_url, "token": discord.token}
        sys.stdout.write(orjson.dumps(ready).decode() + "\n")
        sys.stdout.flush()
        await stop.wait()


def _read_to_the_end(stop: asyncio.Event) -> None:
    if not os.read(sys.stdin.fileno(), 4096):
        stop.set()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m discord_sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=PORT, help="0 takes any free one (default: %(default)s)")
    parser.add_argument("--world", default=SMALL, help="a world's name or file (default: %(default)s)")
    parser.add_argument("--keep", type=Path, help="folder in which the state is kept from run to run")
    parser.add_argument("--exit-with-parent", action="store_true", help="end when standard input ends")
    parser.add_argument("--rate-limits", action="store_true", help="keep Discord's rate limits")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s", stream=sys.stderr)
    try:
        check_profile()
        asyncio.run(serve(Choices(**vars(arguments))))
    except (OSError, BadFile, NotInProduction) as error:
        sys.stderr.write(f"the sandbox cannot start: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

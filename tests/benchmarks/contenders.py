"""The bots that are compared: ours, and bare ones: as it is, importing the libraries of ours, reading its database.

Each is a process against a local Discord of its own.
"""

from __future__ import annotations

import gc
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from app.settings.loader import ROOT
from discord_sandbox import Person, Sandbox
from tests.support.process import BotProcess, python_process

OURS, BARE = ("-m", "app", "run"), ("-m", "tests.benchmarks.bare")
IMPORTING = (*BARE, "--libraries")


@dataclass(slots=True)
class Contender:
    """A bot that can be started again and again; its Discord remembers its commands meanwhile."""

    name: str
    program: tuple[str, ...]
    discord: Sandbox
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    root: Path = ROOT
    """Where its code is."""

    @property
    def erin(self) -> Person:
        return self.discord.guild("inn").member("erin")

    @asynccontextmanager
    async def running(self) -> AsyncIterator[BotProcess]:
        """The bot, online and with its commands known."""
        connection = {
            "TWI_DISCORD__TOKEN": self.discord.token,
            "TWI_DISCORD__REST_URL": self.discord.rest_url,
            # As where it is installed: no module is compiled again at every start.
            "PYTHONDONTWRITEBYTECODE": "",
        }
        variables = {**self.environment, **connection}
        async with python_process(self.folder, *self.program, root=self.root, **variables) as process:
            await self.discord.ready(commands=2)
            yield process

    async def start_up(self) -> float:
        """Seconds from starting the process to its first answered command."""
        began = time.perf_counter()
        async with self.running():
            await self.erin.slash("ping")
            return time.perf_counter() - began


@asynccontextmanager
async def contenders(folder: Path, database: str) -> AsyncIterator[list[Contender]]:
    """Ours, the bare one, the one that imports what ours does, and the one that reads what ours does."""
    async with AsyncExitStack() as stack:
        first, second, third, fourth = [await stack.enter_async_context(Sandbox(port=0)) for _ in range(4)]
        # What is there now stays; looking through it again and again would make answers look late.
        gc.freeze()
        yield [
            our_bot(first, folder, database),
            Contender("bare", BARE, second, folder),
            Contender("importing", IMPORTING, third, folder),
            Contender("reading", BARE, fourth, folder, {"BENCH_DATABASE": database}),
        ]


def our_bot(discord: Sandbox, folder: Path, database: str, root: Path = ROOT) -> Contender:
    """Ours, as in production; or what it was, where ``root`` holds an older commit."""
    # What it was did not know of it.
    trusting = {"TWI_DISCORD__TRUST_REST_URL": "true"} if root == ROOT else {}
    environment = {
        **trusting,
        "TWI_ENV": "production",
        "TWI_DATABASE__URL": database,
        "TWI_LOG__LEVEL": "WARNING",
        "TWI_HTTP__PORT": "0",
        "TWI_ACTIVITY__SPILL_DIRECTORY": str(folder / "spill"),
    }
    return Contender("ours", OURS, discord, folder, environment, root)


def memory(process: BotProcess) -> float:
    """Resident memory in MB."""
    return float(psutil.Process(process.pid).memory_info().rss) / 2**20

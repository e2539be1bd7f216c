"""Recording now, beside an older commit of ours: how many messages are stored, and what one costs."""

from __future__ import annotations

import asyncio
import gc
import shutil
import statistics
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import psutil

from app.settings.loader import ROOT
from discord_sandbox import Sandbox
from discord_sandbox.load import Load, Plan
from tests.benchmarks.contenders import Contender, our_bot
from tests.benchmarks.recording import FLAT_OUT, stored
from tests.benchmarks.report import Figure
from tests.support.postgres import create_database
from tests.support.process import python_process

GIT = shutil.which("git") or "git"
ROUNDS, TURNS = 3, 3
"""How often the two take turns, and how often each is measured in one."""
WARMING_UP = Plan(seconds=1.0, flat_out=True)


@dataclass(slots=True)
class Measured:
    """One of the two, with its database and what was seen of it."""

    bot: Contender
    database: str
    rates: list[float] = field(default_factory=list)
    """Messages a second."""
    costs: list[float] = field(default_factory=list)
    """Microseconds of CPU a message."""

    async def measure(self) -> None:
        connection = await asyncpg.connect(self.database)
        try:
            async with self.bot.running() as process:
                running = psutil.Process(process.pid)
                await stored(Load(self.bot.discord, WARMING_UP), connection)
                for _ in range(TURNS):
                    before = running.cpu_times()
                    rate, figures = await stored(Load(self.bot.discord, FLAT_OUT), connection)
                    after = running.cpu_times()
                    seconds = after.user + after.system - before.user - before.system
                    self.rates.append(rate)
                    self.costs.append(seconds / figures.messages * 1e6)
        finally:
            await connection.close()


async def measure(folder: Path, server: str, commit: str) -> list[Figure]:
    """Both in turns, in one run. ``commit`` is any name that git knows; it has to work with today's libraries."""
    with _checked_out(folder, commit) as root:
        async with Sandbox(port=0) as first, Sandbox(port=0) as second:
            gc.freeze()
            now = await _prepare(first, folder / "now", server, ROOT)
            before = await _prepare(second, folder / "before", server, root)
            for _ in range(ROUNDS):
                await before.measure()
                await now.measure()
    return [
        Figure(
            name=f"messages stored, beside {commit}",
            unit="1/s",
            ours=statistics.median(now.rates),
            other=statistics.median(before.rates),
            bound="at least",
            goal=1.0,
        ),
        Figure(
            name=f"CPU for a message, beside {commit}",
            unit="µs",
            ours=statistics.median(now.costs),
            other=statistics.median(before.costs),
            bound="at most",
            goal=1.0,
        ),
    ]


@contextmanager
def _checked_out(folder: Path, commit: str) -> Iterator[Path]:
    root = folder / "tree"
    for name in ("now", "before"):
        (folder / name).mkdir()
    subprocess.run([GIT, "worktree", "add", "--quiet", "--detach", str(root), commit], cwd=ROOT, check=True)
    try:
        yield root
    finally:
        subprocess.run([GIT, "worktree", "remove", "--force", str(root)], cwd=ROOT, check=True)


async def _prepare(discord: Sandbox, folder: Path, server: str, root: Path) -> Measured:
    url = await asyncio.to_thread(create_database, server, f"bench_{folder.name}", "template0")
    async with python_process(
        folder, "-m", "app", "db", "upgrade", root=root, TWI_DATABASE__URL=url
    ) as upgrade:
        if await upgrade.ended(60):
            raise RuntimeError(f"no database for {root}: {upgrade.output}")
    return Measured(our_bot(discord, folder, url, root), url)

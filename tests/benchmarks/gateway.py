"""How many events a second the local Discord sends from one process: that the bot is what is measured."""

from __future__ import annotations

import asyncio
import gc
import time
from pathlib import Path

from discord_sandbox import Sandbox
from discord_sandbox.load import Load, MemberPool, Plan
from tests.benchmarks.report import Figure
from tests.support.process import python_process

NEEDED = 10_000.0
"""Events per second; what is sent is divided by it."""
COMPRESSIONS = ("none", "zlib-stream", "zstd-stream")
SHARDS = 2
ROUNDS, SECONDS = 5, 2.0


async def measure(folder: Path, _: str) -> list[Figure]:
    """The best of several rounds each, as other work on the machine only ever takes something away."""
    return [figure for compression in COMPRESSIONS for figure in await _measure(folder, compression)]


async def _measure(folder: Path, compression: str) -> list[Figure]:
    async with Sandbox(port=0, world=MemberPool(guilds=100, members=50), shards=SHARDS) as discord:
        # What is there now stays; looking through it again and again would count as sending.
        gc.collect()
        gc.freeze()
        address = "ws" + discord.url.removeprefix("http") + "/gateway"
        reader = ("-m", "tests.benchmarks.reader", address, discord.token, compression, str(SHARDS))
        async with python_process(folder, *reader):
            everybody = discord.world.changed.until(lambda: len(discord.gateway.connected) == SHARDS, 20)
            assert await everybody
            rounds = [await _round(discord) for _ in range(ROUNDS)]
    rate, microseconds = max(rate for rate, _ in rounds), min(spent for _, spent in rounds)
    return [
        _at_least(f"events the sandbox sends, {compression}", rate),
        _at_least(f"the same, by processor time ({microseconds:.1f} µs each)", 1e6 / microseconds),
    ]


async def _round(discord: Sandbox) -> tuple[float, float]:
    """Events per second, and microseconds of processor time for each."""
    began = time.process_time()
    figures = await Load(discord, Plan(seconds=SECONDS, flat_out=True)).run()
    while discord.gateway.backlog:
        await asyncio.sleep(0.001)
    return figures.events_per_second, (time.process_time() - began) / figures.events * 1e6


def _at_least(name: str, rate: float) -> Figure:
    return Figure(name=name, unit="1/s", ours=rate, other=NEEDED, bound="at least", goal=1.0)

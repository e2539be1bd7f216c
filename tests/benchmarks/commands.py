"""Commands: how quickly one is answered, how many at once, how soon after the start, with how much memory."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

from discord_sandbox import Person, Reply
from tests.benchmarks.contenders import Contender, contenders, memory
from tests.benchmarks.report import Figure, percentile

ROUNDS, PER_ROUND, WARM_UP = 30, 40, 200
AT_ONCE, RUSHES = 1000, 5
STARTS = 7
COMMANDS = {"ping": "Awake!", "quote get": "Quote "}
"""The commands, and what a right answer has in it: a failure is told quickly too."""


async def measure(folder: Path, database: str) -> list[Figure]:
    """Compare the bots in turns, so that whatever else the machine does befalls all."""
    async with contenders(folder, database) as bots:
        latencies, rushes, megabytes = await _answering(*bots)
        starts = await _starting(*bots)
    return [*_figures(latencies, rushes), *_process_figures(starts, megabytes)]


async def _answering(
    *bots: Contender,
) -> tuple[dict[tuple[str, str], list[float]], dict[tuple[str, str], float], dict[str, float]]:
    latencies: dict[tuple[str, str], list[float]] = {}
    rushes: dict[tuple[str, str], list[float]] = {}
    async with AsyncExitStack() as stack:
        processes = {bot.name: await stack.enter_async_context(bot.running()) for bot in bots}
        for bot in bots:
            await _in_turn(bot, "ping", WARM_UP)
            await _in_turn(bot, "quote get", WARM_UP)
            # Connections to a database are opened when many want one.
            await _rush(bot, "quote get", WARM_UP)
        for _ in range(ROUNDS):
            for command in COMMANDS:
                for bot in bots:
                    found = await _in_turn(bot, command, PER_ROUND)
                    latencies.setdefault((bot.name, command), []).extend(found)
        for _ in range(RUSHES):
            for command in COMMANDS:
                for bot in bots:
                    rushes.setdefault((bot.name, command), []).append(await _rush(bot, command))
        megabytes = {name: memory(process) for name, process in processes.items()}
    return latencies, {key: statistics.median(found) for key, found in rushes.items()}, megabytes


async def _in_turn(bot: Contender, command: str, count: int) -> list[float]:
    """Milliseconds until each answer, one command after the other."""
    return [(await _answer(bot.erin, command)).latency * 1000 for _ in range(count)]


async def _answer(person: Person, command: str) -> Reply:
    reply = await (await person.slash(command)).settled()
    if COMMANDS[command] not in reply.text:
        raise AssertionError(f"/{command} was answered with {reply.text!r}")
    return reply


async def _rush(bot: Contender, command: str, count: int = AT_ONCE) -> float:
    """Commands per second when all are sent at once. Raises ``ResponseTimeout`` if one waits for 3 seconds."""
    erin = bot.erin
    began = time.perf_counter()
    await asyncio.gather(*(_answer(erin, command) for _ in range(count)))
    return count / (time.perf_counter() - began)


async def _starting(*bots: Contender) -> dict[str, float]:
    """Seconds from the start to the first answer."""
    starts: dict[str, list[float]] = {}
    for _ in range(STARTS):
        for bot in bots:
            starts.setdefault(bot.name, []).append(await bot.start_up())
    return {name: statistics.median(found) for name, found in starts.items()}


def _figures(
    latencies: dict[tuple[str, str], list[float]], rushes: dict[tuple[str, str], float]
) -> Iterator[Figure]:
    for command, goal in zip(COMMANDS, (1.25, 1.4), strict=True):
        ours, bare = latencies["ours", command], latencies["bare", command]
        median = statistics.median(ours)
        yield Figure(
            name=f"/{command}, median",
            unit="ms",
            ours=median,
            other=statistics.median(bare),
            bound="at most",
            goal=goal,
        )
        yield Figure(
            name=f"/{command}, 99th percentile to its own median",
            unit="ms",
            ours=percentile(ours, 99),
            other=median,
            bound="at most",
            goal=3.0,
        )
    yield Figure(
        name="/quote get, median, to a bare bot that takes it from the same database",
        unit="ms",
        ours=statistics.median(latencies["ours", "quote get"]),
        other=statistics.median(latencies["reading", "quote get"]),
        bound="at most",
        goal=1.4,
    )
    for command in COMMANDS:
        yield Figure(
            name=f"/{command}, {AT_ONCE} at once, each taken up within 3 s",
            unit="1/s",
            ours=rushes["ours", command],
            other=rushes["bare", command],
            bound="at least",
            goal=0.7,
        )


def _process_figures(starts: dict[str, float], megabytes: dict[str, float]) -> Iterator[Figure]:
    """Beside the bare bot is what the libraries cost; beside the one that imports them, what is ours."""
    measured = (
        ("cold start to the first answer", "s", starts),
        ("resident memory after the rush", "MB", megabytes),
    )
    goals = (("bare", "", (2.0, 1.5)), ("importing", ", to the same libraries unused", (0.8, 1.15)))
    for name, suffix, bounds in goals:
        for (what, unit, values), goal in zip(measured, bounds, strict=True):
            yield Figure(
                name=what + suffix,
                unit=unit,
                ours=values["ours"],
                other=values[name],
                bound="at most",
                goal=goal,
            )

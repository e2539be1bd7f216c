"""Puts a load on the bot that is connected, and counts how it is met."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Protocol

from discord_sandbox.gateway.gateway import Gateway
from discord_sandbox.load.figures import Figures
from discord_sandbox.load.plan import Plan
from discord_sandbox.load.traffic import CommandTraffic, MessageTraffic
from discord_sandbox.model.world import World
from discord_sandbox.rest.request import Middleware, Next, Request, Response

WATCHED = 1.0
"""Seconds between two looks."""
TOLERANCE = 0.005
"""Seconds by which a timer may ring early."""

Watch = Callable[[Figures], None]


class Loaded(Protocol):
    """What a load is put on: a sandbox, or its parts."""

    @property
    def world(self) -> World: ...

    @property
    def gateway(self) -> Gateway: ...

    @property
    def middlewares(self) -> list[Middleware]: ...


class Load:
    """One load, from its beginning to its end. With neither messages nor commands it only counts."""

    def __init__(self, discord: Loaded, plan: Plan) -> None:
        self.plan = plan
        self._discord = discord
        self._messages = MessageTraffic(discord.world, discord.gateway, plan)
        self._commands = CommandTraffic(discord.world, plan)
        self._calls = 0
        self._events = 0
        self._sequences: dict[str, int] = {}
        """How many events each session had been told at the last look."""
        self._began: float | None = None
        self._ended: float | None = None

    async def run(self, watch: Watch | None = None) -> Figures:
        """Do what was planned; ``watch`` gets to see the figures every second.

        Raises ``ActionUnavailable`` if there is no such command, and ``LookupError`` if there is nobody to use it.
        """
        self._commands.check()
        self._look()
        self._events = 0
        self._discord.middlewares.insert(0, self._count)
        self._began = time.perf_counter()
        tasks = [asyncio.create_task(self._messages.go_on()), asyncio.create_task(self._commands.go_on())]
        try:
            await self._let_pass(tasks, watch)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._ended = time.perf_counter()
            await self._commands.finish()
            self._discord.middlewares.remove(self._count)
        return self.figures()

    def figures(self) -> Figures:
        """How it is going, or went."""
        now = self._ended or time.perf_counter()
        self._look()
        asking = self._commands
        return Figures(
            seconds=round(now - (self._began or now), 3),
            messages=self._messages.written,
            commands=asking.asked,
            answers=asking.answered,
            unanswered=asking.unanswered,
            events=self._events,
            calls=self._calls,
            backlog=self._discord.gateway.backlog,
            behind=self._messages.behind_at(now),
            latency=asking.latencies.milliseconds(),
        )

    async def _let_pass(self, tasks: list[asyncio.Task[None]], watch: Watch | None) -> None:
        """Wait until the time is over, or something fails."""
        over = (self._began or 0.0) + self.plan.seconds
        while (left := over - time.perf_counter()) > TOLERANCE:
            failed, _ = await asyncio.wait(
                tasks, timeout=min(left, WATCHED), return_when=asyncio.FIRST_EXCEPTION
            )
            for task in failed:
                task.result()
            if watch:
                watch(self.figures())

    def _look(self) -> None:
        """Count what sessions have been told since the last look."""
        for session in self._discord.gateway.sessions:
            self._events += session.sequence - self._sequences.get(session.id, 0)
            self._sequences[session.id] = session.sequence

    async def _count(self, request: Request, following: Next) -> Response:
        """Stand between the server and the resources, and count."""
        self._calls += 1
        return await following(request)

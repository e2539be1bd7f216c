"""The load of a sandbox that runs as a process of its own: begun, watched and ended from outside."""

from __future__ import annotations

import asyncio

from discord_sandbox.clients.errors import ActionUnavailable
from discord_sandbox.load.load import Load, Loaded
from discord_sandbox.load.member_pool import MemberPool
from discord_sandbox.load.plan import BadPlan, Plan, read
from discord_sandbox.model.payload import Payload


class Loads:
    """One load at a time."""

    def __init__(self, discord: Loaded) -> None:
        self._discord = discord
        self._load: Load | None = None
        self._running: asyncio.Task[None] | None = None
        self._error: str | None = None

    def begin(self, asked: object) -> Payload:
        """Begin what JSON describes: a ``crowd`` that joins, if any, and a ``plan``. Raises ``BadPlan``."""
        if not isinstance(asked, dict) or not asked.keys() <= {"crowd", "plan"}:
            raise BadPlan("a load has a crowd and a plan")
        if self._running and not self._running.done():
            raise BadPlan("there is a load already")
        crowd = asked.get("crowd")
        plan = read(Plan, asked.get("plan") or {})
        if crowd is not None:
            read(MemberPool, crowd)(self._discord.world)
        try:
            self._load = Load(self._discord, plan)
        except LookupError as error:
            raise BadPlan(str(error)) from error
        self._error = None
        self._running = asyncio.create_task(self._run(self._load))
        return self.payload()

    def payload(self) -> Payload:
        """Whether there is a load now, and the figures of the latest."""
        return {
            "running": self._running is not None and not self._running.done(),
            "figures": self._load.figures().payload() if self._load else None,
            "error": self._error,
        }

    async def end(self) -> Payload:
        """End the load, if there is one."""
        if self._running:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
        return self.payload()

    async def _run(self, load: Load) -> None:
        try:
            await load.run()
        except ActionUnavailable as error:
            self._error = str(error)

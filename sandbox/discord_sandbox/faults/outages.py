"""Discord loses a guild for a while."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from discord_sandbox.faults.fault import Fault, FaultContext
from discord_sandbox.model.guild import Guild
from discord_sandbox.operations import guilds


class Outage(Fault):
    """A guild is unavailable, which is not the same as being thrown out of it."""

    kind: Literal["outage"] = "outage"
    guild: str | None = None
    """Its key or id; without, it happens to every guild."""

    def begin(self, context: FaultContext) -> None:
        for guild in self._guilds(context):
            guilds.begin_outage(context.world, guild)

    def end(self, context: FaultContext) -> None:
        for guild in self._guilds(context):
            guilds.end_outage(context.world, guild)

    def _guilds(self, context: FaultContext) -> Iterator[Guild]:
        for guild in context.world.guilds.values():
            if self.guild in {None, guild.key, str(guild.id)}:
                yield guild

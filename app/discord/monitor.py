"""What only the running process can tell of itself: its loop, its shards, its readiness."""

from __future__ import annotations

import asyncio
import math
import resource
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import hikari

from app.core.about import About
from app.core.clock import Clock
from app.infra.metrics import Metrics

INTERVAL = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The process at one moment. ``memory`` is resident, in bytes; ``latencies`` are seconds per shard."""

    version: str
    started_at: datetime
    memory: int
    guilds: int
    latencies: dict[int, float]


class Monitor:
    """Measures the event loop and the gateway once a second."""

    def __init__(self, bot: hikari.GatewayBot, metrics: Metrics, clock: Clock, about: About) -> None:
        self._bot = bot
        self._metrics = metrics
        self._about = about
        self.started_at = clock.now()

    async def run(self) -> None:
        """Measure until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + INTERVAL
            await asyncio.sleep(INTERVAL)
            self._metrics.loop_lag.observe(max(0.0, loop.time() - due))
            self._look_at_shards()

    async def status(self) -> Status:
        """How the process is doing now."""
        return Status(
            version=self._about.version,
            started_at=self.started_at,
            memory=_resident_memory(),
            guilds=len(self._bot.cache.get_guilds_view()),
            latencies={
                shard.id: shard.heartbeat_latency
                for shard in self._bot.shards.values()
                if not math.isnan(shard.heartbeat_latency)
            },
        )

    async def connected(self) -> bool:
        """Whether every shard is connected."""
        shards = self._bot.shards.values()
        return bool(shards) and all(shard.is_connected for shard in shards)

    def _look_at_shards(self) -> None:
        for shard in self._bot.shards.values():
            self._metrics.gateway.connected.labels(shard.id).set(shard.is_connected)
            if not math.isnan(shard.heartbeat_latency):
                self._metrics.gateway.latency.labels(shard.id).set(shard.heartbeat_latency)
        self._metrics.gateway.guilds.set(len(self._bot.cache.get_guilds_view()))


def _resident_memory() -> int:
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:  # not Linux: the peak is the next best thing
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return pages * resource.getpagesize()

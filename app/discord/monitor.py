"""What only the running process can tell of itself: its loop, its shards, its readiness."""

from __future__ import annotations

import asyncio
import math

import hikari

from app.core.clock import Clock
from app.infra.metrics import Metrics

INTERVAL = 1.0


class Monitor:
    """Measures the event loop and the gateway once a second."""

    def __init__(self, bot: hikari.GatewayBot, metrics: Metrics, clock: Clock) -> None:
        self._bot = bot
        self._metrics = metrics
        self.started_at = clock.now()

    async def run(self) -> None:
        """Measure until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + INTERVAL
            await asyncio.sleep(INTERVAL)
            self._metrics.loop_lag.observe(max(0.0, loop.time() - due))
            self._look_at_shards()

    async def connected(self) -> bool:
        """Whether every shard is connected."""
        shards = self._bot.shards.values()
        return bool(shards) and all(shard.is_connected for shard in shards)

    def _look_at_shards(self) -> None:
        for shard in self._bot.shards.values():
            self._metrics.shard_connected.labels(shard.id).set(shard.is_connected)
            if not math.isnan(shard.heartbeat_latency):
                self._metrics.gateway_latency.labels(shard.id).set(shard.heartbeat_latency)
        self._metrics.guilds.set(len(self._bot.cache.get_guilds_view()))

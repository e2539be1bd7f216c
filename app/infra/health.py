"""The small HTTP server: ``/livez``, ``/readyz`` and ``/metrics``."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web
from loguru import logger

from app.core.errors import AppError
from app.infra.metrics import Metrics
from app.settings.schema import HttpSettings

Check = Callable[[], Awaitable[bool]]
PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8"


class AddressInUse(AppError):
    """Another process listens where this one should."""


class HttpServer:
    """Liveness says that the loop turns; readiness that every check holds."""

    def __init__(self, settings: HttpSettings, metrics: Metrics, checks: Mapping[str, Check]) -> None:
        self._settings = settings
        self._metrics = metrics
        self._checks = checks
        app = web.Application()
        app.router.add_get("/livez", self._live)
        app.router.add_get("/readyz", self._ready)
        app.router.add_get("/metrics", self._show_metrics)
        self._runner = web.AppRunner(app, access_log=None)
        self.port = settings.port

    async def start(self) -> None:
        """Listen; raises ``AddressInUse``. Afterwards ``port`` is the real one."""
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._settings.host, self._settings.port)
        try:
            await site.start()
        except OSError as error:
            await self._runner.cleanup()
            where = f"{self._settings.host}:{self._settings.port}"
            raise AddressInUse(
                f"http.port: {where} is taken ({error.strerror}); set TWI_HTTP__PORT"
            ) from error
        self.port = int(self._runner.addresses[0][1])
        logger.debug("health and metrics on http://{}:{}", self._settings.host, self.port)

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _live(self, _: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def _ready(self, _: web.Request) -> web.Response:
        names, checks = self._checks.keys(), self._checks.values()
        results = dict(zip(names, await asyncio.gather(*(check() for check in checks)), strict=True))
        ready = all(results.values())
        return web.json_response({"ready": ready, "checks": results}, status=200 if ready else 503)

    async def _show_metrics(self, _: web.Request) -> web.Response:
        return web.Response(body=self._metrics.render(), headers={"Content-Type": PROMETHEUS_TEXT})

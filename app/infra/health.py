"""The small HTTP server: ``/livez``, ``/readyz`` and ``/metrics``."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web
from loguru import logger

from app.core.errors import AppError
from app.core.wordless import summary
from app.infra.metrics import Metrics
from app.settings.sections.http import HttpSettings

Check = Callable[[], Awaitable[bool]]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

CHECK_SECONDS = 0.8
"""How long a check may take; the answer is to be there within a second."""
FRESH_SECONDS = 1.0
"""How long the result of a look is told to whoever asks."""
TURN_SECONDS = 0.5
AT_ONCE = 20
"""Answers of a turn that are given at once; who asks more often waits for the next turn."""
PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8"


class AddressInUse(AppError):
    """Another process listens where this one should."""


class _Readiness:
    """Looks at everything once for all who ask at about the same time."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._checks = checks
        self._look: asyncio.Task[dict[str, bool]] | None = None
        self._fresh_until = 0.0

    async def results(self) -> dict[str, bool]:
        """Which checks hold."""
        now = asyncio.get_running_loop().time()
        if self._look is None or (self._look.done() and now >= self._fresh_until):
            self._look = asyncio.create_task(self._take())
        return await asyncio.shield(self._look)

    async def _take(self) -> dict[str, bool]:
        tasks = {name: asyncio.ensure_future(check()) for name, check in self._checks.items()}
        if tasks:
            await asyncio.wait(tasks.values(), timeout=CHECK_SECONDS)
        results = {name: _holds(name, task) for name, task in tasks.items()}
        self._fresh_until = asyncio.get_running_loop().time() + FRESH_SECONDS
        return results


def _holds(name: str, task: asyncio.Future[bool]) -> bool:
    if not task.done():
        # Nobody waits for its end, which may take long too.
        task.cancel()
        return False
    if (error := task.exception()) is not None:
        logger.warning("the check of {} failed: {}", name, summary(error))
        return False
    return task.result()


class _Turns:
    """Spreads what is answered over time, so that any number of people who ask leaves time for the bot's work."""

    def __init__(self) -> None:
        self._ends = 0.0
        self._answered = 0

    async def __call__(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        now = asyncio.get_running_loop().time()
        if now >= self._ends:
            self._ends, self._answered = now + TURN_SECONDS, 0
        self._answered += 1
        if self._answered > AT_ONCE:
            await asyncio.sleep(self._ends - now)
        return await handler(request)


class HttpServer:
    """Liveness says that the loop turns; readiness that every check holds."""

    def __init__(
        self,
        settings: HttpSettings,
        metrics: Metrics,
        checks: Mapping[str, Check],
        details: Mapping[str, object] | None = None,
    ) -> None:
        self._settings = settings
        self._metrics = metrics
        self._readiness = _Readiness(checks)
        self._details = details or {}
        """What an operator should see, though the process can do its work; looked at for every answer."""
        app = web.Application(middlewares=[web.middleware(_Turns())])
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
        results = await self._readiness.results()
        ready = all(results.values())
        answer = {"ready": ready, "checks": results, "details": self._details}
        return web.json_response(answer, status=200 if ready else 503)

    async def _show_metrics(self, _: web.Request) -> web.Response:
        return web.Response(body=self._metrics.render(), headers={"Content-Type": PROMETHEUS_TEXT})

"""The HTTP server: REST, gateway, files, control and the page, on the loopback interface only."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from aiohttp import web

Part: TypeAlias = Callable[[web.BaseRequest, str], Awaitable[web.StreamResponse]]
"""Answers a request; it also gets what follows its own prefix in the path."""


class NotLoopback(ValueError):
    """The sandbox serves this machine only."""


def check_loopback(host: str) -> None:
    """Refuse an address that others could reach."""
    if host == "localhost":
        return
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise NotLoopback(f"the sandbox listens on a loopback address only, not on {host}")


class NotInProduction(RuntimeError):
    """The sandbox is for development."""


def check_profile() -> None:
    """Refuse to run beside a bot that serves real people."""
    if os.environ.get("TWI_ENV", "").strip().lower() == "production":
        raise NotInProduction("the sandbox does not run in the profile production")


class Server:
    """Takes each request to the part whose prefix its path has."""

    def __init__(self, host: str, port: int) -> None:
        check_loopback(host)
        self.host = host
        self.port = port
        self._parts: list[tuple[str, Part]] = []
        self._hosts: frozenset[str] = frozenset()
        self._runner: web.ServerRunner | None = None

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    def add(self, prefix: str, part: Part) -> None:
        """Let ``part`` answer what begins with ``prefix``; the first that fits is asked."""
        self._parts.append((prefix, part))

    async def start(self) -> None:
        runner = web.ServerRunner(web.Server(self._serve, access_log=None))
        await runner.setup()
        await web.TCPSite(runner, self.host, self.port, backlog=1024).start()
        self._runner = runner
        self.port = int(runner.addresses[0][1])
        names = {
            self.url.removeprefix("http://"),
            f"localhost:{self.port}",
            f"127.0.0.1:{self.port}",
            f"[::1]:{self.port}",
        }
        self._hosts = frozenset(names)

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def _serve(self, http: web.BaseRequest) -> web.StreamResponse:
        # A page elsewhere can make a browser call this address under a name of its own choosing.
        if http.headers.get("Host") not in self._hosts:
            return web.Response(status=421, text="This is not the host you are looking for.\n")
        path = http.raw_path.partition("?")[0]
        for prefix, part in self._parts:
            if path.startswith(prefix):
                return await part(http, path[len(prefix) :])
        return web.Response(status=404, text="There is nothing here.\n")

"""A small internet on loopback: a site that does as it is told, a vault nobody may reach, and names for both."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from aiohttp.abc import AbstractResolver, ResolveResult
from prometheus_client import CollectorRegistry

from app.core.about import About
from app.core.clock import Clock
from app.infra.external.client import ExternalClient
from app.infra.external.metrics import ExternalMetrics
from app.infra.external.values import Response
from app.settings.sections.external import ExternalSettings

PUBLIC, PRIVATE = "127.0.0.1", "127.0.0.2"
"""Which of both counts as public is what the settings of these tests say."""

HOST = "inn.example"


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as it arrived. Header names are in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    moment: float


Handler: TypeAlias = Callable[[Seen, asyncio.StreamWriter], Awaitable[None]]
Route: TypeAlias = bytes | list[bytes] | Handler


def reply(status: int = 200, body: bytes = b"", *lines: str) -> bytes:
    """A well-formed answer; ``lines`` are further headers."""
    length = [] if any(line.lower().startswith("content-length") for line in lines) else [len(body)]
    head = [f"HTTP/1.1 {status} Whatever", *lines, *(f"Content-Length: {number}" for number in length)]
    return "\r\n".join([*head, "", ""]).encode() + body


@dataclass
class Site:
    """A server that sends the bytes it was given, or leaves the connection to a function."""

    routes: dict[str, Route] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    connections: int = 0
    connected: int = 0
    left: asyncio.Event = field(default_factory=asyncio.Event)
    open_now: int = 0
    busiest: int = 0
    hung_up: asyncio.Event = field(default_factory=asyncio.Event)
    _server: asyncio.Server | None = None

    async def start(self, host: str, port: int = 0, tls: ssl.SSLContext | None = None) -> int:
        self._server = await asyncio.start_server(self._serve, host, port, ssl=tls)
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()

    def paths(self) -> list[str]:
        return [seen.path for seen in self.seen if seen.path != "/robots.txt"]

    def moments(self) -> list[float]:
        return [seen.moment for seen in self.seen]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.connected += 1
        try:
            while (seen := await _read_request(reader)) is not None:
                self.seen.append(seen)
                with self._at_work():
                    await self._answer(seen, reader, writer)
        except (ConnectionError, asyncio.CancelledError, ssl.SSLError):
            pass
        finally:
            writer.close()
            self.connected -= 1
            self.left.set()

    async def _answer(self, seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        route = self.routes.get(seen.path, reply(404))
        if isinstance(route, list):
            route = route.pop(0) if len(route) > 1 else route[0]
        if isinstance(route, bytes):
            writer.write(route)
            await writer.drain()
            return
        handling = asyncio.ensure_future(route(seen, writer))
        leaving = asyncio.ensure_future(reader.read(1))
        await asyncio.wait({handling, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if leaving.done():
            self.hung_up.set()
        for task in (handling, leaving):
            task.cancel()
        for result in await asyncio.gather(handling, leaving, return_exceptions=True):
            if isinstance(result, Exception) and not isinstance(result, ConnectionError):
                raise result
        raise ConnectionResetError

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        self.open_now += 1
        self.busiest = max(self.busiest, self.open_now)
        try:
            yield
        finally:
            self.open_now -= 1


async def _read_request(reader: asyncio.StreamReader) -> Seen | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    except asyncio.IncompleteReadError:
        return None
    method, path, _ = head[0].split(" ")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Seen(method, path, headers, body, asyncio.get_running_loop().time())


class Names(AbstractResolver):
    """Answers what it was told, one list after the other; the last one stays."""

    def __init__(self) -> None:
        self.answers: dict[str, list[list[str]]] = {HOST: [[PUBLIC]], "other.example": [[PUBLIC]]}
        self.asked: list[str] = []
        self.seconds = 0.0

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        self.asked.append(host)
        await asyncio.sleep(self.seconds)
        if host not in self.answers:
            raise OSError(f"{host} is unknown")
        lists = self.answers[host]
        found = lists.pop(0) if len(lists) > 1 else lists[0]
        return [
            ResolveResult(hostname=host, host=address, port=port, family=0, proto=0, flags=0)
            for address in found
        ]

    async def close(self) -> None:
        return None


@dataclass
class Internet:
    """All of it, and a client with the settings of the test."""

    site: Site
    vault: Site
    names: Names
    port: int
    client: ExternalClient
    metrics: CollectorRegistry
    scheme: str = "http"

    def url(self, path: str, host: str = HOST) -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"

    async def get(self, path: str, *, respect_robots: bool = False, **options: Any) -> Response:
        return await self.client.get(self.url(path), respect_robots=respect_robots, **options)

    def counted(self, outcome: str, host: str = "other") -> float:
        labels = {"host": host, "outcome": outcome}
        return self.metrics.get_sample_value("twi_external_requests_total", labels) or 0.0


@asynccontextmanager
async def internet(tls: ssl.SSLContext | None = None, **settings: Any) -> AsyncIterator[Internet]:
    """The site is at 127.0.0.1, the vault at the same port of 127.0.0.2."""
    site, vault, names, metrics = Site(), Site(), Names(), CollectorRegistry()
    port = await site.start(PUBLIC, tls=tls)
    await vault.start(PRIVATE, port, tls)
    values = {"ports": (port,), "allow_addresses": (PUBLIC,), "host_rate": 100.0, **settings}
    try:
        async with client_of(names, metrics, **values) as client:
            yield Internet(site, vault, names, port, client, metrics, "https" if tls else "http")
    finally:
        await site.stop()
        await vault.stop()


@asynccontextmanager
async def client_of(
    names: Names, registry: CollectorRegistry | None = None, **values: Any
) -> AsyncIterator[ExternalClient]:
    settings = ExternalSettings.model_validate(values)
    metrics = ExternalMetrics(registry or CollectorRegistry(), settings.named_hosts)
    about = About(version="1.2.3", source_url="https://example.org/twi")
    client = ExternalClient(settings, about, metrics, Clock(), names)
    try:
        yield client
    finally:
        await client.close()

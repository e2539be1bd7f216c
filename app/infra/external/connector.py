"""Connections to the very addresses that were checked."""

from __future__ import annotations

import socket
import ssl
from ipaddress import ip_address

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from app.infra.external.addresses import Guard
from app.infra.external.decoding import ACCEPTED
from app.infra.external.errors import AddressRefused
from app.settings.sections.external import ExternalSettings


class GuardedResolver(AbstractResolver):
    """Looks a name up once per connection. aiohttp connects to what comes out of here and asks nobody else."""

    def __init__(self, resolver: AbstractResolver, guard: Guard) -> None:
        self._resolver = resolver
        self._guard = guard

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        answers = await self._resolver.resolve(host, port, family)
        self._guard.admit_all(answer["host"] for answer in answers)
        return answers

    async def close(self) -> None:
        await self._resolver.close()


def open_session(
    settings: ExternalSettings, guard: Guard, resolver: AbstractResolver, user_agent: str
) -> aiohttp.ClientSession:
    """A session without cookies, proxies, redirects of its own or decompression."""

    def open_socket(info: aiohttp.AddrInfoType) -> socket.socket:
        # aiohttp resolves no host that is an address already: this sees each of them, just before it connects.
        family, kind, protocol, _, address = info
        try:
            guard.admit_address(ip_address(str(address[0])))
        except AddressRefused as error:
            raise PermissionError(str(error)) from error
        return socket.socket(family, kind, protocol)

    connector = aiohttp.TCPConnector(
        resolver=resolver,
        use_dns_cache=False,
        socket_factory=open_socket,
        limit=0,  # the lanes count
        # Not the one that aiohttp makes when it is imported: this looks for certificates when it is needed.
        ssl=ssl.create_default_context(),
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        auto_decompress=False,
        timeout=aiohttp.ClientTimeout(
            total=None, connect=settings.connect_timeout, sock_read=settings.read_timeout
        ),
        headers={"User-Agent": user_agent, "Accept-Encoding": ACCEPTED},
    )

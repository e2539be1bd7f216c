"""A TCP proxy in front of the database that can be cut and mended."""

from __future__ import annotations

import asyncio
from typing import Self
from urllib.parse import quote

from app.infra.db.libpq import parameters


class Proxy:
    """Passes bytes on to a PostgreSQL until it is cut.

    With ``tells_end`` false the news that the database closed a connection never arrives.
    """

    def __init__(self, url: str, *, tells_end: bool = True) -> None:
        self._target = parameters(url)
        self._tells_end = tells_end
        self.quiet = asyncio.Event()
        """Set once a connection has ended and that was not told."""
        self._open = True
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.cut()
        if self._server:
            self._server.close()

    @property
    def url(self) -> str:
        """The address of the database through the proxy."""
        port = self._server.sockets[0].getsockname()[1] if self._server else 0
        user, password, name = (
            quote(self._target.get(part, ""), safe="") for part in ("user", "password", "dbname")
        )
        return f"postgresql://{user}:{password}@127.0.0.1:{port}/{name}"

    def cut(self) -> None:
        """Break every connection and take no new one."""
        self._open = False
        for writer in self._writers:
            writer.transport.abort()

    def mend(self) -> None:
        self._open = True

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        back_reader, back_writer = await self._connect()
        # Only now: it may have been cut meanwhile.
        if not self._open:
            writer.transport.abort()
            back_writer.transport.abort()
            return
        self._writers |= {writer, back_writer}
        await asyncio.gather(self._ask(reader, back_writer), self._answer(back_reader, writer))
        writer.close()
        self._writers -= {writer, back_writer}

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        host, port = self._target["host"], self._target.get("port", "5432")
        if host.startswith("/"):
            return await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}")
        return await asyncio.open_connection(host, int(port))

    async def _ask(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _pass_on(reader, writer)
        writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _pass_on(reader, writer)
        if self._tells_end:
            writer.close()
        else:
            self.quiet.set()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except (ConnectionError, OSError):
        pass

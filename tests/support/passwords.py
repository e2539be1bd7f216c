"""A PostgreSQL that asks everybody for a password, over TCP and on its socket."""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL
from urllib.parse import quote

import asyncpg
import psutil

from app.infra.embedded import embedded_postgres
from app.settings.sections.database import DatabaseSettings, EmbeddedDatabase

RULES = """
local all all scram-sha-256
host all all 127.0.0.1/32 scram-sha-256
host all all ::1/128 scram-sha-256
"""


@dataclass(frozen=True, slots=True)
class PasswordServer:
    """``role0``, ``role1`` and so on have the passwords, in their order, and may do everything."""

    port: int
    socket: Path
    passwords: Sequence[str]

    def address(
        self, number: int, hosts: str = "127.0.0.1:{port}", *, name: str = "postgres", query: str = ""
    ) -> str:
        """The address of a role; ``hosts`` and ``query`` can name {port} and {socket}."""
        known = {"port": self.port, "socket": quote(str(self.socket), safe="")}
        password = quote(self.passwords[number], safe="")
        options = f"?{query.format(**known)}" if query else ""
        return f"postgresql://role{number}:{password}@{hosts.format(**known)}/{name}{options}"


@contextmanager
def password_server(folder: Path, passwords: Sequence[str]) -> Iterator[PasswordServer]:
    """Run a PostgreSQL in ``folder`` until the context is left."""
    data = folder / "postgres"
    settings = DatabaseSettings(embedded=EmbeddedDatabase.KEPT, directory=data)
    with embedded_postgres(settings, folder) as url:
        asyncio.run(_make_roles(url, passwords))
        process = psutil.Process(int((data / "postmaster.pid").read_text().splitlines()[0]))
        command, user = process.cmdline(), process.uids().real
    (data / "pg_hba.conf").write_text(RULES)
    port = _free_port()
    # The wheel's own options say that it listens nowhere; of two, the later holds.
    options = [
        "-c",
        "listen_addresses=127.0.0.1,::1",
        "-c",
        f"port={port}",
        "-c",
        f"unix_socket_directories={data}",
    ]
    started = subprocess.Popen([*command, *options], user=user, cwd=data, stdout=DEVNULL, stderr=DEVNULL)
    try:
        server = PasswordServer(port, data, passwords)
        asyncio.run(_answers(server.address(0)))
        yield server
    finally:
        started.send_signal(signal.SIGINT)
        started.wait(20)


async def _make_roles(url: str, passwords: Sequence[str]) -> None:
    connection = await asyncpg.connect(url)
    try:
        for number, password in enumerate(passwords):
            literal = await connection.fetchval("SELECT quote_literal($1::text)", password)
            await connection.execute(f"CREATE ROLE role{number} SUPERUSER LOGIN PASSWORD {literal}")
    finally:
        await connection.close()


async def _answers(url: str) -> None:
    async with asyncio.timeout(20):
        while True:
            try:
                connection = await asyncpg.connect(url)
            except (OSError, asyncpg.CannotConnectNowError):
                await asyncio.sleep(0.1)
            else:
                await connection.close()
                return


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

"""One throw-away PostgreSQL for all test workers, or one that was given; a database for each worker."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from subprocess import DEVNULL
from urllib.parse import quote, urlsplit

import asyncpg
import psutil
from filelock import FileLock
from pydantic import SecretStr

from app.infra.db import migrate
from app.infra.embedded import embedded_postgres
from app.settings.sections.database import DatabaseSettings, EmbeddedDatabase

TEMPLATE = "twi_template"


@contextmanager
def database_for_worker(shared: Path, worker: str, given: str | None) -> Iterator[str]:
    """The address of a migrated database; ``given`` names a server to use instead of an own one."""
    with ExitStack() as stack:
        server = given or stack.enter_context(shared_server(shared))
        name = f"twi_{worker}_{os.getpid()}"
        with FileLock(shared / "template.lock"):
            if not (ready := shared / "template.ready").exists():
                asyncio.run(_create(server, TEMPLATE, "template0"))
                migrate.upgrade(DatabaseSettings(url=SecretStr(_database(server, TEMPLATE))))
                ready.touch()
            asyncio.run(_create(server, name, TEMPLATE))
        yield _database(server, name)
        asyncio.run(_drop(server, name))


def create_database(server: str, name: str, template: str = TEMPLATE) -> str:
    """Make a database anew, migrated or (from ``template0``) empty; gives its address.

    For tests without an event loop, or in a thread.
    """
    asyncio.run(_create(server, name, template))
    return _database(server, name)


def drop_database(server: str, name: str) -> None:
    asyncio.run(_drop(server, name))


class OwnServer:
    """A PostgreSQL for one test, which can be killed. As root it runs as another user, as it has to."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self._pid_file = folder / "postmaster.pid"
        self._started: subprocess.Popen[bytes] | None = None
        self._command: list[str] = []
        self._user: int | None = None

    def kill(self) -> None:
        """As if the machine's memory had run out: nothing is said to anybody, nothing is written any more."""
        process = psutil.Process(int(self._pid_file.read_text().splitlines()[0]))
        self._command, self._user = process.cmdline(), process.uids().real
        everything = [process, *process.children(recursive=True)]
        process.kill()
        _, alive = psutil.wait_procs(everything, timeout=10)
        assert not alive

    def start_again(self) -> None:
        """Start what was killed, on the same socket."""
        self._started = subprocess.Popen(
            self._command, user=self._user, cwd=self._pid_file.parent, stdout=DEVNULL, stderr=DEVNULL
        )

    def close(self) -> None:
        if self._started:
            self._started.send_signal(signal.SIGINT)
            self._started.wait(20)


@contextmanager
def own_server(folder: Path) -> Iterator[OwnServer]:
    """Run a migrated PostgreSQL in ``folder``."""
    settings = DatabaseSettings(embedded=EmbeddedDatabase.KEPT, directory=folder / "postgres")
    with embedded_postgres(settings, folder) as url:
        migrate.upgrade(DatabaseSettings(url=SecretStr(url)))
        server = OwnServer(url, folder / "postgres")
        yield server
        server.close()


@contextmanager
def shared_server(shared: Path) -> Iterator[str]:
    """Run the PostgreSQL of all who name the same folder; gives its address."""
    # The last worker to leave stops the server; the folder goes when the run is over.
    settings = DatabaseSettings(embedded=EmbeddedDatabase.KEPT, directory=shared / "postgres")
    with embedded_postgres(settings, shared) as url:
        asyncio.run(_execute(url, "ALTER SYSTEM SET fsync = off"))
        asyncio.run(_execute(url, "SELECT pg_reload_conf()"))
        yield url


async def _create(server: str, name: str, template: str) -> None:
    await _drop(server, name)
    await _execute(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


async def _drop(server: str, name: str) -> None:
    await _execute(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


async def _execute(server: str, statement: str) -> None:
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _database(server: str, name: str) -> str:
    parts = urlsplit(server)
    return f"{parts.scheme}://{parts.netloc}/{quote(name, safe='')}" + (
        f"?{parts.query}" if parts.query else ""
    )

"""A PostgreSQL that is there and says nothing, as on a machine that swaps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
import psutil


async def postmaster_of(url: str) -> psutil.Process:
    """The process of the server on this machine."""
    connection = await asyncpg.connect(url)
    try:
        pid = await connection.fetchval("SELECT pg_backend_pid()")
        parent = psutil.Process(pid).parent()
        assert parent is not None
        return parent
    finally:
        await connection.close()


@contextmanager
def suspended(server: psutil.Process) -> Iterator[None]:
    """Let none of its processes do anything meanwhile."""
    everybody = [server, *server.children(recursive=True)]
    for process in everybody:
        process.suspend()
    try:
        yield
    finally:
        for process in everybody:
            process.resume()

"""What the checks of health cost, and how long they take."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, suppress
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr

from app.infra.db.probe import DatabaseProbe
from app.infra.health import HttpServer
from app.infra.metrics import Metrics
from app.settings.sections.database import DatabaseSettings
from app.settings.sections.http import HttpSettings
from tests.support.postgres import OwnServer, own_server
from tests.support.proxy import Proxy
from tests.support.suspended import postmaster_of, suspended

Serve = Callable[..., Awaitable[HttpServer]]


@pytest.fixture
async def lifespan() -> AsyncIterator[AsyncExitStack[bool | None]]:
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
async def serve(lifespan: AsyncExitStack[bool | None]) -> Serve:
    async def serve(**checks: Callable[[], Awaitable[bool]]) -> HttpServer:
        server = HttpServer(HttpSettings(port=0), Metrics(), checks)
        await server.start()
        lifespan.push_async_callback(server.stop)
        return server

    return serve


async def ask(server: HttpServer, path: str = "/readyz") -> tuple[int, float]:
    """The status, and the seconds it took."""
    started = time.perf_counter()
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{server.port}{path}") as response,
    ):
        await response.read()
        return response.status, time.perf_counter() - started


@pytest.fixture
def database() -> Iterator[OwnServer]:
    # Its own user has to reach the folder; pytest's is closed to it.
    with tempfile.TemporaryDirectory(prefix="twi-") as folder:
        Path(folder).chmod(0o755)
        with own_server(Path(folder)) as database:
            yield database


@pytest.mark.parametrize("known", [True, False])
async def test_a_database_that_hangs_is_told_within_a_second(
    database: OwnServer, lifespan: AsyncExitStack[bool | None], serve: Serve, known: bool
) -> None:
    probe = DatabaseProbe(DatabaseSettings(url=SecretStr(database.url)), lifespan)
    server = await serve(database=probe.answers)
    if known:
        assert (await ask(server))[0] == 200
        await asyncio.sleep(1.1)
    with suspended(await postmaster_of(database.url)):
        for _ in range(3):
            status, seconds = await ask(server)
            assert (status, seconds < 1.0) == (503, True)
    async with asyncio.timeout(5):
        while (await ask(server))[0] != 200:
            await asyncio.sleep(0.1)


async def test_a_lost_connection_is_made_again(
    database_url: str, lifespan: AsyncExitStack[bool | None], serve: Serve
) -> None:
    async with Proxy(database_url) as proxy:
        probe = DatabaseProbe(DatabaseSettings(url=SecretStr(proxy.url)), lifespan)
        assert await probe.answers()
        proxy.cut()
        assert not await probe.answers()
        proxy.mend()
        assert await probe.answers()


async def test_many_who_ask_cost_one_look(serve: Serve) -> None:
    looks = 0

    async def look() -> bool:
        nonlocal looks
        looks += 1
        await asyncio.sleep(0.05)
        return True

    server = await serve(database=look)
    answers = await asyncio.gather(*(ask(server) for _ in range(50)))
    assert {status for status, _ in answers} == {200}
    assert looks == 1


async def test_a_check_that_breaks_or_never_ends_fails_alone(serve: Serve) -> None:
    async def broken() -> bool:
        raise RuntimeError("on purpose")

    async def endless() -> bool:
        await asyncio.Event().wait()
        return True

    async def stubborn() -> bool:
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        await asyncio.sleep(5)
        return True

    async def fine() -> bool:
        return True

    server = await serve(broken=broken, endless=endless, stubborn=stubborn, fine=fine)
    started = time.perf_counter()
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{server.port}/readyz") as response,
    ):
        told = await response.json()
    assert time.perf_counter() - started < 1.0
    assert told["checks"] == {"broken": False, "endless": False, "stubborn": False, "fine": True}


@pytest.mark.parametrize("path", ["/readyz", "/livez", "/metrics"])
async def test_two_hundred_pollers_leave_time_for_others(
    database_url: str, lifespan: AsyncExitStack[bool | None], serve: Serve, path: str
) -> None:
    settings = DatabaseSettings(url=SecretStr(database_url), pool_size=3, pool_overflow=0)
    probe = DatabaseProbe(settings, lifespan)
    server = await serve(database=probe.answers)
    answered = 0

    async def poll() -> None:
        nonlocal answered
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector) as session:
            while True:
                async with session.get(f"http://127.0.0.1:{server.port}{path}") as response:
                    await response.read()
                    answered += 1

    pollers = [asyncio.create_task(poll()) for _ in range(200)]
    try:
        await asyncio.sleep(1)
        answered = 0
        await asyncio.sleep(2)
        # Each of them waits for its turn, which comes twice a second.
        # On a busy machine it is less; without turns it is thousands.
        assert 0 < answered <= 1200
    finally:
        for poller in pollers:
            poller.cancel()
        await asyncio.gather(*pollers, return_exceptions=True)

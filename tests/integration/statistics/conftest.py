"""What the tests of figures share."""

from __future__ import annotations

import pytest

from app.container import Container
from app.features.statistics.service import StatisticsService
from tests.support.statistics import CATEGORY, GENERAL, place, statistics


@pytest.fixture
def service(container: Container, guild_id: int) -> StatisticsService:
    """Statistics for somebody who sees everything but #staff."""
    return statistics(container, [place(guild_id, number) for number in (CATEGORY, GENERAL)])

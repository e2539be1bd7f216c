"""Pictures that are drawn."""

from __future__ import annotations

from typing import Protocol

from app.core.chart import Chart


class Painter(Protocol):
    """Makes pictures of figures."""

    async def draw(self, chart: Chart) -> bytes | None:
        """A PNG file; None when it cannot be made just now."""

"""Events that cannot be read: counted by kind, and logged without a word of what they say."""

from __future__ import annotations

import time
import traceback
from typing import Final

from loguru import logger

from app.infra.metrics import Metrics

QUIET_SECONDS: Final = 60.0
"""Between two lines about one kind of event: Discord may have changed it, and then none of them can be read."""
OTHER: Final = "OTHER"
"""Stands for every name that hikari does not know: a name that Discord sends can be anything."""


class Unreadable:
    """Told of every event that could not be read."""

    def __init__(self, metrics: Metrics) -> None:
        self._counter = metrics.gateway.unreadable
        self._names: frozenset[str] = frozenset()
        self._quiet_until: dict[str, float] = {}

    def know(self, names: frozenset[str]) -> None:
        """These are the events that are told apart."""
        self._names = names

    def note(self, name: object, error: Exception | None = None) -> None:
        """An event has been skipped, as ``error`` came of reading it or as it is not an event at all."""
        known = name if isinstance(name, str) and name in self._names else OTHER
        self._counter.labels(known).inc()
        now = time.monotonic()
        if now >= self._quiet_until.get(known, 0.0):
            self._quiet_until[known] = now + QUIET_SECONDS
            logger.warning("an event {} cannot be read and is skipped: {}", known, _place_of(error))


def _place_of(error: Exception | None) -> str:
    """What went wrong and where. The text of the error may quote what was sent."""
    if error is None:
        return "it has not the form of an event"
    steps = traceback.extract_tb(error.__traceback__)
    where = f" in {steps[-1].name}, line {steps[-1].lineno}" if steps else ""
    return f"{type(error).__name__}{where}"

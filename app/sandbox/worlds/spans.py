"""How long ago, as people write it: ``3 weeks``, ``2 days 4 hours``."""

from __future__ import annotations

import re

_SECONDS = {"minute": 60.0, "hour": 3600.0, "day": 86_400.0, "week": 604_800.0}
_PART = re.compile(rf"(\d+) ({'|'.join(_SECONDS)})s?")
_SPAN = re.compile(rf"{_PART.pattern}(?: {_PART.pattern})*")


def is_span(text: str) -> bool:
    return bool(_SPAN.fullmatch(text))


def seconds_in(text: str) -> float:
    """The length of a span in seconds."""
    return sum(int(number) * _SECONDS[unit] for number, unit in _PART.findall(text))

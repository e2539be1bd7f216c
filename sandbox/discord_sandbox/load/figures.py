"""How a load was met, in figures."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import asdict, dataclass, field, fields
from typing import Self

from discord_sandbox.model.payload import JsonObject, Payload

PRECISION = 1.02
"""Latencies are told apart when one is so many times the other."""
PERCENTILES = (50, 90, 95, 99)
_SMALLEST = 1e-6


class Latencies:
    """Counts latencies by their size, in a space that does not grow with their number."""

    def __init__(self) -> None:
        self._counts: Counter[int] = Counter()
        self._total = 0
        self._longest = 0.0

    def add(self, seconds: float) -> None:
        self._counts[math.ceil(math.log(max(seconds, _SMALLEST), PRECISION))] += 1
        self._total += 1
        self._longest = max(self._longest, seconds)

    def percentile(self, percent: float) -> float:
        """Seconds that so many of a hundred were at or below, two percent too long at most; 0 without any."""
        wanted = self._total * percent / 100
        seen = 0
        for size, count in sorted(self._counts.items()):
            seen += count
            if seen >= wanted:
                return float(min(self._longest, PRECISION**size))
        return 0.0

    def milliseconds(self) -> dict[str, float]:
        """The percentiles that people ask for, and the longest."""
        found = {f"p{percent}": self.percentile(percent) for percent in PERCENTILES}
        return {name: round(seconds * 1000, 2) for name, seconds in (*found.items(), ("max", self._longest))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What has happened since the beginning of a load."""

    seconds: float
    messages: int
    """That people wrote."""
    commands: int
    """That people used."""
    answers: int
    """First answers that came in time."""
    unanswered: int
    """Commands to which none came within Discord's three seconds."""
    events: int
    """Dispatches of any kind, to all sessions together."""
    calls: int
    """Requests of the bot's to the REST API."""
    backlog: int
    """Payloads that clients have not been sent yet, because they read more slowly than they come."""
    behind: int
    """Messages that should have been written by now, and wait for clients or for this process."""
    latency: dict[str, float] = field(default_factory=dict)
    """Milliseconds from a command to its first answer."""

    @property
    def events_per_second(self) -> float:
        return self.events / self.seconds if self.seconds else 0.0

    @classmethod
    def read(cls, payload: Payload) -> Self:
        """The inverse of :meth:`payload`."""
        return cls(**{each.name: payload[each.name] for each in fields(cls)})

    def payload(self) -> JsonObject:
        return asdict(self) | {"events_per_second": round(self.events_per_second, 1)}

    def line(self) -> str:
        """All that fits into one line, for those who watch."""
        latency = (
            " ".join(f"{name} {value:g}" for name, value in self.latency.items()) if self.answers else "-"
        )
        return (
            f"{self.seconds:6.1f} s  {self.events:>9,} events ({self.events_per_second:,.0f}/s)  "
            f"{self.answers:,} of {self.commands:,} commands answered  ms: {latency}  "
            f"{self.calls:,} calls  backlog {self.backlog:,}  behind {self.behind:,}"
        )

    def table(self) -> str:
        """Everything, a line each."""
        counted = {name: value for name, value in self.payload().items() if name != "latency"}
        rows = [(name.replace("_", " "), f"{value:,}") for name, value in counted.items()]
        if self.answers:
            rows += [(f"first answer {name}", f"{value:,.2f} ms") for name, value in self.latency.items()]
        width = max(len(name) for name, _ in rows)
        return "\n".join(f"{name:<{width}}  {value:>14}" for name, value in rows)

"""What was measured, as a table for people and as JSON for machines."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import orjson

Bound = Literal["at most", "at least"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measurement of ours, set beside what it is compared with."""

    name: str
    unit: str
    ours: float
    other: float
    """What ``ours`` is divided by: the bare bot's figure, unless the name says otherwise."""
    bound: Bound
    goal: float
    """What the ratio should be; the bench tells, it does not judge."""

    @property
    def ratio(self) -> float:
        return self.ours / self.other

    @property
    def met(self) -> bool:
        return self.ratio <= self.goal if self.bound == "at most" else self.ratio >= self.goal


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that ``percent`` of all are at or below; needs two values at least."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def table(figures: Sequence[Figure]) -> str:
    """The figures in columns."""
    head = ("", "unit", "ours", "other", "ratio", "goal", "")
    rows = [
        (
            figure.name,
            figure.unit,
            f"{figure.ours:,.2f}",
            f"{figure.other:,.2f}",
            f"{figure.ratio:.2f}",
            f"{figure.bound} {figure.goal:g}",
            "met" if figure.met else "MISSED",
        )
        for figure in figures
    ]
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (head, *rows)
    )


def write(figures: Sequence[Figure], path: Path) -> None:
    """Write the figures, and what machine they come from, as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "figures": [{**asdict(figure), "ratio": figure.ratio, "met": figure.met} for figure in figures],
    }
    path.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2) + b"\n")

"""What an import did with every row it read. No row disappears without a reason that is counted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

EXAMPLES = 5
"""Rows that are named for each reason."""


@dataclass(slots=True)
class Rows:
    """Rows that have something in common, some of them by what tells them apart."""

    count: int = 0
    examples: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Tally:
    """What became of the rows of one table: ``read`` is the sum of all the others."""

    table: str
    read: int = 0
    written: int = 0
    present: int = 0
    deferred: int = 0
    """Rows that this version has no place for."""
    skipped: dict[str, Rows] = field(default_factory=dict)
    """Rows that stay out, by the reason."""
    altered: dict[str, Rows] = field(default_factory=dict)
    """Rows that came in, but not as they were, by what is different. All of them are named."""

    def delivered(self, rows: int, *, of_which_new: int) -> None:
        """Count rows that are in the database now, whether or not they were before."""
        self.written += of_which_new
        self.present += rows - of_which_new

    def skip(self, reason: str, example: object, count: int = 1, *, name_all: bool = False) -> None:
        """Count rows that stay out; ``example`` is what tells one of them apart."""
        skipped = self.skipped.setdefault(reason, Rows())
        skipped.count += count
        if name_all or len(skipped.examples) < EXAMPLES:
            skipped.examples.append(str(example))

    def alter(self, what: str, example: object) -> None:
        """Note that a row came in with a difference, which somebody may want to look at."""
        altered = self.altered.setdefault(what, Rows())
        altered.count += 1
        altered.examples.append(str(example))

    @property
    def skips(self) -> int:
        return sum(skipped.count for skipped in self.skipped.values())

    def as_json(self) -> dict[str, Any]:
        return {
            "read": self.read,
            "written": self.written,
            "present": self.present,
            "kept_for_later": self.deferred,
            "skipped": self.skips,
            "reasons": _by_reason(self.skipped),
            "altered": _by_reason(self.altered),
        }


def _by_reason(rows: Mapping[str, Rows]) -> dict[str, Any]:
    return {reason: {"count": each.count, "examples": each.examples} for reason, each in rows.items()}


@dataclass(slots=True, kw_only=True)
class Report:
    """All of an import, in the form in which it is shown and kept."""

    guild_id: int
    dry_run: bool
    host_time_zone: str
    started_at: datetime
    seconds: float = 0.0
    tallies: dict[str, Tally] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)
    """What the source has not got, and what that means."""
    notes: list[str] = field(default_factory=list)
    skipped_tables: dict[str, str] = field(default_factory=dict)
    """Tables of the source that stay where they are, and why."""

    def tally(self, table: str) -> Tally:
        return self.tallies.setdefault(table, Tally(table))

    def missing(self, table: str, columns: Collection[str], consequence: str) -> None:
        """Note a table, or columns of it, that the source has not got."""
        what = ", ".join(f"{table}.{column}" for column in columns) or table
        if (entry := f"{what}: {consequence}") not in self.absent:
            self.absent.append(entry)

    def as_json(self) -> dict[str, Any]:
        return {
            "guild_id": str(self.guild_id),
            "dry_run": self.dry_run,
            "host_time_zone": self.host_time_zone,
            "started_at": self.started_at.isoformat(timespec="seconds"),
            "seconds": round(self.seconds, 1),
            "tables": {table: tally.as_json() for table, tally in self.tallies.items()},
            "absent": self.absent,
            "notes": self.notes,
            "left": self.skipped_tables,
        }

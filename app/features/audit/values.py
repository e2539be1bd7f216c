"""What the audit feature gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One change, as staff see it. Without ``actor_id`` the person asked to be forgotten."""

    number: int
    at: datetime
    action: str
    actor_id: int | None
    target: str | None
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entries:
    """One page of entries, newest first, and how many match in all."""

    shown: list[Entry]
    total: int

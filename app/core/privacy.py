"""The data map: what is kept about people, why, how long, and what erasure does to it.

Every feature lists its personal columns in a ``DATA_MAP`` beside its tables. A test fails when a
table with a user id is missing; docs/data-map.md is generated from the same entries.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class OnErase(StrEnum):
    """What happens to a row when the person it belongs to asks to be forgotten."""

    DELETE = "the row is deleted"
    ANONYMISE = "the columns are emptied, the row stays"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    """The columns of one table that belong to the person named by ``owner``."""

    table: str
    owner: str
    """The column that holds the person's user id."""
    columns: tuple[str, ...]
    """Every column that tells something about that person, the owner column included."""
    purpose: str
    retention: str
    exported: bool = True
    on_erase: OnErase = OnErase.DELETE

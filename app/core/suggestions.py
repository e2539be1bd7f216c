"""Which suggestions come first while somebody types.

What was typed in full comes first, then what begins so, then what has a word that begins so, then what contains it;
among those alike, the order in which they are offered. What Discord has no room for is cut off after that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Generic, TypeVar

from app.core.search.folding import fold

V = TypeVar("V", str, int, float)


@dataclass(frozen=True, slots=True)
class Suggestion(Generic[V]):
    """Something to choose, and by which names it is found: those of ``names``, or else its label."""

    label: str
    value: V
    names: Sequence[str] = ()


class Closeness(IntEnum):
    """How a name answers to what was typed; the least is the closest."""

    WHOLE = 0
    BEGINS = 1
    WORD_BEGINS = 2
    CONTAINS = 3


def closeness(typed: str, name: str) -> Closeness | None:
    """None where the name has nothing of it. Case, accents and width do not matter."""
    typed, name = _folded(typed), _folded(name)
    if typed == name:
        return Closeness.WHOLE
    if name.startswith(typed):
        return Closeness.BEGINS
    found = name.find(typed)
    while found > 0:
        if not name[found - 1].isalnum():
            return Closeness.WORD_BEGINS
        found = name.find(typed, found + 1)
    return Closeness.CONTAINS if typed in name else None


def closest(typed: str, offered: Iterable[Suggestion[V]]) -> list[Suggestion[V]]:
    """Those of the offered that have what was typed, the closest first; all of them if that is nothing."""
    graded: dict[Closeness, list[Suggestion[V]]] = {grade: [] for grade in Closeness}
    for suggestion in offered:
        grades = (closeness(typed, name) for name in suggestion.names or (suggestion.label,))
        if (best := min((grade for grade in grades if grade is not None), default=None)) is not None:
            graded[best].append(suggestion)
    return [suggestion for grade in Closeness for suggestion in graded[grade]]


@lru_cache(maxsize=2**14)
def _folded(name: str) -> str:
    """With each letter typed, the same names are compared again."""
    return fold(name)

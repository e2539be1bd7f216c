"""Which way text runs: Arabic and Hebrew from the right, with what is mixed in from the left.

Unicode's bidirectional algorithm for one line without embedded directions, which ``one_line`` takes out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import TypeVar

Run = TypeVar("Run")
LEFT, RIGHT, NUMBER, NEUTRAL = "L", "R", "N", "-"
KINDS = {"L": LEFT, "R": RIGHT, "AL": RIGHT, "EN": NUMBER, "AN": NUMBER}


def levels(text: str) -> list[int]:
    """A level for each letter: even ones run from the left, odd ones from the right."""
    kinds = [KINDS.get(unicodedata.bidirectional(letter), NEUTRAL) for letter in text]
    base = next((kind for kind in kinds if kind in {LEFT, RIGHT}), LEFT)
    strong = base
    for index, kind in enumerate(kinds):
        if kind in {LEFT, RIGHT}:
            strong = kind
        elif kind == NUMBER and strong == LEFT:
            kinds[index] = LEFT
        elif index and unicodedata.bidirectional(text[index]) == "NSM":
            kinds[index] = kinds[index - 1]
    _settle(kinds, base)
    if base == LEFT:
        return [{LEFT: 0, RIGHT: 1, NUMBER: 2}[kind] for kind in kinds]
    return [1 if kind == RIGHT else 2 for kind in kinds]


def _settle(kinds: list[str], base: str) -> None:
    """Spaces and signs go with what is on both sides of them, or with the whole line."""
    index = 0
    while index < len(kinds):
        if kinds[index] != NEUTRAL:
            index += 1
            continue
        end = index
        while end < len(kinds) and kinds[end] == NEUTRAL:
            end += 1
        before = _side(kinds[index - 1]) if index else base
        after = _side(kinds[end]) if end < len(kinds) else base
        kinds[index:end] = [before if before == after else base] * (end - index)
        index = end


def _side(kind: str) -> str:
    return RIGHT if kind == NUMBER else kind


def in_sight(runs: Sequence[tuple[int, Run]]) -> list[tuple[int, Run]]:
    """Runs with their levels, from the order of reading into that from left to right."""
    ordered = list(runs)
    for least in range(max((level for level, _ in ordered), default=0), 0, -1):
        first = 0
        while first < len(ordered):
            last = first
            while last < len(ordered) and ordered[last][0] >= least:
                last += 1
            ordered[first:last] = reversed(ordered[first:last])
            first = max(last, first + 1)
    return ordered

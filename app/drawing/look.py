"""The colours of every picture, for the two grounds on which Discord shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Colour: TypeAlias = tuple[int, int, int]


def colour(text: str) -> Colour:
    """A colour as it is written for the web, such as ``#242429``."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Blue and orange stay apart for the colour-blind; what is read has a contrast of 4.5 to 1 at least."""

    ground: Colour
    ink: Colour
    faint: Colour
    """Of words that matter less."""
    line: Colour
    """Of lines and of what is empty: seen, but calm."""
    main: Colour
    soft: Colour
    """Fills what is not whole yet, with an edge of ``main``."""
    heat: tuple[Colour, ...]
    """From nothing, which is calm, to the most."""


DARK = Look(
    ground=colour("#242429"),
    ink=colour("#f2f3f5"),
    faint=colour("#b4b7c0"),
    line=colour("#3d3e46"),
    main=colour("#6ea8fe"),
    soft=colour("#34425e"),
    heat=tuple(map(colour, ("#303038", "#2f4a78", "#3a68ac", "#4f8ae0", "#82b4ff", "#d3e5ff"))),
)
LIGHT = Look(
    ground=colour("#ffffff"),
    ink=colour("#1e1f22"),
    faint=colour("#55585f"),
    line=colour("#dcdee3"),
    main=colour("#1f66d6"),
    soft=colour("#d5e3fb"),
    heat=tuple(map(colour, ("#eff0f3", "#c3d8f8", "#8db6f0", "#558fe2", "#2460bd", "#0b3474"))),
)

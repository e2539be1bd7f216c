"""The description of a picture, in pixels of a picture that is 400 wide. The renderer doubles them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from app.drawing.look import Colour

WIDTH = 400
TITLE, LABEL, SMALL = 16.0, 14.0, 13.0
"""Sizes of type. Telephones show a picture at half its width or so: nothing is smaller."""
Anchor: TypeAlias = Literal["start", "middle", "end"]


class Measure(Protocol):
    """Tells how wide words are."""

    def __call__(self, text: str, size: float, *, bold: bool = False) -> float: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    fill: Colour
    radius: float = 0
    on: Colour | None = None
    """What its round corners melt into; the ground if left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A line of text, plain: nothing in it is markup."""

    x: float
    y: float
    """Of the line on which the letters stand."""
    text: str
    size: float
    fill: Colour
    bold: bool = False
    anchor: Anchor = "start"
    on: Colour | None = None
    """What it stands on; the ground if left out."""


Item: TypeAlias = Box | Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A whole picture; what comes later lies above."""

    height: int
    ground: Colour
    items: Sequence[Item]
    locale: str
    """Chinese, Japanese and Korean write some letters differently."""
    width: int = WIDTH

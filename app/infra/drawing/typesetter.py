"""From a line of text to glyphs in their places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import uharfbuzz as hb

from app.core.graphemes import graphemes
from app.drawing.wording import one_line
from app.infra.drawing.directions import in_sight, levels
from app.infra.drawing.fonts import BOLD, FRACTIONS, REGULAR, Face, Fonts, fonts

SCALE = 2
"""Device pixels for one of a scene's."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph, and where it stands from the line's beginning, in fractions of a device pixel."""

    font: hb.Font
    number: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line that can be drawn."""

    glyphs: tuple[Glyph, ...]
    width: float
    """Device pixels."""
    missing: int
    """Letters that no font has."""


@lru_cache(4096)
def line_of(text: str, size: float, *, bold: bool = False, locale: str = "en-US") -> Line:
    """A line of text of ``size`` scene pixels."""
    pixels, weight = round(size * SCALE), BOLD if bold else REGULAR
    plain = fonts().drawable(one_line(text))
    pen, glyphs, missing = 0.0, [], 0
    for level, (face, part) in in_sight(list(_runs(plain, fonts()))):
        font = face.font(pixels, weight)
        buffer = hb.Buffer()
        buffer.add_str(part)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if level % 2 else "ltr"
        buffer.language = locale
        hb.shape(font, buffer)
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            missing += not info.codepoint
            glyphs.append(Glyph(font, info.codepoint, pen + place.x_offset, place.y_offset))
            pen += place.x_advance
    return Line(tuple(glyphs), pen / FRACTIONS, missing)


def measure(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line is, in scene pixels."""
    return line_of(text, size, bold=bold).width / SCALE


def _runs(text: str, known: Fonts) -> Iterator[tuple[int, tuple[Face, str]]]:
    """Parts of one font and one direction. What is read as one letter is in one part."""
    found: list[tuple[int, Face, list[str]]] = []
    level_of, position = levels(text), 0
    for cluster in graphemes(text):
        level = level_of[position]
        position += len(cluster)
        face = known.face_of(cluster)
        if face is None:
            continue
        if found and found[-1][1] is face and found[-1][0] == level:
            found[-1][2].append(cluster)
        else:
            found.append((level, face, [cluster]))
    for level, face, clusters in found:
        yield level, (face, "".join(clusters))

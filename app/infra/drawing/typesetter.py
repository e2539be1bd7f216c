"""From a line of text to glyphs in their places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import uharfbuzz as hb

from app.drawing.wording import EMOJI, continues, one_line
from app.infra.drawing.directions import in_sight, levels
from app.infra.drawing.fonts import BOLD, FRACTIONS, REGULAR, Face, Fonts, fonts

SCALE = 2
"""Device pixels for one of a scene's."""
FLAGS = range(0x1F1E6, 0x1F200)


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
    """Parts of one font and one direction. A mark stays with its letter, and an emoji's parts together."""
    found: list[tuple[int, Face, list[str]]] = []
    for index, (letter, level) in enumerate(zip(text, levels(text), strict=True)):
        emoji = text[index + 1 : index + 2] == EMOJI or ord(letter) in FLAGS
        if found and continues(letter) and (letter in {"\u200d", EMOJI} or found[-1][1].has(letter)):
            found[-1][2].append(letter)
            continue
        face = known.face_of(letter, emoji=emoji)
        if face is None:
            continue
        if found and letter == "\u20e3" and found[-1][1].has(letter):
            face, level = found[-1][1], found[-1][0]
        if found and found[-1][1] is face and found[-1][0] == level:
            found[-1][2].append(letter)
        else:
            found.append((level, face, [letter]))
    for level, face, letters in found:
        yield level, (face, "".join(letters))

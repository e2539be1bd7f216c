"""A picture of few colours: a byte for each pixel, which names one of them."""

from __future__ import annotations

import struct
import zlib
from functools import cache

import uharfbuzz as hb

from app.drawing.look import Colour
from app.infra.drawing.fonts import FRACTIONS
from app.infra.drawing.typesetter import Line

SHADES = 12
"""Between a colour and what it stands on."""
MOST_COLOURS = 256
SIGNATURE = b"\x89PNG\r\n\x1a\n"
ABOVE, BELOW = 1.25, 0.5
"""Room for the letters of one line, in their size: what goes further would be in other lines."""


class Canvas:
    """Pixels from the upper left corner."""

    def __init__(self, width: int, height: int, ground: Colour) -> None:
        self._width, self._height = width, height
        self._colours: dict[Colour, int] = {}
        self._shades: dict[tuple[Colour, Colour], bytes] = {}
        self._stamps: dict[tuple[int, int, Colour, int, Colour], list[bytes]] = {}
        self._pixels = bytearray(bytes((self._named(ground),)) * (width * height))

    def box(self, x: int, y: int, wide: int, tall: int, fill: Colour, radius: int, on: Colour) -> None:
        """A filled rectangle, with round corners. What would be outside of the picture is not drawn."""
        if x < 0 or y < 0 or x + wide > self._width or y + tall > self._height:
            return
        pixels, start = self._pixels, y * self._width + x
        for line in self._stamp(wide, tall, fill, min(radius, wide // 2, tall // 2), on):
            pixels[start : start + wide] = line
            start += self._width

    def _stamp(self, wide: int, tall: int, fill: Colour, radius: int, on: Colour) -> list[bytes]:
        """The rows of a rectangle. Many are alike: a week has 168 hours."""
        key = (wide, tall, fill, radius, on)
        found = self._stamps.get(key)
        if found is None:
            full = bytes((self._named(fill),)) * wide
            found = [full] * tall
            for row in range(radius):
                corner = _corner(radius)[row].translate(self._shaded(fill, on))
                found[row] = found[tall - 1 - row] = corner + full[2 * radius :] + corner[::-1]
            self._stamps[key] = found
        return found

    def line(self, line: Line, x: float, y: float, size: int, fill: Colour, on: Colour) -> None:
        """Letters that stand at ``y``."""
        left, top, tall = int(x) - size // 2, round(y - ABOVE * size), round((ABOVE + BELOW) * size)
        wide = int(line.width) + size + 2
        drawing = hb.RasterDraw()
        drawing.scale_factor = (FRACTIONS, FRACTIONS)
        drawing.extents = hb.RasterExtents(0, 0, wide, tall, 0)
        base = (top + tall - y) * FRACTIONS
        for glyph in line.glyphs:
            drawing.transform = (1, 0, 0, 1, (x - left) * FRACTIONS + glyph.x, base + glyph.y)
            drawing.draw_glyph(glyph.font, glyph.number)
        image = drawing.render()
        # HarfBuzz's first row is the lowest.
        stride, covered = image.extents.stride, image.buffer
        shades = self._shaded(fill, on)
        for row in range(tall):
            start = (tall - 1 - row) * stride
            self._lay(left, top + row, covered[start : start + wide], shades)

    def png(self) -> bytes:
        """The picture as a file."""
        width = self._width
        rows = b"".join(
            b"\0" + self._pixels[start : start + width] for start in range(0, width * self._height, width)
        )
        head = struct.pack(">IIBBBBB", width, self._height, 8, 3, 0, 0, 0)
        palette = b"".join(map(bytes, self._colours))
        return b"".join(
            (
                SIGNATURE,
                _chunk(b"IHDR", head),
                _chunk(b"PLTE", palette),
                _chunk(b"IDAT", zlib.compress(rows, 3)),
                _chunk(b"IEND", b""),
            )
        )

    def _put(self, x: int, y: int, line: bytes) -> None:
        if 0 <= y < self._height and x >= 0 and x + len(line) <= self._width:
            start = y * self._width + x
            self._pixels[start : start + len(line)] = line

    def _lay(self, x: int, y: int, covered: bytes, shades: bytes) -> None:
        """A row of letters; where there is none, what is there stays."""
        inked = covered.strip(b"\0")
        if not inked:
            return
        x += len(covered) - len(covered.lstrip(b"\0"))
        start = y * self._width + x
        under = self._pixels[start : start + len(inked)]
        mask = int.from_bytes(inked.translate(HOLES), "big")
        over = int.from_bytes(inked.translate(shades), "big")
        merged = (int.from_bytes(under, "big") & mask) | (over & ~mask)
        self._put(x, y, merged.to_bytes(len(inked), "big"))

    def _named(self, colour: Colour) -> int:
        if colour not in self._colours and len(self._colours) == MOST_COLOURS:
            return min(self._colours.items(), key=lambda each: _distance(each[0], colour))[1]
        return self._colours.setdefault(colour, len(self._colours))

    def _shaded(self, fill: Colour, on: Colour) -> bytes:
        """For each coverage from 0 to 255 the colour of that pixel."""
        found = self._shades.get((fill, on))
        if found is None:
            names = [self._named(_mixed(fill, on, step / SHADES)) for step in range(SHADES + 1)]
            found = bytes(names[round(value * SHADES / 255)] for value in range(256))
            self._shades[fill, on] = found
        return found


HOLES = bytes((255, *[0] * 255))


def _mixed(fill: Colour, on: Colour, share: float) -> Colour:
    red, green, blue = (round(low + (high - low) * share) for high, low in zip(fill, on, strict=True))
    return red, green, blue


def _distance(one: Colour, other: Colour) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


@cache
def _corner(radius: int) -> tuple[bytes, ...]:
    """How much of each pixel is inside a round upper left corner, row by row."""
    points = [(number + 0.5) / 4 for number in range(4)]

    def covered(x: int, y: int) -> int:
        inside = sum(
            (radius - x - across) ** 2 + (radius - y - down) ** 2 <= radius**2
            for across in points
            for down in points
        )
        return round(inside * 255 / len(points) ** 2)

    return tuple(bytes(covered(x, y) for x in range(radius)) for y in range(radius))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

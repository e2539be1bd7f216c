"""Small pictures that are made when they are needed, so that no image has to be kept with the source."""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import TypeAlias

Rows: TypeAlias = Iterator[bytes]
_PALETTE = 3
SHADES = 32
"""Colours of a picture, from its first to its last."""
WIDTH, HEIGHT = 240, 160


def picture(pattern: str, first: str, last: str, width: int = WIDTH, height: int = HEIGHT) -> bytes:
    """A PNG with a pattern in shades between two colours, each written as ``#RRGGBB``."""
    rows = PATTERNS[pattern](width, height)
    data = b"".join(b"\0" + row for row in rows)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">2I5B", width, height, 8, _PALETTE, 0, 0, 0))
        + _chunk(b"PLTE", _palette(first, last))
        + _chunk(b"IDAT", zlib.compress(data, 1))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _palette(first: str, last: str) -> bytes:
    begin, end = bytes.fromhex(first.removeprefix("#")), bytes.fromhex(last.removeprefix("#"))
    return bytes(
        begin[channel] + (end[channel] - begin[channel]) * shade // (SHADES - 1)
        for shade in range(SHADES)
        for channel in range(3)
    )


def _shade(part: float) -> int:
    return min(SHADES - 1, int(part * SHADES))


def _dusk(width: int, height: int) -> Rows:
    """From one colour above to the other below."""
    for y in range(height):
        yield bytes([_shade(y / height)]) * width


def _tiles(width: int, height: int) -> Rows:
    """Squares in turns, a little darker towards the bottom."""
    side = max(4, height // 8)
    for y in range(height):
        dark, light = _shade(y / height / 2), _shade(0.5 + y / height / 2)
        pair = bytes([dark]) * side + bytes([light]) * side
        offset = side * (y // side % 2)
        yield (pair * (width // len(pair) + 2))[offset : offset + width]


def _rain(width: int, height: int) -> Rows:
    """Slanted lines."""
    line = bytes(_shade(x % 24 / 24) for x in range(24))
    for y in range(height):
        yield (line * (width // 24 + 2))[y % 24 : y % 24 + width]


def _hills(width: int, height: int) -> Rows:
    """Three ranges of hills, one before the other."""
    ranges = [
        [height * (0.35 + 0.2 * n + 0.08 * math.sin(x / (17 + 9 * n) + n)) for x in range(width)]
        for n in range(3)
    ]
    for y in range(height):
        row = bytearray([_shade(y / height * 0.2)]) * width
        for n, tops in enumerate(ranges):
            shade = _shade(0.4 + 0.25 * n)
            row = bytearray(shade if y >= top else before for top, before in zip(tops, row, strict=True))
        yield bytes(row)


PATTERNS: dict[str, Callable[[int, int], Rows]] = {
    "dusk": _dusk,
    "hills": _hills,
    "rain": _rain,
    "tiles": _tiles,
}

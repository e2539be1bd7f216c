"""Puts every chart on one sheet a theme and width, to be looked at: ``python -m tests.support.contact_sheets``."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

from app.infra.drawing.renderer import draw
from app.settings.loader import ROOT
from tests.support.pictures import SAMPLES, sample

FOLDER = ROOT / "docs" / "images"
SHOWN = {"month": "a month", "young-server": "a young server"}
"""Single pictures for pages, by the name of their file."""


def pixels(png: bytes) -> tuple[int, int, list[bytes], bytes]:
    """Width, height, rows and colours of a picture of ours."""
    width, height = struct.unpack(">II", png[16:24])
    rows, palette = _chunk(png, b"IDAT"), _chunk(png, b"PLTE")
    raw = zlib.decompress(rows)
    return (
        width,
        height,
        [raw[at + 1 : at + width + 1] for at in range(0, len(raw), width + 1)],
        palette,
    )


def _chunk(png: bytes, kind: bytes) -> bytes:
    start = png.index(kind)
    [length] = struct.unpack(">I", png[start - 4 : start])
    return png[start + 4 : start + 4 + length]


def shrunk(png: bytes, width: int) -> list[bytearray]:
    """The picture ``width`` pixels wide, as rows of red, green and blue: each the average of what it covers."""
    wide, tall, rows, palette = pixels(png)
    colours = [palette[at : at + 3] for at in range(0, len(palette), 3)]
    ratio = wide / width
    result = []
    for y in range(int(tall / ratio)):
        lines = rows[int(y * ratio) : max(int(y * ratio) + 1, int((y + 1) * ratio))]
        row = bytearray()
        for x in range(width):
            first, last = int(x * ratio), max(int(x * ratio) + 1, int((x + 1) * ratio))
            covered = [colours[each] for line in lines for each in line[first:last]]
            row += bytes(sum(part) // len(covered) for part in zip(*covered, strict=True))
        result.append(row)
    return result


def sheet(width: int, *, dark: bool, columns: int = 4, gap: int = 12) -> bytes:
    """All charts side by side."""
    pictures = [shrunk(draw(sample(name, dark=dark)), width) for name in SAMPLES]
    ground = bytes((26, 26, 30) if dark else (227, 229, 232))
    across = columns * (width + gap) + gap
    rows: list[bytes] = [ground * across] * gap
    for start in range(0, len(pictures), columns):
        line = pictures[start : start + columns]
        for y in range(max(map(len, line))):
            parts = [ground * gap]
            for picture in line:
                parts += [bytes(picture[y]) if y < len(picture) else ground * width, ground * gap]
            row = b"".join(parts)
            rows.append(row + ground * (across - len(row) // 3))
        rows += [ground * across] * gap
    return _png(across, rows)


def _png(width: int, rows: list[bytes]) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, len(rows), 8, 2, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def main(folder: Path = FOLDER) -> None:
    folder.mkdir(exist_ok=True)
    for width in (400, 233):
        for dark in (True, False):
            name = f"charts-{width}-{'dark' if dark else 'light'}.png"
            (folder / name).write_bytes(sheet(width, dark=dark, columns=2 if width == 400 else 4))
    for name, shown in SHOWN.items():
        (folder / f"chart-{name}.png").write_bytes(draw(sample(shown)))


if __name__ == "__main__":
    main()

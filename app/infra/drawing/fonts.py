"""The fonts that come with the bot, so that a picture is the same on every machine."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files

import uharfbuzz as hb

FRACTIONS = 64
"""Of a pixel, in which glyphs are placed."""
REGULAR, BOLD = 400, 650
EMOJI = "NotoEmoji"
JOINER, VARIANT = "\u200d", "\ufe0f"
FLAGS = range(0x1F1E6, 0x1F200)
MOST_KNOWN = 20_000
"""Hostile text could have any number of clusters."""
LAST = ("NotoSansSymbols", EMOJI)
"""After those of scripts: some of their letters are better there."""


class Face:
    """A font, in the sizes and weights that were asked for."""

    def __init__(self, name: str, read: Callable[[], hb.Blob], index: int = 0) -> None:
        self.name = name
        self._read = read
        self._index = index
        self._face: hb.Face | None = None
        self._sized: dict[tuple[int, int], hb.Font] = {}

    def font(self, size: int, weight: int) -> hb.Font:
        """The font with letters of ``size`` device pixels."""
        found = self._sized.get((size, weight))
        if found is None:
            if self._face is None:
                self._face = hb.Face(self._read(), self._index)
            found = hb.Font(self._face)
            found.scale = (size * FRACTIONS, size * FRACTIONS)
            found.set_variations({"wght": weight})
            self._sized[size, weight] = found
        return found

    def has(self, letter: str) -> bool:
        """Whether the font can show it."""
        return self.font(1, REGULAR).get_nominal_glyph(ord(letter)) is not None


class Fonts:
    """Finds a font for each letter."""

    def __init__(self) -> None:
        self._faces = list(_installed())
        self._emoji = next(face for face in self._faces if face.name == EMOJI)
        self._known: dict[str, Face | None] = {}

    def face_of(self, cluster: str) -> Face | None:
        """The font for what is read as one letter: the first that has all of it, or at least its beginning."""
        if cluster not in self._known:
            emoji = VARIANT in cluster or ord(cluster[0]) in FLAGS
            order = [self._emoji, *self._faces] if emoji else self._faces
            letters = cluster.replace(JOINER, "").replace(VARIANT, "") or cluster
            whole = (face for face in order if all(map(face.has, letters)))
            begun = (face for face in order if face.has(letters[0]))
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[cluster] = next(whole, None) or next(begun, None)
        return self._known[cluster]

    def drawable(self, text: str) -> str:
        """Text with what no font has in a plain form, such as its decomposition, or left out if there is none."""
        if text.isascii():
            return text
        return "".join(letter for each in text for letter in self._drawable(each))

    def _drawable(self, letter: str) -> str:
        if self.face_of(letter) or letter in {JOINER, VARIANT}:
            return letter
        plain = unicodedata.normalize("NFKC", letter)
        if plain != letter and all(map(self.face_of, plain)):
            return plain
        # A sign that only decorates goes; what was a letter is told to be there.
        return "\ufffd" if unicodedata.category(letter)[0] in "LN" else ""


@cache
def fonts() -> Fonts:
    """One for the process: the files are mapped, and only what is used of them is in memory."""
    return Fonts()


def _installed() -> Iterator[Face]:
    """Latin first, then the scripts, then signs, then the large ones for Chinese, Japanese and Korean."""
    found = {}
    for file in files("manimgx_fonts").iterdir():
        name, _, kind = file.name.partition("[wght]")
        if kind == ".ttf" and not name.endswith("-Italic"):
            found[name] = Face(name, _from_file(str(file)))
    yield found.pop("NotoSans")
    last = [found.pop(name) for name in LAST]
    yield from (found[name] for name in sorted(found))
    yield from last
    yield Face("NotoSansCJK", _from_file(str(files("manimgx_fonts_cjk") / "NotoSansCJK-VF.otf.ttc")))
    yield Face("NotoSansMath", _from_package("math"))
    yield Face("NotoSansSymbols2", _from_package("symbol2"))
    yield Face("NotoMusic", _from_package("music"))


def _from_file(path: str) -> Callable[[], hb.Blob]:
    return lambda: hb.Blob.from_file_path(path)


def _from_package(name: str) -> Callable[[], hb.Blob]:
    """These are unpacked in memory, at the first letter that nothing else has."""

    def read() -> hb.Blob:
        from pymupdf_fonts import fontbuffers

        return hb.Blob(fontbuffers[name]())

    return read

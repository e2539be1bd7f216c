"""Pictures: every script, small files, soon done, and a bot that goes on meanwhile."""

from __future__ import annotations

import asyncio
import struct
import time
import zlib

import pytest

from app.container import Container
from app.core.chart import Bars, Chart
from app.infra.drawing import renderer
from app.infra.drawing.directions import in_sight, levels
from app.infra.drawing.typesetter import line_of
from tests.support.pictures import SAMPLES, sample

SCRIPTS = {
    "Latin": "Żółć façade ǆ",
    "Greek": "Ελληνικά",
    "Cyrillic": "Кириллица ґїё",
    "Arabic": "العربية دردشة",
    "Hebrew": "שָׁלוֹם עברית",
    "Devanagari": "हिन्दी क्षत्रिय",
    "Bengali": "বাংলা ক্ষেত্র",
    "Tamil": "தமிழ் கௌ",
    "Telugu": "తెలుగు క్షేత్రం",
    "Kannada": "ಕನ್ನಡ",
    "Malayalam": "മലയാളം",
    "Gujarati": "ગુજરાતી",
    "Gurmukhi": "ਪੰਜਾਬੀ",
    "Oriya": "ଓଡ଼ିଆ",
    "Sinhala": "සිංහල",
    "Thai": "ภาษาไทย น้ำ",
    "Lao": "ພາສາລາວ",
    "Khmer": "ភាសាខ្មែរ",
    "Myanmar": "မြန်မာဘာသာ",
    "Georgian": "ქართული",
    "Armenian": "Հայերեն",
    "Ethiopic": "አማርኛ",
    "Han": "我家在上海东边 學習",
    "Kana": "ひらがなカタカナ",
    "Hangul": "한국어 채팅",
    "Bopomofo": "ㄅㄆㄇㄈ",
    "Mathematical": "𝓐𝕬𝔸𝘢",
    "Full width": "ＡＢＣ１２",
    "Emoji": "🎉👍🏽🏳️‍🌈👩‍👩‍👧‍👦🇩🇪1️⃣❤️☕",
    "Signs": "・┃│╭★☆♡✦✧❝❞⋆➤♔→✓①Ⓐ♪",
}


def opened(png: bytes) -> tuple[int, int, set[bytes]]:
    """Width, height, and the rows of a PNG file with a palette."""
    width, height = struct.unpack(">II", png[16:24])
    start = png.index(b"IDAT")
    [length] = struct.unpack(">I", png[start - 4 : start])
    rows = zlib.decompress(png[start + 4 : start + 4 + length])
    assert len(rows) == (width + 1) * height
    return width, height, {rows[at : at + width + 1] for at in range(0, len(rows), width + 1)}


@pytest.mark.parametrize("script", SCRIPTS)
def test_no_letter_is_missing(script: str) -> None:
    line = line_of(SCRIPTS[script], 14)
    assert line.glyphs
    assert line.missing == 0


@pytest.mark.parametrize("text", ["👩‍👩‍👧‍👦", "🇩🇪", "1️⃣", "👍🏽", "🏳️‍🌈"])
def test_what_is_one_emoji_is_drawn_as_one(text: str) -> None:
    line = line_of(text, 14)
    # What only chooses how it looks has no width.
    assert len({glyph.x for glyph in line.glyphs if glyph.x / 64 < line.width}) == 1


def test_letters_that_no_font_has_are_told_to_be_there() -> None:
    line = line_of("𓆏𓃠", 14)
    assert len(line.glyphs) == 2
    assert line.missing == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abc", [0, 0, 0]),
        ("אבג", [1, 1, 1]),
        ("ab אב cd", [0, 0, 0, 1, 1, 0, 0, 0]),
        ("אב 12", [1, 1, 1, 2, 2]),
        ("#אב", [1, 1, 1]),
        ("12 ab", [0, 0, 0, 0, 0]),
    ],
)
def test_each_letter_runs_in_its_direction(text: str, expected: list[int]) -> None:
    assert levels(text) == expected


def test_runs_from_the_right_change_places() -> None:
    runs = [(1, "first"), (2, "12"), (1, "last")]
    assert [text for _, text in in_sight(runs)] == ["last", "12", "first"]
    mixed = [(0, "a"), (1, "b"), (2, "3"), (1, "c"), (0, "d")]
    assert [text for _, text in in_sight(mixed)] == ["a", "c", "3", "b", "d"]


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("dark", [True, False])
def test_pictures_are_small_and_have_two_pixels_for_one(name: str, *, dark: bool) -> None:
    png = renderer.draw(sample(name, dark=dark))
    width, height, rows = opened(png)
    assert width == 800
    assert height <= 920
    assert len(png) < 120_000
    assert len(rows) > 50


def test_hostile_names_are_drawn_like_any_other() -> None:
    names = ["<script>&amp;", "a" * 3000, "\u202e\u2066evil", "e" + "\u0301" * 500, "\x00\ufffe", "", "$x^2$"]
    png = renderer.draw(Chart(panels=[Bars(title="&lt;", labels=names, values=[7, 6, 5, 4, 3, 2, 1])]))
    assert opened(png)[0] == 800


async def test_the_bot_goes_on_while_pictures_are_drawn(container: Container) -> None:
    charts = container.charts()
    await charts.draw(sample("a month"))
    late: list[float] = []

    async def watch() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.002)
            late.append(time.perf_counter() - before)

    watcher = asyncio.create_task(watch())
    try:
        drawn = await asyncio.gather(*(charts.draw(sample(name, dark=False)) for name in SAMPLES))
    finally:
        watcher.cancel()
    assert all(drawn)
    assert len(late) > len(SAMPLES)


async def test_a_report_is_told_without_a_picture_that_cannot_be_drawn(
    container: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Chart) -> bytes:
        raise MemoryError

    monkeypatch.setattr(renderer, "draw", fail)
    assert await container.charts().draw(sample("a week")) is None
    monkeypatch.undo()
    assert await container.charts().draw(sample("a week")) is not None

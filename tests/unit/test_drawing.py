"""Where things are in pictures: words that can be read, whole numbers, nothing outside."""

from __future__ import annotations

from itertools import pairwise

import pytest

from app.core.chart import Bars, Chart
from app.drawing.layout import laid_out
from app.drawing.look import DARK, LIGHT, Colour, Look, colour
from app.drawing.scale import amount, step_of, ticks
from app.drawing.scene import Box, Scene, Words
from app.drawing.wording import fitted, one_line
from tests.support.pictures import SAMPLES, columns, hours, sample

LOOKS = pytest.mark.parametrize("look", [DARK, LIGHT], ids=["dark", "light"])
CASES = pytest.mark.parametrize("name", SAMPLES)


def measure(text: str, size: float, *, bold: bool = False) -> float:
    return len(text) * size * (0.62 if bold else 0.58)


def scene_of(name: str, *, dark: bool = True) -> Scene:
    return laid_out(sample(name, dark=dark), measure)


def words(scene: Scene) -> list[Words]:
    return [item for item in scene.items if isinstance(item, Words)]


def contrast(one: Colour, other: Colour) -> float:
    """How well two colours are told apart, from 1 to 21, as WCAG has it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(of: Colour) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (each / 255 for each in of)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@CASES
def test_type_is_large_enough_for_a_telephone(name: str) -> None:
    assert min(item.size for item in words(scene_of(name))) >= 12


@CASES
@pytest.mark.parametrize("dark", [True, False])
def test_all_words_stand_out_from_what_they_stand_on(name: str, *, dark: bool) -> None:
    scene = scene_of(name, dark=dark)
    assert all(contrast(item.fill, item.on or scene.ground) >= 4.5 for item in words(scene))


@LOOKS
def test_what_is_drawn_stands_out(look: Look) -> None:
    for each in (look.main, look.heat[-1]):
        assert contrast(each, look.ground) >= 4.5
    # Nothing is calm, and each step is seen beside the one before.
    assert contrast(look.heat[0], look.ground) < 1.3
    assert all(contrast(one, other) >= 1.25 for one, other in pairwise(look.heat))


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48), ("#123456", "#123456", 1)],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(colour(one), colour(other)) == pytest.approx(ratio, abs=0.01)


@CASES
def test_nothing_is_outside(name: str) -> None:
    scene = scene_of(name)
    for item in scene.items:
        if isinstance(item, Box):
            assert item.x >= 0
            assert item.x + item.width <= scene.width
            assert item.y >= 0
            assert item.y + item.height <= scene.height
        else:
            wide = measure(item.text, item.size, bold=item.bold)
            left = item.x - wide * {"start": 0, "middle": 0.5, "end": 1}[item.anchor]
            assert left >= 0
            assert left + wide <= scene.width


@CASES
def test_a_picture_is_short_and_uses_its_width(name: str) -> None:
    scene = scene_of(name)
    assert scene.height <= 460
    right = max(item.x + item.width for item in scene.items if isinstance(item, Box))
    assert right > scene.width * 0.75


@pytest.mark.parametrize(
    ("most", "expected"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (2, [0, 1, 2]),
        (4, [0, 2, 4]),
        (7, [0, 5, 10]),
        (575, [0, 200, 400, 600]),
        (1_000_000, [0, 500_000, 1_000_000]),
    ],
)
def test_scales_have_round_whole_numbers(most: int, expected: list[int]) -> None:
    assert ticks(most) == expected


@pytest.mark.parametrize(
    ("value", "locale", "shown"),
    [
        (0, "en-US", "0"),
        (9_999, "en-US", "9,999"),
        (12_345, "en-US", "12.3K"),
        (1_000_000, "en-US", "1M"),
        (9_999, "de", "9.999"),
    ],
)
def test_numbers_are_written_as_people_do(value: int, locale: str, shown: str) -> None:
    assert amount(value, locale) == shown


def test_the_week_has_a_colour_of_its_own_for_nothing() -> None:
    assert [step_of(value, 10, 5) for value in (0, 1, 2, 3, 9, 10)] == [0, 1, 1, 2, 5, 5]
    assert step_of(1, 1, 5) == 5


def test_a_day_that_goes_on_is_hollow_and_one_before_counting_is_no_zero() -> None:
    scene = laid_out(Chart(panels=[columns(30, unknown=15)]), measure)
    texts = [item.text for item in words(scene)]
    assert texts[-1:] == ["today"] or "today" in texts
    assert "not counted yet" in texts
    assert DARK.soft in {item.fill for item in scene.items if isinstance(item, Box)}


def test_one_day_is_told_by_its_hours() -> None:
    texts = [item.text for item in words(laid_out(Chart(panels=[hours()]), measure))]
    assert "00:00" in texts or "01:00" in texts or "23:00" in texts
    assert not any("2025" in text or "2027" in text for text in texts)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_few_bars_stay_thin(count: int) -> None:
    chart = Chart(panels=[columns(count + 1), Bars(title="x", labels=["#a"] * count, values=[5] * count)])
    boxes = [item for item in laid_out(chart, measure).items if isinstance(item, Box)]
    filled = [box for box in boxes if box.fill == DARK.main]
    assert all(min(box.width, box.height) <= 30 for box in filled)


def test_names_are_cut_between_what_people_see_as_letters() -> None:
    family = "👩‍👩‍👧‍👦" * 9
    cut = fitted(family, 200, 14, measure)
    assert cut.endswith("…")
    assert len(cut[:-1]) % 7 == 0
    assert measure(cut, 14) <= 200


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("two\nlines\tand  more", "two lines and more"),
        ("\u202egnitirw sdrawkcab", "gnitirw sdrawkcab"),
        ("a" + "\u0301" * 40, "a" + "\u0301" * 3),
        ("it was ||the butler||", "it was ▒▒▒"),
        (f"it was ||the butler {'y' * 500}||", "it was ▒▒▒"),
    ],
)
def test_hostile_names_stay_in_their_line(text: str, shown: str) -> None:
    assert one_line(text)[:8] == shown[:8]
    assert "butler" not in one_line(text)
    assert len(one_line("x" * 5000)) <= 100


@CASES
def test_words_do_not_lie_over_each_other(name: str) -> None:
    placed = []
    for item in words(scene_of(name)):
        wide = measure(item.text, item.size, bold=item.bold)
        left = item.x - wide * {"start": 0, "middle": 0.5, "end": 1}[item.anchor]
        placed.append((left, left + wide, item.y - item.size * 0.7, item.y, item.text))
    for number, (left, right, top, bottom, _) in enumerate(placed):
        for other in placed[number + 1 :]:
            assert right <= other[0] or other[1] <= left or bottom <= other[2] or other[3] <= top, other

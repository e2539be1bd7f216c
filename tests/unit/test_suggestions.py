from __future__ import annotations

import pytest

from app.core.suggestions import Suggestion, closest


def _shown(typed: str, *labels: str) -> list[str]:
    return [found.value for found in closest(typed, [Suggestion(label, label) for label in labels])]


MAPS = tuple(f"Area map {number:02}" for number in range(26))


@pytest.mark.parametrize(
    ("typed", "offered", "shown"),
    [
        ("map", ("Old bitmap", *MAPS[:2], "Maps", "Map"), ["Map", "Maps", *MAPS[:2], "Old bitmap"]),
        ("inn", ("beginning", "The Inn", "innkeeper", "INN"), ["INN", "innkeeper", "The Inn", "beginning"]),
        ("ete", ("complete", "l’été", "Éternité", "été"), ["été", "Éternité", "l’été", "complete"]),
        ("abc", ("x-abc", "ＡＢＣ", "abcd"), ["ＡＢＣ", "abcd", "x-abc"]),
        ("上海", ("我家在上海东边", "上海路", "上海"), ["上海", "上海路", "我家在上海东边"]),
        ("날씨", ("오늘 날씨가", "날씨"), ["날씨", "오늘 날씨가"]),
        ("❤", ("I ❤️ it", "❤️"), ["❤️", "I ❤️ it"]),
        ("  the   inn ", ("The Inn", "In the inn"), ["The Inn", "In the inn"]),
        ("9.1", ("9.10", "19.1", "9.1", "9.11"), ["9.1", "9.10", "9.11", "19.1"]),
        ("a b", ("b a", "a bc", "a b"), ["a b", "a bc"]),
        ("", ("b", "a"), ["b", "a"]),
        ("zz", ("a", "b"), []),
    ],
)
def test_what_comes_closest_comes_first(typed: str, offered: tuple[str, ...], shown: list[str]) -> None:
    assert _shown(typed, *offered) == shown


def test_a_number_comes_before_those_that_begin_so_and_those_before_what_contains_it() -> None:
    quotes = [Suggestion(f"{n}: said at 1", n, (str(n), "said at 1")) for n in range(130, 0, -1)]
    numbers = [found.value for found in closest("1", quotes)]
    assert numbers[0] == 1
    assert {*numbers[1:42]} == {*range(10, 20), *range(100, 131)}
    assert len(numbers) == 130


def test_another_name_counts_as_the_label_does() -> None:
    offered = [Suggestion("Questions", "q", ("Questions", "FAQ")), Suggestion("FAQ of old", "o")]
    assert [found.value for found in closest("faq", offered)] == ["q", "o"]

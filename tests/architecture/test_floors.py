"""The house: few rooms on few floors, and every arrow points down."""

from __future__ import annotations

from collections.abc import Callable

import grimp
import pytest

from tests.architecture.structure import ROOMS, circle_in, floors_of, room_graph, room_lines

MOST_ROOMS, MOST_FLOORS = 20, 9
LARGEST_SHARE = 0.20
"""Of the lines, in one room."""


@pytest.fixture(scope="module")
def arrows() -> dict[str, set[str]]:
    return room_graph()


def test_no_arrow_runs_back_up(arrows: dict[str, set[str]]) -> None:
    assert circle_in(arrows) is None


def test_there_are_few_rooms_on_few_floors(arrows: dict[str, set[str]]) -> None:
    assert len(arrows) <= MOST_ROOMS, sorted(arrows)
    assert len(set(floors_of(arrows).values())) <= MOST_FLOORS


def test_no_room_is_the_house() -> None:
    lines = room_lines()
    whole = sum(lines.values())
    for room, count in lines.items():
        assert count <= LARGEST_SHARE * whole, f"{room} has {count} of {whole} lines"


def test_no_file_is_in_a_circle() -> None:
    graph = grimp.build_graph(*ROOMS)
    assert circle_in({name: graph.find_modules_directly_imported_by(name) for name in graph.modules}) is None


@pytest.mark.parametrize(
    ("arrows", "found"),
    [
        ({"a": {"b"}, "b": {"c"}, "c": set()}, None),
        ({"a": {"b"}, "b": {"a"}}, {"a", "b"}),
        ({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}, {"b", "c"}),
    ],
)
def test_a_circle_is_noticed(arrows: dict[str, set[str]], found: set[str] | None) -> None:
    circle = circle_in(arrows)
    assert (None if circle is None else set(circle)) == found


def test_a_planted_arrow_is_noticed(arrows: dict[str, set[str]]) -> None:
    planted: Callable[[str, str], dict[str, set[str]]] = lambda a, b: arrows | {a: arrows[a] | {b}}  # noqa: E731
    for lower, upper in (
        ("app.core", "app.infra"),
        ("app.recording", "app.features"),
        ("app.infra", "plugins"),
    ):
        assert circle_in(planted(lower, upper)) is not None

"""The floors: every arrow points down, nothing runs in a circle, and there are few packages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

MOST_PACKAGES, MOST_FLOORS = 14, 8
LARGEST_SHARE = 0.20
"""Of the lines, in one package."""
HOME = Path(__file__).parents[1]
PAGE = HOME / "docs" / "design.md"

Arrows = Mapping[str, Collection[str]]


@pytest.fixture(scope="module")
def files() -> dict[str, set[str]]:
    """Which files each file imports, late imports and those for types included."""
    graph = grimp.build_graph("discord_sandbox")
    return {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}


@pytest.fixture(scope="module")
def packages(files: dict[str, set[str]]) -> dict[str, set[str]]:
    return packages_of(files)


def packages_of(files: Arrows) -> dict[str, set[str]]:
    """Which packages each package imports. ``__main__`` starts the program and is in none."""
    homes = {name: _home(name, files) for name in files if not name.endswith(".__main__")}
    arrows: dict[str, set[str]] = {home: set() for home in homes.values()}
    for name, home in homes.items():
        arrows[home] |= {homes[imported] for imported in files[name]} - {home}
    return arrows


def _home(module: str, files: Arrows) -> str:
    """The package that a module is in, by its own name."""
    is_package = any(name.startswith(f"{module}.") for name in files)
    package = module if is_package else module.rpartition(".")[0]
    return package.removeprefix("discord_sandbox.")


def circle(arrows: Arrows) -> set[str]:
    """Those that form one, if there is any."""
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        return set(error.args[1])
    return set()


def floors(arrows: Arrows) -> tuple[set[str], ...]:
    """The packages of each floor, from the ground up: each stands on the highest that it imports."""
    heights: dict[str, int] = {}
    for package in TopologicalSorter(arrows).static_order():
        heights[package] = 1 + max((heights[below] for below in arrows[package]), default=-1)
    return tuple(
        {package for package, height in heights.items() if height == floor}
        for floor in range(max(heights.values()) + 1)
    )


def test_no_files_import_each_other(files: dict[str, set[str]]) -> None:
    assert circle(files) == set()


def test_no_packages_import_each_other(packages: dict[str, set[str]]) -> None:
    assert circle(packages) == set()


def test_there_are_few_packages_on_few_floors(packages: dict[str, set[str]]) -> None:
    assert len(packages) <= MOST_PACKAGES, sorted(packages)
    assert len(floors(packages)) <= MOST_FLOORS


def test_no_package_is_the_house(files: dict[str, set[str]]) -> None:
    lines: Counter[str] = Counter()
    for path in (HOME / "discord_sandbox").rglob("*.py"):
        module = ".".join(path.relative_to(HOME).with_suffix("").parts).removesuffix(".__init__")
        lines[_home(module, files)] += len(path.read_text(encoding="utf-8").splitlines())
    for package, count in lines.items():
        assert count <= LARGEST_SHARE * lines.total(), f"{package} has {count} of {lines.total()} lines"


def test_each_package_is_on_the_floor_where_it_is_drawn(packages: dict[str, set[str]]) -> None:
    drawing = PAGE.read_text(encoding="utf-8").partition("```text\n")[2].partition("```")[0]
    drawn = tuple(set(line.split()[1:]) for line in reversed(drawing.splitlines()))
    assert floors(packages) == drawn


@pytest.mark.parametrize(
    ("importing", "imported"),
    [
        ("discord_sandbox.model.world", "discord_sandbox.operations.channels"),
        ("discord_sandbox.operations.draft", "discord_sandbox.rest.request"),
        ("discord_sandbox.gateway.session", "discord_sandbox.faults.faults"),
        ("discord_sandbox.load.plan", "discord_sandbox.sandbox"),
        ("discord_sandbox.remote", "discord_sandbox.cli.program"),
    ],
)
def test_a_planted_arrow_up_is_noticed(files: dict[str, set[str]], importing: str, imported: str) -> None:
    assert importing in files
    assert imported in files
    planted = files | {importing: files[importing] | {imported}}
    assert circle(packages_of(planted))


def test_a_planted_circle_within_a_package_is_noticed(files: dict[str, set[str]]) -> None:
    planted = files | {"discord_sandbox.model.user": {"discord_sandbox.model.channel"}}
    assert circle(planted) >= {"discord_sandbox.model.user", "discord_sandbox.model.channel"}
    assert not circle(packages_of(planted))

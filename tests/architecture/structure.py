"""The structure of the program by its imports, and its drawing: ``python -m tests.architecture.structure``.

A room is a package or module directly below ``app``, or one of the other top packages. It stands on the floor above
the highest of those that it imports.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("app", "plugins", "migrations")
INTRODUCTION = """\
# The floors

<!-- Generated from the imports by `make generate`. Do not edit. -->

Every room of the bot stands above all that it imports, late imports in functions included; no arrow runs back up.
A test fails when one does. Within the rooms there is no circle either.

```text
"""


def room_of(module: str) -> str:
    """The room that a module is in."""
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] == "app" and len(parts) > 1 else parts[0]


def room_graph() -> dict[str, set[str]]:
    """Which rooms each room imports."""
    graph = grimp.build_graph(*ROOMS)
    arrows: dict[str, set[str]] = {room_of(module): set() for module in graph.modules if module != "app"}
    for module in graph.modules - {"app"}:
        for imported in graph.find_modules_directly_imported_by(module) - {"app"}:
            if room_of(imported) != room_of(module):
                arrows[room_of(module)].add(room_of(imported))
    return arrows


def circle_in(arrows: Mapping[str, Collection[str]]) -> list[str] | None:
    """One circle, if there is any."""
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        return circle
    return None


def floors_of(arrows: Mapping[str, Collection[str]]) -> dict[str, int]:
    """The floor of each room, from 1. Raises ``CycleError`` for a circle."""
    floors: dict[str, int] = {}
    for room in TopologicalSorter(arrows).static_order():
        floors[room] = 1 + max((floors[below] for below in arrows.get(room, ())), default=0)
    return floors


def room_lines() -> dict[str, int]:
    """The lines of each room."""
    lines: dict[str, int] = {}
    for top in ROOMS:
        for path in (ROOT / top).rglob("*.py"):
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            if module != "app":
                count = len(path.read_text(encoding="utf-8").splitlines())
                lines[room_of(module)] = lines.get(room_of(module), 0) + count
    return lines


def page() -> str:
    """The text of docs/floors.md."""
    arrows = room_graph()
    floors = floors_of(arrows)
    return INTRODUCTION + "\n".join(_drawing(arrows, floors)) + "\n```\n"


def _drawing(arrows: Mapping[str, Collection[str]], floors: Mapping[str, int]) -> Iterator[str]:
    width = max(map(len, floors))
    for floor in range(max(floors.values()), 0, -1):
        rooms = sorted(room for room, its_floor in floors.items() if its_floor == floor)
        for number, room in enumerate(rooms):
            label = f"{floor}" if number == 0 else " "
            below = ", ".join(_short(each) for each in _nearest(room, arrows, floors))
            yield f"{label} │ {room:<{width}} {'→ ' + below if below else ''}".rstrip()
        if floor > 1:
            yield "──┼─" + "─" * (width + 30)


def _nearest(room: str, arrows: Mapping[str, Collection[str]], floors: Mapping[str, int]) -> list[str]:
    """What a room imports, without what it reaches through another of them anyway."""
    direct = set(arrows[room])
    for each in arrows[room]:
        direct -= _reached(each, arrows)
    return sorted(direct, key=lambda each: (-floors[each], each))


def _reached(room: str, arrows: Mapping[str, Collection[str]]) -> set[str]:
    found = set(arrows[room])
    for each in arrows[room]:
        found |= _reached(each, arrows)
    return found


def _short(room: str) -> str:
    return room.removeprefix("app.")


if __name__ == "__main__":
    sys.stdout.write(page())

"""The container is one flat namespace, and nobody asks it for what it does not have."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from dependency_injector.containers import DynamicContainer

from app.container import Container
from app.settings.loader import ROOT

KNOWN = set(Container.providers) | set(dir(DynamicContainer))
FILES = [path for folder in ("app", "plugins", "tests", "scripts") for path in (ROOT / folder).rglob("*.py")]


def uses(text: str) -> Iterator[ast.Attribute]:
    """Every ``container.name``: the stubs promise a provider for any name, so mypy finds no mistake."""
    ours = {"container"} if "import Container" in text else set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute):
            owner = node.value
            name = owner.id if isinstance(owner, ast.Name) else f".{getattr(owner, 'attr', '')}"
            if name in {*ours, ".container", "._container"}:
                yield node


def unknown(path: Path) -> set[str]:
    return {use.attr for use in uses(path.read_text(encoding="utf-8")) if use.attr not in KNOWN}


def test_every_provider_that_is_asked_for_exists() -> None:
    assert {path: names for path in FILES if (names := unknown(path))} == {}


def test_a_provider_that_does_not_exist_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "wrong.py"
    file.write_text(
        "from app.container import Container\n"
        "self._container.quots()\nruntime.container.quotes()\ncontainer.linsk\n"
    )
    assert unknown(file) == {"quots", "linsk"}


def test_no_two_parts_give_one_name() -> None:
    owners: dict[str, type] = {}
    for part in Container.__mro__:
        for name in getattr(part, "cls_providers", {}):
            assert owners.setdefault(name, part) is part, name

"""Every kind of cached value that the program declares."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import Any

import app
from app.infra.entries import Entry


def declared() -> list[Entry[Any]]:
    """The entries of all modules, each once."""
    found: dict[int, Entry[Any]] = {}
    for module in pkgutil.walk_packages(app.__path__, "app."):
        if not module.name.endswith("__main__"):
            for item in vars(import_module(module.name)).values():
                if isinstance(item, Entry):
                    found[id(item)] = item
    return sorted(found.values(), key=lambda entry: entry.name)

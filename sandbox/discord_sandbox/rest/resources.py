"""The modules beside this one that answer requests: those that have ``routes``."""

from __future__ import annotations

import inspect
import pkgutil
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from discord_sandbox import rest
from discord_sandbox.rest.router import Routes


@dataclass(frozen=True, slots=True)
class Resource:
    """One of Discord's resources: what it is called, and what is answered for it."""

    title: str
    routes: Routes


@cache
def resources() -> tuple[Resource, ...]:
    """All of them, by the names of their modules."""
    modules = [import_module(f"{rest.__name__}.{each.name}") for each in pkgutil.iter_modules(rest.__path__)]
    return tuple(
        Resource((inspect.getdoc(module) or "").partition("\n")[0].rstrip("."), module.routes)
        for module in modules
        if isinstance(getattr(module, "routes", None), Routes)
    )

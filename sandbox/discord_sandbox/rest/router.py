"""Which function answers which request."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import unquote

from discord_sandbox.model.checks import snowflake
from discord_sandbox.model.errors import ApiError, Refusal, invalid_form

if TYPE_CHECKING:
    from discord_sandbox.model.world import World
    from discord_sandbox.rest.request import Request, Response

Handler: TypeAlias = "Callable[[World, Request], Response]"


@dataclass(frozen=True, slots=True)
class Route:
    """A method and a path with names in braces; those that end in ``_id`` stand for snowflakes."""

    method: str
    template: str
    handler: Handler
    public: bool = False
    """Whether it can be called without the bot's token."""
    bucket: str = field(init=False)
    """The name of its rate limit."""

    def __post_init__(self) -> None:
        name = f"{self.method} {self.template}"
        object.__setattr__(self, "bucket", hashlib.sha256(name.encode()).hexdigest()[:32])


class Routes:
    """The routes of one resource; all of them ``public``, or only those that say so."""

    def __init__(self, *, public: bool = False) -> None:
        self.all: list[Route] = []
        self._public = public

    def get(self, template: str, *, public: bool = False) -> Callable[[Handler], Handler]:
        return self._adding("GET", template, public=public)

    def post(self, template: str, *, public: bool = False) -> Callable[[Handler], Handler]:
        return self._adding("POST", template, public=public)

    def put(self, template: str) -> Callable[[Handler], Handler]:
        return self._adding("PUT", template)

    def patch(self, template: str, *, public: bool = False) -> Callable[[Handler], Handler]:
        return self._adding("PATCH", template, public=public)

    def delete(self, template: str, *, public: bool = False) -> Callable[[Handler], Handler]:
        return self._adding("DELETE", template, public=public)

    def _adding(self, method: str, template: str, *, public: bool = False) -> Callable[[Handler], Handler]:
        def add(handler: Handler) -> Handler:
            self.all.append(Route(method, template, handler, public or self._public))
            return handler

        return add


class _Node:
    """One step of a path."""

    __slots__ = ("fixed", "named", "routes")

    def __init__(self) -> None:
        self.fixed: dict[str, _Node] = {}
        self.named: _Node | None = None
        self.routes: dict[str, tuple[Route, tuple[str, ...]]] = {}


class Router:
    """Finds the route of a request, step by step along its path."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._root = _Node()
        for route in routes:
            self._add(route)

    def _add(self, route: Route) -> None:
        node = self._root
        names = []
        for step in route.template.strip("/").split("/"):
            if step.startswith("{"):
                names.append(step.strip("{}"))
                node.named = node.named or _Node()
                node = node.named
            else:
                node = node.fixed.setdefault(step, _Node())
        node.routes[route.method] = (route, tuple(names))

    def find(self, method: str, path: str) -> tuple[Route, dict[str, Any]]:
        """The route, and the values that stand for the names in its path."""
        steps = path.strip("/").split("/")
        found = _search(self._root, steps, 0)
        if found is None:
            raise ApiError(Refusal.NOT_IMPLEMENTED)
        node, values = found
        if method not in node.routes:
            raise ApiError(Refusal.NOT_IMPLEMENTED)
        route, names = node.routes[method]
        return route, {name: _value(name, value) for name, value in zip(names, values, strict=True)}


def _search(node: _Node, steps: list[str], index: int) -> tuple[_Node, list[str]] | None:
    if index == len(steps):
        return (node, []) if node.routes else None
    fixed = node.fixed.get(steps[index])
    if fixed:
        found = _search(fixed, steps, index + 1)
        if found:
            return found
    if node.named:
        found = _search(node.named, steps, index + 1)
        if found:
            found[1].insert(0, steps[index])
            return found
    return None


def _value(name: str, text: str) -> int | str:
    plain = unquote(text)
    if not name.endswith("_id"):
        return plain
    wrong = snowflake(plain)
    if wrong:
        raise invalid_form({name: wrong})
    return int(plain)

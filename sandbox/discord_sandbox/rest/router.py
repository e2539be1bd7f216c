"""Which function answers which request."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias
from urllib.parse import unquote

from discord_sandbox.model.checks import snowflake
from discord_sandbox.model.errors import ApiError, ErrorCode, invalid_form
from discord_sandbox.model.world import World
from discord_sandbox.rest.request import Request, Response
from discord_sandbox.rest.route import Route

Handler: TypeAlias = Callable[[World, Request], Response]


class Routes:
    """The routes of one resource; all of them ``public``, or only those that say so."""

    def __init__(self, *, public: bool = False) -> None:
        self.all: list[tuple[Route, Handler]] = []
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
            self.all.append((Route(method, template, public or self._public), handler))
            return handler

        return add


class _Node:
    """One step of a path."""

    __slots__ = ("fixed", "named", "routes")

    def __init__(self) -> None:
        self.fixed: dict[str, _Node] = {}
        self.named: _Node | None = None
        self.routes: dict[str, tuple[Route, Handler, tuple[str, ...]]] = {}


class Router:
    """Finds the route of a request, step by step along its path."""

    def __init__(self, routes: Iterable[tuple[Route, Handler]]) -> None:
        self._root = _Node()
        for route, handler in routes:
            self._add(route, handler)

    def _add(self, route: Route, handler: Handler) -> None:
        node = self._root
        names = []
        for step in route.template.strip("/").split("/"):
            if step.startswith("{"):
                names.append(step.strip("{}"))
                node.named = node.named or _Node()
                node = node.named
            else:
                node = node.fixed.setdefault(step, _Node())
        node.routes[route.method] = (route, handler, tuple(names))

    def find(self, method: str, path: str) -> tuple[Route, Handler, dict[str, Any]]:
        """The route, what answers it, and the values that stand for the names in its path."""
        steps = path.strip("/").split("/")
        found = _search(self._root, steps, 0)
        if found is None:
            raise ApiError(ErrorCode.NOT_IMPLEMENTED)
        node, values = found
        if method not in node.routes:
            raise ApiError(ErrorCode.NOT_IMPLEMENTED)
        route, handler, names = node.routes[method]
        return route, handler, {name: _value(name, value) for name, value in zip(names, values, strict=True)}


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

"""A request as the resources see it, and what they answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import unquote

from multidict import MultiMapping

from discord_sandbox.model.checks import NUMBER, Check, array, ids, integer, moment, one_of, snowflake, string
from discord_sandbox.model.errors import invalid_form
from discord_sandbox.model.payload import seconds_of
from discord_sandbox.operations.uploads import Upload
from discord_sandbox.rest.route import Route

_REASON = string(1, 512)


@dataclass(slots=True)
class Response:
    """A status, and JSON unless there is nothing to say; bytes are sent as they are."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


class Hangup(Exception):
    """The connection is to break in place of an answer."""


NO_CONTENT = 204


def answer(body: object, status: int = 200) -> Response:
    return Response(status, body)


def no_content() -> Response:
    return Response(NO_CONTENT)


@dataclass(slots=True)
class Request:
    """A request that has found its route."""

    route: Route
    values: dict[str, Any]
    query: MultiMapping[str]
    headers: Mapping[str, str]
    body: Any = None
    files: dict[str, Upload] = field(default_factory=dict)

    @property
    def reason(self) -> str | None:
        """Why it is made, for the audit log."""
        header = self.headers.get("X-Audit-Log-Reason")
        if not header:
            return None
        reason = unquote(header)
        wrong = _REASON(reason)
        if wrong:
            raise invalid_form({"reason": wrong})
        return reason

    def id(self, name: str) -> int:
        """The snowflake that stands for ``name`` in the path."""
        return int(self.values[name])

    def text(self, name: str) -> str:
        """What stands for ``name`` in the path."""
        return str(self.values[name])

    def flag(self, name: str) -> bool:
        """A yes or no of the query; no when it is not there."""
        return self.query.get(name, "").lower() in {"true", "1"}

    def number(self, name: str, default: int, least: int, most: int) -> int:
        """A number of the query."""
        text = self.query.get(name)
        if text is None:
            return default
        value = int(text) if NUMBER.fullmatch(text) else text
        wrong = integer(least, most)(value)
        if wrong:
            raise invalid_form({name: wrong})
        return int(value)

    def bound(self, name: str) -> int | None:
        """A snowflake of the query from which or up to which to list."""
        text = self.query.get(name)
        if text is None:
            return None
        wrong = snowflake(text)
        if wrong:
            raise invalid_form({name: wrong})
        return int(text)

    def many(self, name: str) -> list[str]:
        """All values of a list in the query, given one by one or with commas between."""
        return [part for text in self.query.getall(name, []) for part in text.split(",") if part]

    def snowflakes(self, name: str, most: int | None = None) -> set[int]:
        """The ids of a list in the query."""
        found = self.many(name)
        wrong = ids(most)(found)
        if wrong:
            raise invalid_form({name: wrong})
        return set(map(int, found))

    def choice(self, name: str, default: str, known: Collection[str]) -> str:
        """One of these words."""
        value = self.query.get(name, default)
        wrong = one_of(*known)(value)
        if wrong:
            raise invalid_form({name: wrong})
        return value

    def choices(self, name: str, known: Collection[str]) -> list[str]:
        """Some of these words."""
        found = self.many(name)
        wrong = array(one_of(*known))(found)
        if wrong:
            raise invalid_form({name: wrong})
        return found

    def moment(self, name: str) -> float | None:
        """A point in time of the query, in seconds since 1970."""
        text = self.query.get(name)
        if text is None:
            return None
        wrong = moment(text)
        if wrong:
            raise invalid_form({name: wrong})
        return seconds_of(text)

    def checked(self, check: Check) -> Any:
        """The body, when it is as it should be."""
        wrong = check(self.body)
        if wrong:
            raise invalid_form(wrong)
        return self.body


Next: TypeAlias = Callable[[Request], Awaitable[Response]]
Middleware: TypeAlias = Callable[[Request, Next], Awaitable[Response]]
"""Stands between the server and the resources: may wait, answer in their place, or change what they answer."""

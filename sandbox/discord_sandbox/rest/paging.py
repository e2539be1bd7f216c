"""Pages of long lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from discord_sandbox.rest.request import Request

T = TypeVar("T")


def after_id(
    request: Request, items: Iterable[T], id_of: Callable[[T], int], *, default: int, most: int
) -> list[T]:
    """Those after an id, in the order of their ids, as many as ``limit`` says."""
    limit = request.number("limit", default, 1, most)
    after = request.bound("after") or 0
    return [each for each in sorted(items, key=id_of) if id_of(each) > after][:limit]


def around_id(
    request: Request, items: Iterable[T], id_of: Callable[[T], int], *, default: int, most: int
) -> list[T]:
    """Those before an id, or else those after one; in the order of their ids."""
    limit, before = request.number("limit", default, 1, most), request.bound("before")
    if before is None:
        return after_id(request, items, id_of, default=default, most=most)
    return [each for each in sorted(items, key=id_of) if id_of(each) < before][-limit:]

"""Answers kept in memory: used again while they are fresh, then asked about by ETag and Last-Modified.

Memory of the process, not the shared cache: bodies are large, that cache gives up after a quarter of a
second, and what is lost costs one whole answer instead of a 304.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from multidict import CIMultiDict

from app.infra.external.exchange import Answer, Request

Key: TypeAlias = tuple[str, tuple[tuple[str, str], ...]]

OVERHEAD = 2048
"""Bytes that an entry takes beside its body, roughly."""

RENEWED = ("ETag", "Last-Modified", "Cache-Control", "Age", "Date", "Expires", "Vary")
"""What a 304 says about the answer as a whole; its length, for one, is its own."""

LONGEST_FRESH = 86_400.0
PUBLIC_HEADERS = {"accept", "accept-language"}
"""Requests with any other header may be answered for the caller alone, and are not kept."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer of status 200. ``fresh_until`` is a time of the cache's clock."""

    answer: Answer
    fresh_until: float

    @property
    def conditions(self) -> dict[str, str]:
        """The headers that ask whether it is still the same."""
        headers = self.answer.headers
        asked = {"If-None-Match": headers.get("ETag"), "If-Modified-Since": headers.get("Last-Modified")}
        return {name: value for name, value in asked.items() if value}


class ValidatorCache:
    """The answers used last, up to ``capacity`` bytes."""

    def __init__(self, capacity: int, now: Callable[[], float]) -> None:
        self._capacity = capacity
        self._now = now
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._used = 0

    def find(self, key: Key) -> Kept | None:
        if (kept := self._kept.get(key)) is not None:
            self._kept.move_to_end(key)
        return kept

    def is_fresh(self, kept: Kept) -> bool:
        return self._now() < kept.fresh_until

    def keep(self, key: Key, answer: Answer) -> None:
        """Keep ``answer`` instead of what was there, if it may and can be kept."""
        self._drop(key)
        kept = Kept(answer, self._now() + freshness(answer.headers))
        useful = kept.fresh_until > self._now() or kept.conditions
        if answer.status != 200 or not useful or not _may_keep(answer.headers):
            return
        # One that takes a quarter would push out what many others came for.
        if _size(answer) > self._capacity / 4:
            return
        self._kept[key] = kept
        self._used += _size(answer)
        while self._used > self._capacity:
            self._drop(next(iter(self._kept)))

    def renew(self, key: Key, kept: Kept, confirmed: Answer) -> Answer:
        """The kept answer with what a 304 says anew."""
        headers = CIMultiDict(kept.answer.headers)
        headers.update({name: confirmed.headers[name] for name in RENEWED if name in confirmed.headers})
        answer = replace(kept.answer, headers=headers)
        self.keep(key, answer)
        return answer

    def _drop(self, key: Key) -> None:
        if (kept := self._kept.pop(key, None)) is not None:
            self._used -= _size(kept.answer)


def normalized(request: Request) -> Key | None:
    """Under what an answer is kept; None if it must not be."""
    names = {name.lower() for name in request.headers}
    if request.method != "GET" or not names <= PUBLIC_HEADERS:
        return None
    return str(request.url), tuple(sorted((name.lower(), value) for name, value in request.headers.items()))


def freshness(headers: Mapping[str, str]) -> float:
    """Seconds for which an answer need not be asked for again."""
    directives = _directives(headers)
    age = headers.get("Age", "0")
    longest = directives.get("max-age", "")
    if "no-cache" in directives or not longest.isdecimal() or not age.isdecimal():
        return 0.0
    return max(0.0, min(float(longest[:12]), LONGEST_FRESH) - float(age[:12]))


def _may_keep(headers: Mapping[str, str]) -> bool:
    # What varies with anything else varies with what is sent by every request, the User-Agent for one.
    return "no-store" not in _directives(headers) and "*" not in headers.get("Vary", "")


def _directives(headers: Mapping[str, str]) -> dict[str, str]:
    parts = (part.partition("=") for part in headers.get("Cache-Control", "").split(","))
    return {name.strip().lower(): value.strip().strip('"') for name, _, value in parts}


def _size(answer: Answer) -> int:
    return len(answer.body) + OVERHEAD

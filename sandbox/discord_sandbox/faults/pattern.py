"""To what a fault happens: requests, events, or payloads of clients."""

from __future__ import annotations

import re
from enum import Enum
from functools import cache

ANYTHING = "*"


class Target(Enum):
    """What a pattern can be about."""

    REQUEST = "request"
    """``POST /channels/*/messages``: a method and a path, as it is called or as it is documented."""
    EVENT = "event"
    """``MESSAGE_*``: the name of an event that is told."""
    PAYLOAD = "payload"
    """``op IDENTIFY``: the name of an opcode that a client sends."""


def target_of(pattern: str) -> Target | None:
    """What the pattern is about; None for "*", which is about anything."""
    if pattern == ANYTHING:
        return None
    if pattern.startswith("op "):
        return Target.PAYLOAD
    return Target.REQUEST if "/" in pattern else Target.EVENT


def matches(pattern: str, *candidates: str) -> bool:
    """Whether one of these fits: ``*`` stands for anything up to the next slash, ``**`` for anything at all."""
    return pattern == ANYTHING or any(_compiled(pattern).fullmatch(candidate) for candidate in candidates)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    text = pattern.removeprefix("op ").lstrip()
    if text.startswith("/"):
        text = f"* {text}"
    parts = re.split(r"(\*\*|\*)", text)
    return re.compile("".join({"**": ".*", "*": "[^/]*"}.get(part, re.escape(part)) for part in parts))

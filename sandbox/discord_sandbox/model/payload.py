"""JSON objects as Discord writes them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeAlias

JsonObject: TypeAlias = dict[str, object]
"""What is written and passed on. Whoever reads it finds out first what a value is."""
Payload: TypeAlias = dict[str, Any]
"""What is read without finding out, as it was checked or made here."""


@lru_cache(maxsize=2048)
def timestamp(seconds: float) -> str:
    """A moment, given in seconds since 1970, in ISO 8601."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def seconds_of(moment: str) -> float:
    """The inverse of :func:`timestamp`; a moment without a time zone is in UTC."""
    parsed = datetime.fromisoformat(moment)
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp()

"""What a caller asks for, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestOptions:
    """One request as its caller wants it. ``url`` has not been looked at yet."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    respect_robots: bool = False
    allow_downgrade: bool = False
    max_bytes: int | None = None
    within: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What a service answered. ``url`` is where the redirects ended."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    from_cache: bool

"""What somebody is called, by Discord's payloads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def called(user: Mapping[str, Any], nick: str | None = None) -> str:
    """The name that Discord shows in a guild."""
    return str(nick or user.get("global_name") or user["username"])

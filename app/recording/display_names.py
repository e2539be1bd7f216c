"""What somebody is called, by Discord's payloads."""

from __future__ import annotations

from collections.abc import Mapping

from app.recording.fields import text


def called(user: Mapping[str, object], nick: str | None = None) -> str:
    """The name that Discord shows in a guild; empty where it tells none."""
    return text(nick or user.get("global_name") or user["username"] or "")

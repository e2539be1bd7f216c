"""What the bot says of itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """The version, and where its operators answer questions. A place that is None is not shown."""

    version: str
    source_url: str | None = None
    privacy_url: str | None = None
    support_url: str | None = None

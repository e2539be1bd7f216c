"""The shared cache."""

from __future__ import annotations

from pydantic import (
    Field,
    SecretStr,
)

from app.settings.addresses import CacheAddress
from app.settings.types import (
    Section,
)


class CacheSettings(Section):
    """The shared cache."""

    url: CacheAddress = Field(
        SecretStr("mem://"),
        description="`mem://` inside the process, or `redis://host:port/number` for Valkey or Redis.",
    )
    size: int = Field(50_000, ge=100, description="Entries kept at most in memory.")
    timeout: float = Field(
        0.25, gt=0, le=10, description="Seconds until a cache that does not answer is done without."
    )

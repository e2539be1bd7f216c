"""Logging."""

from __future__ import annotations

from typing import Literal

from pydantic import (
    Field,
)

from app.settings.types import (
    Section,
)


class LogSettings(Section):
    """Logging."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="Least severe level written."
    )
    format: Literal["text", "json"] = Field("text", description="Lines for people, or JSON for machines.")

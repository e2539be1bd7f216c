"""The local Discord."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import (
    BeforeValidator,
    Field,
)

from app.settings.types import (
    Section,
    nothing_if_empty,
)


class SandboxSettings(Section):
    """The local Discord that stands in while there is no token."""

    enabled: bool = Field(False, description="Without a token, start the sandbox and connect to it.")
    port: int = Field(
        8120, ge=0, le=65535, description="Port of the sandbox, on 127.0.0.1; 0 takes any free one."
    )
    rate_limits: bool = Field(
        False, description="Let the sandbox keep Discord's rate limits, so that a bot has to wait."
    )
    world: str = Field(
        "community", description="What is there at first: one of `twi sandbox worlds list`, or a world file."
    )
    keep: Annotated[Path | None, BeforeValidator(nothing_if_empty)] = Field(
        None, description="Folder in which the sandbox keeps its state from run to run; without, it forgets."
    )

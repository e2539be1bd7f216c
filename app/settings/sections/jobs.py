"""Durable jobs."""

from __future__ import annotations

from pydantic import (
    Field,
)

from app.settings.types import (
    Section,
)


class JobSettings(Section):
    """Durable jobs and schedules."""

    enabled: bool = Field(
        True, description="Run jobs inside the bot's process; without, start `twi worker` as well."
    )
    concurrency: int = Field(10, ge=1, le=200, description="Jobs that one process runs at the same time.")
    poll: float = Field(
        5.0, gt=0, le=60, description="Seconds between looks for due jobs; new ones are announced."
    )
    heartbeat: float = Field(
        30.0,
        ge=1,
        le=600,
        description="Seconds without a sign of life after which a job is run again elsewhere.",
    )

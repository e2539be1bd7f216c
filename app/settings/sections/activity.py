"""Recording."""

from __future__ import annotations

from pathlib import Path

from pydantic import (
    Field,
)

from app.settings.types import (
    Section,
)


class ActivitySettings(Section):
    """Recording of what happens in guilds, as figures without text."""

    enabled: bool = Field(True, description="Record messages, reactions, joins and the like.")
    flush_size: int = Field(2000, ge=1, le=50_000, description="Events after which a batch is written.")
    flush_seconds: float = Field(
        0.5, gt=0, le=0.5, description="Seconds after which a batch is written however small it is."
    )
    buffer_events: int = Field(
        100_000, ge=1000, description="Events kept in memory while the database is away; more go to disk."
    )
    spill_directory: Path = Field(
        Path(".data/spill"), description="Where events wait that memory cannot hold."
    )
    message_months: int = Field(24, ge=1, le=240, description="Months for which messages are counted.")
    reaction_months: int = Field(24, ge=1, le=240, description="Months for which reactions are kept.")
    event_months: int = Field(
        24, ge=1, le=240, description="Months for which joins, roles and time in voice channels are kept."
    )

"""Error tracking."""

from __future__ import annotations

from typing import Annotated

from pydantic import (
    BeforeValidator,
    Field,
)

from app.settings.addresses import Dsn
from app.settings.types import (
    Section,
    nothing_if_empty,
)


class SentrySettings(Section):
    """Error tracking with Sentry or a service that speaks its protocol."""

    dsn: Annotated[Dsn | None, BeforeValidator(nothing_if_empty)] = Field(
        None, description="Where to report errors; empty reports nothing."
    )

"""Messages with buttons."""

from __future__ import annotations

from pydantic import (
    Field,
    SecretStr,
)

from app.settings.types import (
    Section,
)


class PanelSettings(Section):
    """Messages with buttons."""

    lifetime_hours: int = Field(
        24, ge=1, le=24 * 30, description="Hours for which a list can be paged through."
    )
    signing_key: SecretStr | None = Field(
        None,
        description="Keys for buttons and for values in a shared cache are derived from it, or from the bot token when it is empty. "
        "Changing it retires every button.",
    )

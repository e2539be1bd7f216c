"""What is kept of members."""

from __future__ import annotations

from pydantic import (
    Field,
)

from app.settings.types import (
    Keys,
    Section,
)


class PrivacySettings(Section):
    """What is kept of members' words, in servers that switched the message log on."""

    message_body_days: int = Field(
        30, ge=1, le=30, description="Days for which the text of messages is kept at most."
    )
    message_keys: Keys = Field(
        (),
        description="Encrypt the text of messages: the first key encrypts, all of them decrypt. "
        "Derived from the bot token when there are none.",
    )

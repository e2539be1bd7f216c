"""What `/about` links to."""

from __future__ import annotations

from pydantic import (
    Field,
)

from app.settings.types import (
    Section,
    WebAddress,
)


class AboutSettings(Section):
    """What `/about` links to. Discord wants a public privacy notice, so a bot for others needs one."""

    source_url: WebAddress | None = Field(None, description="Where the source and the documentation are.")
    privacy_url: WebAddress | None = Field(None, description="The privacy notice of those who run this bot.")
    support_url: WebAddress | None = Field(None, description="Where questions and reports are welcome.")

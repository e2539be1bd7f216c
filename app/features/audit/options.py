"""What a guild decides about its audit log."""

from __future__ import annotations

from app.core.guild_options import channel_option
from app.core.i18n import t

LOG_CHANNEL = channel_option(
    "audit.channel", t("Log channel"), t("Shows what staff change through me, as it happens.")
)

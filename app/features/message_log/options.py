"""What a guild decides about its message log."""

from __future__ import annotations

from app.core.guild_options import channel_option
from app.core.i18n import t

MESSAGE_LOG = channel_option(
    "message_log.channel",
    t("Message log"),
    t(
        "Shows what is edited or deleted in every channel that I see, and who comes and goes, to all who can read it. "
        "For that the text of all members' messages is kept, encrypted, for 30 days at most; without a channel, what "
        "was kept is deleted."
    ),
    plugin="activity",
)

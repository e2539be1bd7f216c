"""Which guilds have a message log: at hand without waiting, as it is asked for every message."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.core.guild_options import GuildOption, channel_option
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


class LoggedGuilds:
    """The guilds whose messages are kept. Empty until it is known better."""

    def __init__(self) -> None:
        self.guilds: set[int] = set()

    def replace(self, guilds: Iterable[int]) -> None:
        self.guilds.clear()
        self.guilds.update(guilds)

    def option_changed(self, guild_id: int, option: GuildOption[Any], value: object) -> None:
        """Take notice of what a guild has just decided; other processes hear of it a little later."""
        if option is MESSAGE_LOG and value is not None:
            self.guilds.add(guild_id)
        elif option is MESSAGE_LOG:
            self.guilds.discard(guild_id)

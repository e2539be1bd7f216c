"""Which guilds have a message log: at hand without waiting, as it is asked for every message."""

from __future__ import annotations

from collections.abc import Iterable

from app.core.guild import GuildPolicy
from app.core.guild_options import GuildOption
from app.features.message_log.options import MESSAGE_LOG
from app.infra.refreshing import Refreshing
from app.recording.consent.service import PLUGIN


class LoggedGuilds:
    """The guilds whose messages are kept. Empty until it is known better."""

    def __init__(self) -> None:
        self.guilds: set[int] = set()

    def replace(self, guilds: Iterable[int]) -> None:
        self.guilds.clear()
        self.guilds.update(guilds)

    def option_changed(self, guild_id: int, option: GuildOption[object], value: object) -> None:
        """Take notice of what a guild has just decided; other processes hear of it a little later."""
        if option is MESSAGE_LOG and value is not None:
            self.guilds.add(guild_id)
        elif option is MESSAGE_LOG:
            self.guilds.discard(guild_id)


class LogChoices(Refreshing):
    """Keeps up which guilds are logged: those with a log that are recorded at all."""

    def __init__(self, policy: GuildPolicy, logged: LoggedGuilds) -> None:
        self._policy = policy
        self._logged = logged

    @property
    def guilds(self) -> set[int]:
        return self._logged.guilds

    async def learn(self) -> None:
        """Which guilds have a log, and are recorded."""
        logs = await self._policy.guilds_with(MESSAGE_LOG)
        self._logged.replace(logs.keys() - await self._policy.guilds_without(PLUGIN))

"""Which guilds have a message log: at hand without waiting, as it is asked for every message."""

from __future__ import annotations

from collections.abc import Iterable


class Logged:
    """The guilds whose messages are kept. Empty until it is known better."""

    def __init__(self) -> None:
        self.guilds: set[int] = set()

    def replace(self, guilds: Iterable[int]) -> None:
        self.guilds.clear()
        self.guilds.update(guilds)

    def set(self, guild_id: int, *, on: bool) -> None:
        """Take notice of what a guild has just decided."""
        if on:
            self.guilds.add(guild_id)
        else:
            self.guilds.discard(guild_id)

"""What every part of the import works with."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from app.features.guild_settings.service import GuildSettingsService
from app.importing.predecessor.destination import Destination
from app.importing.predecessor.report import Report
from app.importing.predecessor.rules import Rules
from app.importing.predecessor.source import Source
from app.recording.intake.service import IntakeService


@dataclass(slots=True)
class People:
    """Of whom something was imported, and where. Grows with the members, not with what they did."""

    guilds: dict[int, set[int]] = field(default_factory=dict)
    """By user."""
    called: dict[tuple[int, int], str] = field(default_factory=dict)
    """How somebody was called beside what they added, by guild and user; the newest wins."""

    def saw(self, people: Iterable[tuple[int, int]]) -> None:
        """Note people, each a guild and a user."""
        for guild_id, user_id in people:
            self.guilds.setdefault(user_id, set()).add(guild_id)

    def saw_adder(self, guild_id: int, user_id: int | None, name: str | None) -> None:
        if user_id is not None:
            self.saw([(guild_id, user_id)])
            if name:
                self.called[guild_id, user_id] = name

    @property
    def in_guilds(self) -> Collection[int]:
        """The guilds of all of them."""
        return set().union(*self.guilds.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One import under way."""

    source: Source
    destination: Destination
    intake: IntakeService
    rules: Rules
    report: Report
    people: People
    guild_id: int
    """Who owns what names no server."""
    guild_settings: GuildSettingsService
    guild_names: dict[int, str] = field(default_factory=dict)
    """All that the source knows."""
    new_guilds: set[int] = field(default_factory=set)

    async def know_guilds(self, guild_ids: Iterable[int]) -> None:
        """Store guilds before something refers to them."""
        names = {guild_id: self.guild_names.get(guild_id, "") for guild_id in guild_ids}
        self.new_guilds.update(await self.intake.guilds(names))

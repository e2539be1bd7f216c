"""What a guild has decided about the bot, as far as every command must know it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from app.core.guild_options import GuildOption

V = TypeVar("V")

ALWAYS_ON = frozenset({"settings", "help", "owner"})
"""Plugins that no guild can switch off: without them it could not switch anything on again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRule:
    """Where and by whom one command may be used. Empty sets restrict nothing."""

    channel_ids: frozenset[int] = frozenset()
    role_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class GuildRules:
    """The rules of one guild; the defaults are those of a guild that has decided nothing."""

    options: dict[str, int | str | bool] = field(default_factory=dict)
    """Stored values by key; ``of`` reads them."""
    disabled_plugins: frozenset[str] = frozenset()
    commands: dict[str, CommandRule] = field(default_factory=dict)
    """By qualified command name, such as ``quote add``; a rule for ``quote`` covers the whole group."""

    def of(self, option: GuildOption[V]) -> V:
        """What the guild has decided, or the default."""
        return option.read(self.options)

    def rule_for(self, command: str) -> CommandRule | None:
        """The most specific rule for a qualified command name."""
        while command:
            if (rule := self.commands.get(command)) is not None:
                return rule
            command = command.rpartition(" ")[0]
        return None


class GuildPolicy(Protocol):
    """Where the rules of a guild come from."""

    async def rules_of(self, guild_id: int) -> GuildRules: ...

    async def guilds_without(self, plugin: str) -> frozenset[int]:
        """The guilds that have switched a plugin off."""

    async def guilds_with(self, option: GuildOption[V]) -> dict[int, V]:
        """What each guild has decided that has not left it at the default."""

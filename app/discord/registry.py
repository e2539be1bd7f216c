"""The commands there are, as they were registered; what /help, /settings and the tests go by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import hikari
import lightbulb

from app.core.actor import Actor, Permission
from app.core.guild import GuildRules
from app.core.i18n import Name, Text, t
from app.core.suggestions import Suggestion
from app.discord.command_info import (
    CommandInfo,
    commands_below,
    data_of,
    info_of,
    is_guild_only,
    plugin_of,
    top_of,
)
from app.discord.gate import refusal
from app.discord.localizations import DESCRIPTION


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandOption:
    """An option of a slash command."""

    name: str
    description: Name
    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command that can be run."""

    name: str
    """Its qualified name, such as ``quote add``."""
    kind: hikari.CommandType
    description: Name
    """Empty where Discord has none: menus."""
    plugin: str
    options: tuple[CommandOption, ...]
    info: CommandInfo
    hidden_without: Permission
    """What Discord demands before it shows the command at all."""
    guild_only: bool
    implementation: type[Any]

    @property
    def label(self) -> str:
        """How people see it: ``/quote add``, ``Quote this``."""
        return f"/{self.name}" if self.kind is hikari.CommandType.SLASH else self.name

    @property
    def suggestion(self) -> Suggestion[str]:
        """How it is offered to somebody who types, with or without the slash."""
        return Suggestion(self.label, self.label, (self.name, self.label))

    @property
    def rule_name(self) -> str:
        """By which name a guild's rules and the cooldown know it."""
        return self.info.rule_name(self.name)

    @property
    def usage(self) -> str:
        """The label with its options; those in brackets may be left out."""
        shown = (f"{option.name}:" if option.required else f"[{option.name}:]" for option in self.options)
        return " ".join((self.label, *shown))

    def refusal(self, actor: Actor | None, rules: GuildRules, *, operator: bool) -> Text | None:
        """Why ``actor`` cannot run this where they are, or None. Without an actor: in a direct message."""
        if self.info.operators and not operator:
            return t("This is for the owners of the bot.")
        if actor is None:
            return t("That only works in a server.") if self.guild_only else None
        if not actor.holds(self.hidden_without):
            return _missing(self.hidden_without)
        if not actor.may(self.info.needs):
            return _missing(self.info.needs)
        return refusal(rules, actor, self.plugin, self.rule_name)


class Commands:
    """Every command of the plugins that are loaded just now."""

    def __init__(self, client: lightbulb.Client) -> None:
        self._client = client

    def all(self) -> list[Command]:
        """The commands by plugin and name."""
        found = [_command(leaf) for root in self._client.registered_commands for leaf in commands_below(root)]
        return sorted(found, key=lambda command: (command.plugin, command.name))

    def find(self, name: str) -> Command | None:
        """The command with that label or qualified name, whatever its case."""
        wanted = name.casefold().strip().removeprefix("/")
        return next((command for command in self.all() if command.name.casefold() == wanted), None)


def _missing(permission: Permission) -> Text:
    return t("It takes the permission **{permission}**.", permission=permission.label)


def _command(leaf: type[lightbulb.CommandBase]) -> Command:
    data = data_of(leaf)
    hidden_without = top_of(leaf).default_member_permissions
    return Command(
        name=data.qualified_name,
        kind=data.type,
        description=Name(data.description, DESCRIPTION),
        plugin=plugin_of(leaf),
        options=tuple(
            CommandOption(
                name=option.name,
                description=Name(option.description, DESCRIPTION),
                required=option.default is hikari.UNDEFINED,
            )
            for option in data.options.values()
        ),
        info=info_of(leaf),
        hidden_without=Permission(int(hidden_without)) if hidden_without else Permission.NONE,
        guild_only=is_guild_only(leaf),
        implementation=leaf,
    )

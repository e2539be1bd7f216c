"""What a command tells about itself: for /help, for its cooldown, for the tests that demand it.

A command class carries it as the class attribute ``info``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import hikari
import lightbulb

from app.core.actor import Permission
from app.core.cooldown import Bucket
from app.core.localized import Words

GUILD = (hikari.ApplicationContextType.GUILD,)
"""The contexts of a command that works in guilds alone."""

MARKS = {
    hikari.CommandType.SLASH: "/",
    hikari.CommandType.USER: "user: ",
    hikari.CommandType.MESSAGE: "message: ",
}
"""What stands before a command's name where commands of all kinds are told apart."""


@dataclass(frozen=True, slots=True)
class Cooldown:
    """At most ``uses`` in any window of ``seconds`` that starts with the first use."""

    uses: int
    seconds: float
    per: Bucket = Bucket.USER


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandInfo:
    """How to use a command.

    ``needs`` is what the service behind it demands of everybody; finer rules (the adder may, too) go
    into ``note``. ``operators`` marks commands for the owners of the bot. ``ruled_as`` names the command
    whose rule and cooldown hold for a menu that does the same.
    """

    examples: tuple[str, ...]
    needs: Permission = Permission.NONE
    cooldown: Cooldown | None = None
    note: Words = ""
    operators: bool = False
    ruled_as: str = ""

    def rule_name(self, name: str) -> str:
        """By which name a guild's rules and the cooldown know the command that is called ``name``."""
        return self.ruled_as or name


def info_of(command: type[Any]) -> CommandInfo:
    """What a command class tells about itself; raises ``LookupError`` where it was forgotten."""
    match getattr(command, "info", None):
        case CommandInfo() as info:
            return info
        case _:
            raise LookupError(f"{command.__module__}.{command.__qualname__} has no info")


def data_of(command: type[Any]) -> lightbulb.CommandData:
    """Lightbulb's description of a command class: its name, its options, where it may be used."""
    data: lightbulb.CommandData = command._command_data  # noqa: SLF001 - only a context offers it publicly
    return data


def top_of(command: type[Any]) -> Any:
    """What Discord registers: the group a command is in, or the command itself."""
    top: Any = data_of(command)
    while getattr(top, "parent", None) is not None:
        top = top.parent
    return top


def claims_of(command: type[Any]) -> Iterator[tuple[str, Any]]:
    """The names that a command takes, such as ``/link`` and ``/link add``, each with what takes it."""
    takers: list[Any] = [data_of(command)]
    while (parent := getattr(takers[-1], "parent", None)) is not None:
        takers.append(parent)
    for depth in range(len(takers)):
        names = " ".join(taker.name for taker in reversed(takers[depth:]))
        yield MARKS[takers[0].type] + names, takers[depth]


def is_guild_only(command: type[Any]) -> bool:
    """Whether the command declares that it works in guilds alone."""
    contexts = top_of(command).contexts
    return contexts is not hikari.UNDEFINED and tuple(contexts) == GUILD


def plugin_of(command: type[Any]) -> str:
    """The plugin a command belongs to: ``quotes`` for ``plugins.quotes.find``."""
    return command.__module__.removeprefix("plugins.").partition(".")[0]


def commands_below(root: Any) -> list[type[Any]]:
    """The commands that can be run below a registered command or group."""
    if isinstance(root, lightbulb.Group | lightbulb.SubGroup):
        return [command for child in root.subcommands.values() for command in commands_below(child)]
    return [root]

"""What a command tells about itself: for /help, for its cooldown, for the tests that demand it.

A command class carries it as the class attribute ``info``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from types import new_class
from typing import TypeAlias

import hikari
from lightbulb import CommandBase, CommandData, Group, Loader, SlashCommand, SubGroup

from app.core.actor import Permission
from app.core.cooldown import Bucket
from app.core.localized import Words

CommandOrGroup: TypeAlias = Group | type[CommandBase]
"""What Discord is told of, and lightbulb registers."""

GUILD = (hikari.ApplicationContextType.GUILD,)
"""The contexts of a command that works in guilds alone."""

MARKS = {
    hikari.CommandType.SLASH: "/",
    hikari.CommandType.USER: "user: ",
    hikari.CommandType.MESSAGE: "message: ",
}
"""What stands before a command's name where commands of all kinds are told apart."""


OF_THE_CLASS = frozenset({"_command_data", "__dict__", "__weakref__"})
"""What a command class cannot hand on to another."""


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
    whose rule and cooldown hold for a menu that does the same. ``short_for`` is filled in by ``short_form``.
    """

    examples: tuple[str, ...]
    needs: Permission = Permission.NONE
    cooldown: Cooldown | None = None
    note: Words = ""
    operators: bool = False
    ruled_as: str = ""
    short_for: str = ""

    def rule_name(self, name: str) -> str:
        """By which name a guild's rules and the cooldown know the command that is called ``name``."""
        return self.ruled_as or self.short_for or name


def info_of(command: type[CommandBase]) -> CommandInfo:
    """What a command class tells about itself; raises ``LookupError`` where it was forgotten."""
    match getattr(command, "info", None):
        case CommandInfo() as info:
            return info
        case _:
            raise LookupError(f"{command.__module__}.{command.__qualname__} has no info")


def short_form(loader: Loader, name: str) -> Callable[[type[SlashCommand]], type[SlashCommand]]:
    """Offer a command under a short name as well: ``@short_form(loader, "tag")`` above ``@group.register``."""

    def offer(command: type[SlashCommand]) -> type[SlashCommand]:
        loader.command(in_short(command, name))
        return command

    return offer


def in_short(command: type[SlashCommand], name: str) -> type[SlashCommand]:
    """A command by another name: options, words, rule, cooldown and who may use it are the same."""
    data, top, info = data_of(command), top_of(command), info_of(command)
    own = {key: value for key, value in vars(command).items() if key not in OF_THE_CLASS}
    examples = tuple(each.replace(f"/{data.qualified_name}", f"/{name}", 1) for each in info.examples)
    own["info"] = replace(info, examples=examples, short_for=data.qualified_name)
    told = {
        "name": name,
        "description": data.description,
        "hooks": data.hooks,
        "contexts": top.contexts,
        "default_member_permissions": top.default_member_permissions,
    }
    return new_class(f"{command.__name__}InShort", (SlashCommand,), told, lambda space: space.update(own))


def data_of(command: type[CommandBase]) -> CommandData:
    """Lightbulb's description of a command class: its name, its options, where it may be used."""
    data: CommandData = command._command_data  # noqa: SLF001 - only a context offers it publicly
    return data


def top_of(command: type[CommandBase]) -> CommandData | Group:
    """What Discord registers: the group a command is in, or the command itself."""
    data = data_of(command)
    above = data.parent
    group = above.parent if isinstance(above, SubGroup) else above
    return data if group is None else group


def claims_of(command: type[CommandBase]) -> Iterator[tuple[str, CommandData | SubGroup | Group]]:
    """The names that a command takes, such as ``/link`` and ``/link add``, each with what takes it."""
    data = data_of(command)
    takers: list[CommandData | SubGroup | Group] = [data]
    while not isinstance(taker := takers[-1], Group) and taker.parent is not None:
        takers.append(taker.parent)
    for depth in range(len(takers)):
        names = " ".join(taker.name for taker in reversed(takers[depth:]))
        yield MARKS[data.type] + names, takers[depth]


def is_guild_only(command: type[CommandBase]) -> bool:
    """Whether the command declares that it works in guilds alone."""
    contexts = top_of(command).contexts
    return contexts is not hikari.UNDEFINED and tuple(contexts) == GUILD


def plugin_of(command: type[CommandBase]) -> str:
    """The plugin a command belongs to: ``quotes`` for ``plugins.quotes.find``."""
    return command.__module__.removeprefix("plugins.").partition(".")[0]


def commands_below(root: CommandOrGroup | SubGroup) -> list[type[CommandBase]]:
    """The commands that can be run below a registered command or group."""
    if isinstance(root, Group | SubGroup):
        return [command for child in root.subcommands.values() for command in commands_below(child)]
    return [root]

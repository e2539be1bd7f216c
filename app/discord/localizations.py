"""Names and descriptions of commands, options and choices in every language that there is.

They are declared in English, once, where lightbulb wants them. Here they are found in what Discord is told, so
nothing has to be marked and nothing can be forgotten: for ``messages.pot``, for Discord, and for the check that
translations keep within Discord's limits.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import hikari
from hikari.api import CommandBuilder, SlashCommandBuilder

from app.core.i18n import Name
from app.core.localized import SOURCE_LOCALE
from app.discord.command_info import MARKS

COMMAND, MENU, OPTION, CHOICE, DESCRIPTION = (
    "command name",
    "menu name",
    "option name",
    "choice",
    "description",
)
"""What a name is: its context in the catalogues."""
LONGEST = {COMMAND: 32, MENU: 32, OPTION: 32, CHOICE: 100, DESCRIPTION: 100}
PARTS = {hikari.OptionType.SUB_COMMAND, hikari.OptionType.SUB_COMMAND_GROUP}

Part: TypeAlias = CommandBuilder | hikari.CommandOption | hikari.CommandChoice


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name or a description stands."""

    part: Part
    field: Literal["name", "description"]
    name: Name
    label: str
    """For people who look for it: ``/quote add speaker``."""
    among: str
    """Of names: within what each has to be another."""


def places(commands: Iterable[CommandBuilder]) -> Iterator[Place]:
    """Every name and description that members see while they look for commands."""
    for command in commands:
        mark = MARKS[hikari.CommandType(command.type)]
        label = mark + command.name
        if isinstance(command, SlashCommandBuilder):
            yield Place(command, "name", Name(command.name, COMMAND), label, mark)
            yield Place(command, "description", Name(command.description, DESCRIPTION), label, "")
            yield from _within(command.options, label)
        else:
            yield Place(command, "name", Name(command.name, MENU), label, mark)


def _within(options: Iterable[hikari.CommandOption], above: str) -> Iterator[Place]:
    for option in options:
        label = f"{above} {option.name}"
        context = COMMAND if option.type in PARTS else OPTION
        yield Place(option, "name", Name(option.name, context), label, above)
        yield Place(option, "description", Name(option.description, DESCRIPTION), label, "")
        for choice in option.choices or ():
            yield Place(choice, "name", Name(choice.name, CHOICE), f"{label} {choice.name}", label)
        yield from _within(option.options or (), label)


def localize(command: CommandBuilder) -> CommandBuilder:
    """Give a command the translations of all its parts."""
    for place in places([command]):
        found = _translations(place.name)
        if isinstance(place.part, CommandBuilder):
            given: Any = getattr(place.part, f"set_{place.field}_localizations")
            given(found)
        else:
            setattr(place.part, f"{place.field}_localizations", found)
    return command


def _translations(name: Name) -> dict[hikari.Locale | str, str]:
    return {locale: text for locale in hikari.Locale if (text := name.to(str(locale))) != name.text}


def unfit(commands: Iterable[CommandBuilder]) -> Iterator[str]:
    """The translations that Discord would refuse, each in a sentence."""
    taken: dict[tuple[str, str, str], str] = {}
    for place in places(commands):
        for locale in hikari.Locale:
            text = place.name.to(str(locale))
            where = f"{place.label}, {place.field} in {locale}: {text!r}"
            if locale != SOURCE_LOCALE and (wrong := _wrong(text, place.name.context)):
                yield f"{where} {wrong}"
            if place.field == "name":
                other = taken.setdefault((place.among, str(locale), text), place.label)
                if other != place.label:
                    yield f"{where} is what {other} is called already"


def _wrong(text: str, context: str) -> str:
    if not 0 < len(text) <= LONGEST[context]:
        return f"has {len(text)} characters, of at most {LONGEST[context]}"
    if context not in {COMMAND, OPTION} or (text == text.lower() and all(map(_may_be_in_a_name, text))):
        return ""
    return "may have letters in lower case, digits, - and _ alone"


def _may_be_in_a_name(character: str) -> bool:
    if character in "-_'" or character.isalpha() or character.isnumeric():
        return True
    # Devanagari and Thai write vowels with marks, which are no letters by themselves.
    return unicodedata.name(character, "").startswith(("DEVANAGARI", "THAI"))

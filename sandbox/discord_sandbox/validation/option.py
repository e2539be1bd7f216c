"""Options of application commands."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from discord_sandbox.model.checks import (
    Check,
    Errors,
    Problems,
    array,
    boolean,
    every,
    integer,
    mapping,
    maybe,
    number,
    problem,
    record,
    string,
    variant,
)
from discord_sandbox.model.command import NESTED, OptionType
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.validation.file_types import FILE_TYPES

# Discord: Interactions > Application Commands > Application Command Option Structure (25 of each).
OPTIONS = 25
CHOICES = 25

# Discord: Reference > Locales.
# fmt: off
LOCALES = frozenset(
    {
        "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu",
        "nl", "no", "pl", "pt-BR", "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg",
        "ru", "uk", "hi", "th", "zh-CN", "ja", "zh-TW", "ko", "ar", "he"
    }
)
# fmt: on


# Discord: Interactions > Application Commands > Application Command Naming.
def slash_name(value: object) -> Errors | None:
    """Letters, digits, "-", "_" and "'"; in lower case where there is one; no spaces."""
    wrong = string(1, 32)(value)
    if wrong or not isinstance(value, str):
        return wrong
    if value == value.lower() and all(map(_may_be_in_a_name, value)):
        return None
    return problem("APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def _may_be_in_a_name(character: str) -> bool:
    if character in "-_'" or character.isalpha() or character.isnumeric():
        return True
    # Devanagari and Thai write vowels with marks, which are no letters by themselves.
    return unicodedata.name(character, "").startswith(("DEVANAGARI", "THAI"))


DESCRIPTION = string(1, 100)
_NAMED: dict[str, Check] = {
    "type": integer(),
    "name": slash_name,
    "name_localizations": maybe(mapping(slash_name, LOCALES)),
    "description": DESCRIPTION,
    "description_localizations": maybe(mapping(DESCRIPTION, LOCALES)),
    "required": maybe(boolean),
}


def _option(**more: Check) -> Check:
    return record(_NAMED | more, needed=("name", "description"))


# Discord: Interactions > Application Commands > Application Command Option Choice Structure.
def _choices(value: Check) -> Check:
    choice = record(
        {
            "name": string(1, 100),
            "name_localizations": maybe(mapping(string(1, 100), LOCALES)),
            "value": value,
        },
        needed=("name", "value"),
    )
    return maybe(array(choice, 0, CHOICES))


def _chosen_or_completed(option: Payload) -> Errors | None:
    if option.get("choices") and option.get("autocomplete"):
        message = "Choices cannot be set for options with autocomplete enabled"
        return {"choices": problem("APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE", message)}
    for low, high in (("min_value", "max_value"), ("min_length", "max_length")):
        least, most = option.get(low), option.get(high)
        if least is not None and most is not None and least > most:
            return {low: problem("BASE_TYPE_RANGE", f"{low} must not be greater than {high}")}
    return None


# Discord: Interactions > Application Commands > Application Command Option Type (between -2^53 and 2^53).
_SAFE = 2**53 - 1
_INTEGER, _NUMBER = integer(-_SAFE, _SAFE), number(-_SAFE, _SAFE)
CHOICES_OF: Mapping[int, Check] = {
    OptionType.STRING: _choices(string(0, 100)),
    OptionType.INTEGER: _choices(_INTEGER),
    OptionType.NUMBER: _choices(_NUMBER),
}
"""By the type of the option that they are for, fixed or suggested."""
_VALUES: dict[int, Check] = {
    OptionType.STRING: every(
        _option(
            choices=CHOICES_OF[OptionType.STRING],
            autocomplete=maybe(boolean),
            min_length=maybe(integer(0, 6000)),
            max_length=maybe(integer(1, 6000)),
        ),
        _chosen_or_completed,
    ),
    **{
        kind: every(
            _option(
                choices=CHOICES_OF[kind],
                autocomplete=maybe(boolean),
                min_value=maybe(value),
                max_value=maybe(value),
            ),
            _chosen_or_completed,
        )
        for kind, value in (
            (OptionType.INTEGER, _INTEGER),
            (OptionType.NUMBER, _NUMBER),
        )
    },
    OptionType.CHANNEL: _option(channel_types=maybe(array(integer(0)))),
    OptionType.ATTACHMENT: _option(file_types=FILE_TYPES),
    **dict.fromkeys(
        (OptionType.BOOLEAN, OptionType.USER, OptionType.ROLE, OptionType.MENTIONABLE), _option()
    ),
}


# Discord: Interactions > Application Commands > Application Command Option Structure, Subcommands and Subcommand Groups.
# The codes of the errors are assumed.
def _siblings(options: list[JsonObject]) -> Errors | None:
    """Names differ, required options come first, and subcommands are not mixed with values."""
    problems = Problems()
    optional_seen = False
    nested = bool(options) and options[0]["type"] in NESTED
    for index, option in enumerate(options):
        if any(option["name"] == earlier["name"] for earlier in options[:index]):
            code = "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS"
            problems.add((index, "name"), code, "Option names must be unique")
        if (option["type"] in NESTED) != nested:
            code = "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"
            problems.add((index,), code, "Sub-commands and groups cannot be mixed with other option types")
        if option.get("required") and optional_seen:
            code = "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"
            problems.add((index,), code, "Required options must be placed before non-required options")
        optional_seen = optional_seen or not option.get("required")
    return problems.errors


def options_of(kinds: dict[int, Check]) -> Check:
    return maybe(every(array(variant(kinds), 0, OPTIONS), _siblings))


_SUB_COMMAND = _option(options=options_of(_VALUES))
_SUB_COMMAND_GROUP = _option(options=options_of({OptionType.SUB_COMMAND: _SUB_COMMAND}))
TOP_LEVEL = _VALUES | {
    OptionType.SUB_COMMAND: _SUB_COMMAND,
    OptionType.SUB_COMMAND_GROUP: _SUB_COMMAND_GROUP,
}
"""What a command itself may have."""

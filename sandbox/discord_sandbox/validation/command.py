"""Application commands, as they may be registered."""

from __future__ import annotations

from discord_sandbox.model.checks import (
    Check,
    Errors,
    Problems,
    array,
    boolean,
    every,
    mapping,
    maybe,
    one_of,
    permission_set,
    problem,
    record,
    required,
    snowflake,
    string,
    unique,
)
from discord_sandbox.model.command import CommandType
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.validation.option import DESCRIPTION, LOCALES, TOP_LEVEL, options_of, slash_name

# Discord: Interactions > Application Commands > Slash Commands (8000 characters with the longest localizations).
TEXT_PER_COMMAND = 8000


# Discord: Interactions > Application Commands > Application Command Object, Naming.
_COMMAND: dict[str, Check] = {
    "id": maybe(snowflake),
    "type": maybe(one_of(*CommandType)),
    "name": string(1, 32),
    "name_localizations": maybe(mapping(string(1, 32), LOCALES)),
    "description": maybe(string(0, 100)),
    "description_localizations": maybe(mapping(DESCRIPTION, LOCALES)),
    "options": options_of(TOP_LEVEL),
    "default_member_permissions": maybe(permission_set),
    "dm_permission": maybe(boolean),
    "default_permission": maybe(boolean),
    "integration_types": maybe(every(array(one_of(0, 1), 1), unique)),
    "contexts": maybe(every(array(one_of(0, 1, 2), 1), unique)),
    "nsfw": maybe(boolean),
}


def _of_its_type(command: JsonObject) -> Errors | None:
    if command.get("type") in {CommandType.USER, CommandType.MESSAGE}:
        if command.get("description"):
            message = "Context menu commands cannot have description"
            return {
                "description": problem("APPLICATION_COMMAND_CONTEXT_MENUDESCRIPTION_CANNOT_BE_SET", message)
            }
        if command.get("options"):
            message = "Context menu commands cannot have options"
            return {"options": problem("APPLICATION_COMMAND_CONTEXT_MENU_OPTIONS_CANNOT_BE_SET", message)}
        return None
    wrong = slash_name(command["name"])
    if wrong:
        return {"name": wrong}
    return None if command.get("description") else {"description": required()}


def _size(command: JsonObject) -> Errors | None:
    if text_length(command) <= TEXT_PER_COMMAND:
        return None
    message = f"Command exceeds maximum size ({TEXT_PER_COMMAND})"
    return problem("APPLICATION_COMMAND_TOO_LARGE", message)


def text_length(part: Payload) -> int:
    """Characters of names, descriptions and choices, counting the longest localisation of each."""
    total = 0
    for name in ("name", "description"):
        texts = [part.get(name) or "", *(part.get(f"{name}_localizations") or {}).values()]
        total += max(map(len, texts))
    if isinstance(part.get("value"), str):
        total += len(part["value"])
    return total + sum(
        text_length(child) for name in ("options", "choices") for child in part.get(name) or ()
    )


CREATE_COMMAND = every(record(_COMMAND, needed=("name",)), _of_its_type, _size)
EDIT_COMMAND = record({name: check for name, check in _COMMAND.items() if name not in {"id", "type"}})
"""What the edited command has become is checked as a new one would be."""


# Discord: Interactions > Application Commands > Application Command Types (unique by type); the code is assumed.
def _unique_names(commands: list[Payload]) -> Errors | None:
    problems = Problems()
    seen: set[tuple[int, str]] = set()
    for index, command in enumerate(commands):
        name = (command.get("type") or CommandType.CHAT_INPUT, command["name"])
        if name in seen:
            message = "Application command names must be unique"
            problems.add((index,), "APPLICATION_COMMANDS_DUPLICATE_NAME", message)
        seen.add(name)
    return problems.errors


SET_COMMANDS = every(array(CREATE_COMMAND), _unique_names)

"""One registered application command."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from discord_sandbox.model.payload import Payload

GUILD, BOT_DM, PRIVATE_CHANNEL = 0, 1, 2
"""Contexts: where a command can be used."""

_ADMINISTRATOR = 1 << 3


class CommandType(IntEnum):
    """Where a command is found: behind "/", or in the menu of a user or message."""

    CHAT_INPUT = 1
    USER = 2
    MESSAGE = 3


class OptionType(IntEnum):
    """What an option takes."""

    SUB_COMMAND = 1
    SUB_COMMAND_GROUP = 2
    STRING = 3
    INTEGER = 4
    BOOLEAN = 5
    USER = 6
    CHANNEL = 7
    ROLE = 8
    MENTIONABLE = 9
    NUMBER = 10
    ATTACHMENT = 11


NESTED = frozenset({OptionType.SUB_COMMAND, OptionType.SUB_COMMAND_GROUP})


@dataclass(slots=True, eq=False)
class Command:
    """A command as its application registered it; ``body`` is what it sent, with the defaults filled in."""

    id: int
    version: int
    guild_id: int | None
    body: Payload

    @property
    def name(self) -> str:
        return str(self.body["name"])

    @property
    def type(self) -> CommandType:
        return CommandType(self.body["type"])

    @property
    def options(self) -> list[Payload]:
        return self.body.get("options") or []

    @property
    def nsfw(self) -> bool:
        return bool(self.body["nsfw"])

    @property
    def default_member_permissions(self) -> int:
        """What a member needs by default. "0" means that only administrators are let in."""
        needed = self.body["default_member_permissions"]
        return 0 if needed is None else int(needed) or _ADMINISTRATOR

    def usable_in(self, context: int) -> bool:
        contexts = self.body["contexts"]
        return context == GUILD if self.guild_id is not None else contexts is None or context in contexts

    def paths(self) -> dict[str, list[Payload]]:
        """The full name of everything that can be invoked, with its options."""
        return _paths(self.name, self.options)

    def payload(self, application_id: int, *, localized: bool) -> Payload:
        payload: Payload = {
            "id": str(self.id),
            "application_id": str(application_id),
            "version": str(self.version),
            **(self.body if localized else without_localizations(self.body)),
        }
        if self.guild_id is not None:
            payload["guild_id"] = str(self.guild_id)
        return payload


def _paths(name: str, options: list[Payload]) -> dict[str, list[Payload]]:
    if not options or options[0]["type"] not in NESTED:
        return {name: options}
    return {
        path: leaves
        for option in options
        for path, leaves in _paths(f"{name} {option['name']}", option.get("options") or []).items()
    }


def without_localizations(part: object) -> Any:
    if isinstance(part, list):
        return [without_localizations(each) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        name: without_localizations(value)
        for name, value in part.items()
        if name not in {"name_localizations", "description_localizations"}
    }


def completed(body: Payload, guild_id: int | None) -> Payload:
    """The body with Discord's defaults for what was left out."""
    permissions = body.get("default_member_permissions")
    contexts = body.get("contexts")
    if contexts is None and body.get("dm_permission") is False:
        contexts = [GUILD]
    completed: Payload = {
        "type": body.get("type") or CommandType.CHAT_INPUT.value,
        "name": body["name"],
        "name_localizations": body.get("name_localizations") or None,
        "description": body.get("description") or "",
        "description_localizations": body.get("description_localizations") or None,
        "default_member_permissions": None if permissions is None else str(permissions),
        "dm_permission": contexts is None or BOT_DM in contexts,
        "contexts": None if guild_id is not None else contexts,
        "integration_types": body.get("integration_types") or [0],
        "nsfw": bool(body.get("nsfw")),
    }
    if body.get("options"):
        completed["options"] = body["options"]
    return completed

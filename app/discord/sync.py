"""Tells Discord which commands there are: compares first, and writes only what differs.

lightbulb's own sync does not see changed default permissions, and deletes what a process with fewer
plugins does not know.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import hikari
from loguru import logger

from app.core.errors import AppError
from app.discord.client import Client
from app.discord.command_info import MARKS
from app.discord.localizations import localize

EVERYWHERE = 0
"""The scope of global commands; the other scopes are guild ids."""


class CommandsRefused(AppError):
    """Discord does not accept a command as it is written; the message says which, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What Discord has to be told in one scope; names with their kind, such as ``/quote``."""

    scope: int
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    commands: Sequence[hikari.api.CommandBuilder] = field(default=(), repr=False)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


class CommandSync:
    """Discord's registry of this application's commands."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def differences(self) -> list[Difference]:
        """Per scope, how Discord's commands differ from those of the loaded plugins."""
        application = await self._client.rest.fetch_application()
        wanted = await self.wanted()
        return [await self._difference(application, scope, commands) for scope, commands in wanted.items()]

    async def sync(self) -> list[Difference]:
        """Make Discord's commands those of the loaded plugins; gives what was changed."""
        application = await self._client.rest.fetch_application()
        changes = [difference for difference in await self.differences() if difference]
        for change in changes:
            try:
                await self._client.rest.set_application_commands(
                    application, change.commands, guild=_guild(change.scope)
                )
            except hikari.BadRequestError as error:
                raise CommandsRefused(_refusal(error, change.commands)) from error
            logger.info(
                "commands synced {}: {} added, {} changed, {} removed",
                f"in guild {change.scope}" if change.scope else "everywhere",
                len(change.added),
                len(change.changed),
                len(change.removed),
            )
        return changes

    async def clear(self, scope: int = EVERYWHERE) -> int:
        """Remove every command of one scope from Discord; gives how many there were."""
        application = await self._client.rest.fetch_application()
        existing = await self._client.rest.fetch_application_commands(application, guild=_guild(scope))
        await self._client.rest.set_application_commands(application, [], guild=_guild(scope))
        return len(existing)

    async def wanted(self) -> dict[int, list[hikari.api.CommandBuilder]]:
        """Per scope, the commands of the loaded plugins as Discord is to know them."""
        # Global commands are always compared, so that one that moved into a guild disappears there.
        wanted: dict[int, list[hikari.api.CommandBuilder]] = {EVERYWHERE: []}
        for command in self._client.registered_commands:
            guilds, everywhere = self._client.scope_of(command)
            for scope in (*guilds, *([EVERYWHERE] if everywhere else [])):
                builder = await command.as_command_builder(
                    self._client.default_locale, self._client.localization_provider
                )
                wanted.setdefault(scope, []).append(localize(builder))
        return wanted

    async def _difference(
        self, application: hikari.Application, scope: int, commands: list[hikari.api.CommandBuilder]
    ) -> Difference:
        existing = await self._client.rest.fetch_application_commands(application, guild=_guild(scope))
        before = {_name(command): _shape(command, scope) for command in existing}
        after = {_name(command): _shape(command, scope) for command in commands}
        return Difference(
            scope=scope,
            added=tuple(sorted(after.keys() - before.keys())),
            changed=tuple(
                sorted(name for name in after.keys() & before.keys() if after[name] != before[name])
            ),
            removed=tuple(sorted(before.keys() - after.keys())),
            commands=commands,
        )


def _refusal(error: hikari.BadRequestError, commands: Sequence[hikari.api.CommandBuilder]) -> str:
    # Discord names the commands by their positions in the list that it was sent.
    places = [int(place) for place in error.errors or () if place.isdecimal()]
    names = ", ".join(commands[place].name for place in places)
    return f"Discord refuses the commands {names or 'as they are'}: {error}"


def _guild(scope: int) -> hikari.UndefinedOr[int]:
    return scope or hikari.UNDEFINED


def _name(command: hikari.PartialCommand | hikari.api.CommandBuilder) -> str:
    return MARKS[hikari.CommandType(command.type)] + str(command.name)


def _shape(command: hikari.PartialCommand | hikari.api.CommandBuilder, scope: int) -> dict[str, object]:
    """What counts as a difference. Builders and Discord's answers name their parts alike."""
    shape: dict[str, object] = {
        "permissions": int(command.default_member_permissions or 0),
        "nsfw": command.is_nsfw is True,
        "description": getattr(command, "description", ""),
        "translations": _translations(command),
        "options": [_option(option) for option in getattr(command, "options", None) or ()],
    }
    if scope == EVERYWHERE:
        # Discord fills in every context where none was given.
        contexts = {int(context) for context in command.context_types or ()}
        everywhere = not contexts or contexts == {int(context) for context in hikari.ApplicationContextType}
        shape["contexts"] = None if everywhere else sorted(contexts)
    return shape


def _option(option: hikari.CommandOption) -> dict[str, object]:
    return {
        "type": int(option.type),
        "name": option.name,
        "description": option.description,
        "translations": _translations(option),
        "required": bool(option.is_required),
        "autocomplete": bool(option.autocomplete),
        "choices": [(choice.name, choice.value, _translations(choice)) for choice in option.choices or ()],
        "channels": sorted(int(kind) for kind in option.channel_types or ()),
        "bounds": (option.min_value, option.max_value, option.min_length, option.max_length),
        "options": [_option(nested) for nested in option.options or ()],
    }


def _translations(part: object) -> list[dict[str, str]]:
    found = (getattr(part, f"{field}_localizations", None) for field in ("name", "description"))
    return [{str(locale): text for locale, text in (each or {}).items()} for each in found]

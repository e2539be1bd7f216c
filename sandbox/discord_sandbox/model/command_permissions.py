"""Who may use which command where, as a guild's people have set it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from discord_sandbox.model.payload import JsonObject

PER_COMMAND = 100


class Target(IntEnum):
    """Whom a permission is about."""

    ROLE = 1
    USER = 2
    CHANNEL = 3


@dataclass(frozen=True, slots=True)
class CommandPermission:
    """A command is allowed or forbidden for one role, user or channel.

    The guild's own id stands for everybody, and the number before it for all channels.
    """

    id: int
    type: Target
    permission: bool

    def payload(self) -> JsonObject:
        return {"id": str(self.id), "type": int(self.type), "permission": self.permission}


class CommandPermissions:
    """The permissions of every command in every guild; the application's own id stands for all its commands."""

    def __init__(self) -> None:
        self._set: dict[tuple[int, int], list[CommandPermission]] = {}

    def of(self, guild_id: int, target: int) -> list[CommandPermission]:
        return self._set.get((guild_id, target), [])

    def of_guild(self, guild_id: int) -> list[int]:
        """The commands for which something is set."""
        return [target for guild, target in self._set if guild == guild_id]

    def set(self, guild_id: int, target: int, permissions: Iterable[CommandPermission]) -> None:
        kept = list(permissions)
        if kept:
            self._set[guild_id, target] = kept
        else:
            self._set.pop((guild_id, target), None)

    def payload(self, application_id: int, guild_id: int, target: int) -> JsonObject:
        return {
            "id": str(target),
            "application_id": str(application_id),
            "guild_id": str(guild_id),
            "permissions": [permission.payload() for permission in self.of(guild_id, target)],
        }

    def allowed_in(self, guild_id: int, application_id: int, command_id: int, channel_id: int) -> bool:
        """Whether the command can be used in the channel. What is set for a channel beats what is for all."""
        rules = self._merged(guild_id, application_id, command_id)
        everywhere = rules.get((Target.CHANNEL, guild_id - 1), True)
        return rules.get((Target.CHANNEL, channel_id), everywhere)

    def allowed_for(
        self, guild_id: int, application_id: int, command_id: int, user_id: int, roles: Iterable[int]
    ) -> bool | None:
        """What is set for the user, or the user's roles, or everybody; None where nothing is.

        Of several roles one that allows is enough.
        """
        rules = self._merged(guild_id, application_id, command_id)
        own = rules.get((Target.USER, user_id))
        if own is not None:
            return own
        held = [rules[Target.ROLE, role_id] for role_id in roles if (Target.ROLE, role_id) in rules]
        return any(held) if held else rules.get((Target.ROLE, guild_id))

    def _merged(self, guild_id: int, application_id: int, command_id: int) -> dict[tuple[Target, int], bool]:
        """What is set for all commands, except where it is set otherwise for this one."""
        return {
            (each.type, each.id): each.permission
            for target in (application_id, command_id)
            for each in self.of(guild_id, target)
        }

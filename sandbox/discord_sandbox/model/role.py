"""A role of a guild."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

from discord_sandbox.model.payload import JsonObject, Payload


class RoleLook(TypedDict, total=False):
    """What a role is besides its name and its permissions."""

    position: int
    color: int
    hoist: bool
    mentionable: bool
    secondary_color: int | None
    tertiary_color: int | None
    unicode_emoji: str | None
    icon: str | None
    bot_id: int | None


@dataclass(slots=True, eq=False)
class Role:
    """A named set of permissions. The one with the guild's own id is @everyone's."""

    id: int
    name: str
    permissions: int = 0
    position: int = 0
    color: int = 0
    hoist: bool = False
    mentionable: bool = False
    secondary_color: int | None = None
    tertiary_color: int | None = None
    unicode_emoji: str | None = None
    icon: str | None = None
    bot_id: int | None = None
    """The bot that this role came with; nobody can give or take it."""

    @property
    def managed(self) -> bool:
        return self.bot_id is not None

    @property
    def mention(self) -> str:
        return f"<@&{self.id}>"

    def payload(self) -> JsonObject:
        payload: Payload = {
            "id": str(self.id),
            "name": self.name,
            "permissions": str(self.permissions),
            "position": self.position,
            "color": self.color,
            "colors": {
                "primary_color": self.color,
                "secondary_color": self.secondary_color,
                "tertiary_color": self.tertiary_color,
            },
            "hoist": self.hoist,
            "managed": self.managed,
            "mentionable": self.mentionable,
            "icon": self.icon,
            "unicode_emoji": self.unicode_emoji,
            "flags": 0,
        }
        if self.bot_id is not None:
            payload["tags"] = {"bot_id": str(self.bot_id)}
        return payload

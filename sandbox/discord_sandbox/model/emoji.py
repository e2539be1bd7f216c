"""Emojis: characters, and images of a guild or of the application."""

from __future__ import annotations

from dataclasses import dataclass, field

from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.user import User


@dataclass(slots=True, eq=False)
class Emoji:
    """An image that is used like a character."""

    id: int
    name: str
    animated: bool = False
    creator: User | None = None
    roles: list[int] = field(default_factory=list)
    """The only ones that may use it; nobody is kept out when there are none."""

    @property
    def key(self) -> str:
        """As it stands in an address."""
        return f"{self.name}:{self.id}"

    @property
    def mention(self) -> str:
        return f"<{'a' if self.animated else ''}:{self.key}>"

    def partial_payload(self) -> JsonObject:
        """As it stands in a reaction."""
        return {"id": str(self.id), "name": self.name, "animated": self.animated}

    def payload(self) -> Payload:
        payload: Payload = self.partial_payload() | {
            "roles": [str(role_id) for role_id in self.roles],
            "require_colons": True,
            "managed": False,
            "available": True,
        }
        return payload | ({"user": self.creator.payload()} if self.creator else {})

"""Who may not come back."""

from __future__ import annotations

from dataclasses import dataclass

from discord_sandbox.model.payload import JsonObject
from discord_sandbox.model.user import User


@dataclass(frozen=True, slots=True)
class Ban:
    """A user who is banned from a guild."""

    user: User
    reason: str | None = None

    def payload(self) -> JsonObject:
        return {"user": self.user.payload(), "reason": self.reason}

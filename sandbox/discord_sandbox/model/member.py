"""A user's place in one guild."""

from __future__ import annotations

from dataclasses import dataclass, field

from discord_sandbox.model.payload import JsonObject, Payload, timestamp
from discord_sandbox.model.user import User


@dataclass(slots=True, eq=False)
class Member:
    """A user in a guild, with what is particular to it there."""

    user: User
    guild_id: int
    joined_at: float
    roles: list[int] = field(default_factory=list)
    nick: str | None = None
    communication_disabled_until: float | None = None
    """The end of a time-out, which may be past."""
    deaf: bool = False
    mute: bool = False
    """Whether the guild took the member's hearing or voice in voice channels."""
    flags: int = 0
    avatar: str | None = None
    banner: str | None = None
    premium_since: float | None = None
    """Since when the member boosts the guild."""

    @property
    def display_name(self) -> str:
        return self.nick or self.user.display_name

    def timed_out(self, now: float) -> bool:
        return self.communication_disabled_until is not None and self.communication_disabled_until > now

    def partial_payload(self) -> JsonObject:
        """Without the user, as it stands beside a message's author."""
        until = self.communication_disabled_until
        return {
            "roles": [str(role_id) for role_id in self.roles],
            "nick": self.nick,
            "avatar": self.avatar,
            "banner": self.banner,
            "joined_at": timestamp(self.joined_at),
            "premium_since": None if self.premium_since is None else timestamp(self.premium_since),
            "communication_disabled_until": None if until is None else timestamp(until),
            "pending": False,
            "flags": self.flags,
            "deaf": self.deaf,
            "mute": self.mute,
        }

    def payload(self) -> Payload:
        return self.partial_payload() | {"user": self.user.payload()}

    def event_payload(self) -> JsonObject:
        """As the gateway's events about members carry it."""
        return self.payload() | {"guild_id": str(self.guild_id)}

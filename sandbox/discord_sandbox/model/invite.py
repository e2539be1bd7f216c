"""Invitations into a guild."""

from __future__ import annotations

from dataclasses import dataclass, field

from discord_sandbox.model.payload import JsonObject, Payload, timestamp
from discord_sandbox.model.user import User

_TO_A_GUILD = 0


@dataclass(slots=True, eq=False)
class Invite:
    """A code with which others come to a channel of a guild."""

    code: str
    guild_id: int
    channel_id: int
    inviter: User
    created_at: float
    max_age: int
    """Seconds; 0 is for ever."""
    max_uses: int
    """0 is any number."""
    temporary: bool = False
    roles: list[int] = field(default_factory=list)
    """Those that whoever comes gets."""
    uses: int = 0

    @property
    def expires_at(self) -> float | None:
        return self.created_at + self.max_age if self.max_age else None

    def good(self, now: float) -> bool:
        """Whether somebody can still come with it."""
        expired = self.expires_at is not None and self.expires_at <= now
        return not expired and not (self.max_uses and self.uses >= self.max_uses)

    def metadata(self) -> JsonObject:
        """What only those see who manage the guild or the channel."""
        return {
            "uses": self.uses,
            "max_uses": self.max_uses,
            "max_age": self.max_age,
            "temporary": self.temporary,
            "created_at": timestamp(self.created_at),
        }

    def payload(self, guild: JsonObject, channel: JsonObject) -> Payload:
        """Without the metadata; ``guild`` and ``channel`` are as invitations show them."""
        return {
            "type": _TO_A_GUILD,
            "code": self.code,
            "inviter": self.inviter.payload(),
            "expires_at": None if self.expires_at is None else timestamp(self.expires_at),
            "flags": 0,
            "guild_id": str(self.guild_id),
            "guild": guild,
            "channel": channel,
        }

    def event_payload(self) -> JsonObject:
        """As INVITE_CREATE carries it."""
        return self.metadata() | {
            "code": self.code,
            "channel_id": str(self.channel_id),
            "guild_id": str(self.guild_id),
            "inviter": self.inviter.payload(),
            "expires_at": None if self.expires_at is None else timestamp(self.expires_at),
            "role_ids": [str(role_id) for role_id in self.roles],
        }

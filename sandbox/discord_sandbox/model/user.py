"""A user: a person, or the bot."""

from __future__ import annotations

from dataclasses import dataclass, field

from discord_sandbox.model.payload import JsonObject, Payload


@dataclass(slots=True, eq=False)
class User:
    """Somebody with an account."""

    id: int
    username: str
    global_name: str | None = None
    bot: bool = False
    avatar: str | None = None
    locale: str = "en-US"
    """The language of this person's client, sent with every interaction."""
    accepts_messages: bool = True
    """Whether direct messages from members of common guilds get through."""
    webhook: bool = False
    """Whether this is only the name that a webhook writes under."""
    banner: str | None = None
    status: str = "offline"
    activities: list[Payload] = field(default_factory=list)

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"

    @property
    def display_name(self) -> str:
        return self.global_name or self.username

    def payload(self) -> Payload:
        payload: Payload = {
            "id": str(self.id),
            "username": self.username,
            "global_name": self.global_name,
            "discriminator": "0000" if self.webhook else "0",
            "avatar": self.avatar,
            "public_flags": 0,
            "flags": 0,
            "primary_guild": None,
        }
        if self.bot:
            payload["bot"] = True
        return payload

    def presence(self) -> JsonObject:
        """What the user seems to be doing, the same in every guild."""
        online = {} if self.status == "offline" else {"desktop": self.status}
        return {
            "user": {"id": str(self.id)},
            "status": self.status,
            "activities": self.activities,
            "client_status": online,
        }

    def own_payload(self) -> JsonObject:
        """As the user sees itself."""
        return self.payload() | {
            "mfa_enabled": True,
            "locale": self.locale,
            "verified": True,
            "email": None,
            "premium_type": 0,
            "banner": self.banner,
        }

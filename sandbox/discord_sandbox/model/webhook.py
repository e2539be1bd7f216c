"""Webhooks: addresses at which anybody who knows them can write into a channel."""

from __future__ import annotations

from dataclasses import dataclass

from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.user import User

_INCOMING = 1


@dataclass(slots=True, eq=False)
class Webhook:
    """A webhook that takes messages; its token is all that is needed to use it."""

    id: int
    token: str
    guild_id: int
    channel_id: int
    name: str
    creator: User
    application_id: int | None = None
    """The application that made it, and whose components it may send."""
    avatar: str | None = None

    def author(self, username: str | None, avatar: str | None) -> User:
        """Who a message seems to be from."""
        return User(self.id, username or self.name, bot=True, avatar=avatar or self.avatar, webhook=True)

    def payload(self, url: str, *, with_token: bool, with_user: bool = True) -> JsonObject:
        """``url`` is that of the API. Others than the owner learn the token where they may manage webhooks."""
        payload: Payload = {
            "id": str(self.id),
            "type": _INCOMING,
            "guild_id": str(self.guild_id),
            "channel_id": str(self.channel_id),
            "name": self.name,
            "avatar": self.avatar,
            "application_id": None if self.application_id is None else str(self.application_id),
        }
        if with_user:
            payload["user"] = self.creator.payload()
        if with_token:
            payload |= {"token": self.token, "url": f"{url}/webhooks/{self.id}/{self.token}"}
        return payload

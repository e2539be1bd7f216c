"""What is in which guild."""

from __future__ import annotations

from typing import Protocol

from app.core.ports.history import PastMessage
from app.core.rank import GuildRole


class Guilds(Protocol):
    """What is in which guild.

    An id from an option, a menu, a form or a link is only a number that somebody sent: a service asks here before
    it stores or shows what the id stands for. Each method raises ``NotFound`` for what is not in the guild, and
    ``Forbidden`` where that cannot be found out.
    """

    async def channel(self, guild_id: int, channel_id: int) -> int:
        """A channel, category or thread of the guild; gives Discord's number of its kind."""

    async def role(self, guild_id: int, role_id: int) -> GuildRole:
        """A role of the guild; everyone's has the guild's id."""

    async def member(self, guild_id: int, user_id: int) -> None:
        """Somebody who is in the guild now."""

    async def message(self, guild_id: int, channel_id: int, message_id: int) -> PastMessage:
        """A message in a channel or thread of the guild."""

"""Guilds for services that are tried without a Discord."""

from __future__ import annotations

from app.core.errors import NotFound
from app.core.i18n import t
from app.core.ports.history import PastMessage
from app.core.rank import GuildRole
from app.core.snowflake import is_possible


class Everywhere:
    """Whatever can be is in the guild; what is not is tried against the local Discord."""

    async def channel(self, guild_id: int, channel_id: int) -> int:
        return 0

    async def role(self, guild_id: int, role_id: int) -> GuildRole:
        return GuildRole(id=role_id, position=1, assignable=True)

    async def member(self, guild_id: int, user_id: int) -> None:
        """Everybody is there."""

    async def message(self, guild_id: int, channel_id: int, message_id: int) -> PastMessage:
        if not (is_possible(channel_id) and is_possible(message_id)):
            raise NotFound(t("That message is not in this server."))
        return PastMessage(
            id=message_id,
            kind=0,
            author_id=0,
            is_bot=False,
            is_reply=False,
            length=0,
            attachments=0,
            embeds=0,
            mentions=0,
            edited_at=None,
        )


class OpenToAll:
    """Everybody reads everything; what is closed is tried against the local Discord."""

    async def open_to_all(self, guild_id: int, channel_id: int) -> bool:
        return True

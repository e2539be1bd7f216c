"""What the guild_settings feature needs from others."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession


class MessageLog(Protocol):
    """Who has to hear where a guild wants its message log."""

    async def chosen(self, session: AsyncSession, guild_id: int, channel_id: int | None) -> None:
        """Act on the choice in its own transaction."""

    def noticed(self, guild_id: int, *, on: bool) -> None:
        """Act on the choice once it holds."""

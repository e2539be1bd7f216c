"""What the message log needs from other features."""

from __future__ import annotations

from typing import Protocol

from app.core.guild import GuildPolicy


class LogPolicy(GuildPolicy, Protocol):
    """Where a guild's choice of a channel is kept."""

    async def lose_message_log(self, guild_id: int, channel_id: int, why: str) -> None:
        """Switch the log off because its channel cannot be written to, unless another was chosen meanwhile."""

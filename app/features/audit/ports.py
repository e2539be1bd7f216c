"""What the audit feature needs from other features."""

from __future__ import annotations

from typing import Protocol

from app.core.guild import GuildPolicy


class LogChannelPolicy(GuildPolicy, Protocol):
    """Where a guild's choice of a log channel is kept."""

    async def lose_log_channel(self, guild_id: int, channel_id: int, why: str) -> None:
        """Show changes nowhere because the channel is not in the guild, unless another was chosen meanwhile."""

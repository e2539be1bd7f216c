"""What the message log needs from other features."""

from __future__ import annotations

from typing import Protocol, TypeVar

from app.core.guild import GuildPolicy
from app.core.guild_options import GuildOption

V = TypeVar("V")


class LogPolicy(GuildPolicy, Protocol):
    """Where a guild's choice of a channel is kept."""

    async def lose(self, guild_id: int, option: GuildOption[V], value: V, why: str) -> None:
        """Decide nothing because the value is of no use any more, unless another was chosen meanwhile."""

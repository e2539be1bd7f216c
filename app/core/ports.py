"""What features need from Discord, as they see it. Implemented in ``app.discord.ports``."""

from __future__ import annotations

from typing import Protocol


class Channels(Protocol):
    """Messages that answer no command."""

    async def post(self, channel_id: int, text: str, *, nonce: str) -> None:
        """Send ``text``, at most 2000 characters, mentioning nobody.

        Two posts with the same ``nonce`` (25 characters at most) within a few minutes are one message.
        Raises ``NotFound`` when the channel is gone and ``Forbidden`` when the bot may not write there.
        """

"""Messages that the bot sends by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app.core.cards import Card


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a card."""

    channel_id: int
    """Where its messages are: for a post of a forum its thread."""
    message_ids: Sequence[int]


class Messages(Protocol):
    """Messages that answer no command. They mention nobody, and their buttons are served like any others.

    Each method makes sure that the channel is the guild's, also where it was stored long ago, and raises
    ``NotFound`` where it is not, or is gone. ``guild_id`` is None where people are written to directly. Raises
    ``Forbidden`` when the bot may not write there, and ``InvalidInput`` when Discord will never take this message.
    """

    async def send(self, guild_id: int, channel_id: int, card: Card, *, nonce: str) -> Sent:
        """Send a card to a channel or thread, in as many messages as it takes.

        The same ``nonce`` (20 characters at most) twice within a few minutes sends one card.
        """

    async def start_post(
        self, guild_id: int, forum_id: int, name: str, card: Card, *, tag_ids: Sequence[int] = ()
    ) -> Sent:
        """Begin a post in a forum. Twice begins two: Discord takes no nonce here."""

    async def write_to(self, user_id: int, card: Card, *, nonce: str) -> Sent | None:
        """Send a direct message, whose controls are that person's; otherwise like ``send``.

        None when Discord does not deliver it: many people take none from bots, or have blocked this one. So nothing
        may depend on it.
        """

    async def edit(self, guild_id: int | None, channel_id: int, message_id: int, card: Card) -> None:
        """Put a card into the place of a message of the bot's; one that needs several is ``InvalidInput``."""

    async def delete(self, guild_id: int | None, channel_id: int, message_id: int) -> None:
        """Delete a message; one that is gone already is as good."""

"""Channels: who sees them, and who can write there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.core.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Overwrite:
    """What a channel changes for a role or a member, in Discord's numbers."""

    target_id: int
    allow: int
    deny: int


class Visibility(Protocol):
    """Who sees which channels."""

    async def seen_by(self, actor: Actor) -> frozenset[int] | None:
        """The ids of the guild's channels that the actor can read, without threads; None for all of them.

        Threads are seen by who sees their channel, private ones apart. Of a channel that the bot cannot see itself
        it is not known who does: only those who see everything are said to.
        """

    async def open_to_all(self, guild_id: int, channel_id: int) -> bool:
        """Whether everybody in the guild can read a channel or thread; not if it is age-restricted, or unknown."""

    async def could_read(self, actor: Actor, channels: Mapping[int, Sequence[Overwrite]]) -> frozenset[int]:
        """Which of these channels, that the bot cannot see any more, the actor could read by their last overwrites.

        A channel that the bot can see after all is left to ``seen_by``.
        """


class Channels(Protocol):
    """What the bot itself can do in which channels."""

    async def require_writable(self, guild_id: int, channel_id: int) -> None:
        """Raise unless the channel is the guild's, for text or announcements, and the bot can write and add files."""

    def hidden(self, guild_id: int) -> frozenset[int]:
        """The channels of a guild of which it is known that the bot cannot see them, without threads."""

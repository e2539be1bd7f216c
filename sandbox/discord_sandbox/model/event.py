"""What happens in the sandbox, as the gateway reports it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from discord_sandbox.model.channel import Channel
from discord_sandbox.model.message import Message
from discord_sandbox.model.payload import JsonObject, Payload

Withhold: TypeAlias = Callable[[Payload], Payload]


class Event:
    """One dispatch. ``guild_id`` is None for what happens in direct messages."""

    __slots__ = ("_data", "channel", "guild_id", "message", "name", "needs", "personal", "withhold")

    def __init__(
        self,
        name: str,
        data: JsonObject | Callable[[], JsonObject],
        guild_id: int | None = None,
        channel: Channel | None = None,
        message: Message | None = None,
        *,
        needs: int = 0,
        personal: bool = False,
        withhold: Withhold | None = None,
    ) -> None:
        self.name = name
        self._data = data
        self.guild_id = guild_id
        self.channel = channel
        """Only those who can see this channel are told."""
        self.message = message
        """Whose content is withheld from those without the intent for it."""
        self.needs = needs
        """The permission without which a bot is not told."""
        self.personal = personal
        """Whether it is about the bot itself, which is then told with fewer intents."""
        self.withhold = withhold
        """What those without the intent for contents get instead, where it is no message."""

    @property
    def data(self) -> Payload:
        """What is reported. It may be made only when somebody asks, as most events interest nobody."""
        if callable(self._data):
            self._data = self._data()
        return self._data


Listener: TypeAlias = Callable[[Event], None]

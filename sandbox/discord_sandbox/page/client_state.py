"""What a client remembers and the world does not: private replies, and what each reply was asked with."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterator

from discord_sandbox.model.event import Event
from discord_sandbox.model.message import Message
from discord_sandbox.model.payload import Payload
from discord_sandbox.model.world import World
from discord_sandbox.page.steps import command_of

PRIVATE_KEPT = 500
COMMANDS_KEPT = 5000


class ClientState:
    """Listens from the start, as what is private is told once."""

    def __init__(self, world: World) -> None:
        self._private: deque[Message] = deque(maxlen=PRIVATE_KEPT)
        self._commands: OrderedDict[str, str] = OrderedDict()
        world.listeners.append(self._on_event)

    def private(self, channel_id: int, user_id: int) -> Iterator[Message]:
        """The ephemeral messages to this person in this channel, oldest first."""
        return (
            message
            for message in self._private
            if message.channel_id == channel_id and message.reader_id == user_id and not message.deleted
        )

    def find(self, message_id: int) -> Message | None:
        """An ephemeral message."""
        return next((each for each in self._private if each.id == message_id and not each.deleted), None)

    def command(self, message: Message) -> str | None:
        """With what the interaction began that the message answers, as "/quote add"."""
        about = message.interaction or {}
        return self._commands.get(str(about.get("id")))

    def dismiss(self, message_id: int, user_id: int) -> bool:
        """Forget an ephemeral message; tells whether there was one."""
        message = self.find(message_id)
        if message is None or message.reader_id != user_id:
            return False
        self._private.remove(message)
        return True

    def _on_event(self, event: Event) -> None:
        if event.name == "INTERACTION_CREATE":
            self._remember(event.data)
        elif event.name == "MESSAGE_CREATE" and event.message and event.message.ephemeral:
            self._private.append(event.message)

    def _remember(self, interaction: Payload) -> None:
        name = interaction["data"].get("name")
        if interaction["type"] == 2 and name:
            self._commands[interaction["id"]] = command_of(interaction["data"])
            if len(self._commands) > COMMANDS_KEPT:
                self._commands.popitem(last=False)

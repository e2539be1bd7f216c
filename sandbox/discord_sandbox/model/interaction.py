"""One interaction, from its beginning to its last follow-up."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from discord_sandbox.model.channel import Channel
from discord_sandbox.model.condition import Condition
from discord_sandbox.model.entries import Action
from discord_sandbox.model.message import Message
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.user import User

TOKEN_SECONDS = 900.0
"""For which the token is good for follow-ups."""


class InteractionType(IntEnum):
    """What a person did."""

    PING = 1
    APPLICATION_COMMAND = 2
    MESSAGE_COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL_SUBMIT = 5


class AnswerType(IntEnum):
    """Discord's interaction callback types."""

    PONG = 1
    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    AUTOCOMPLETE = 8
    MODAL = 9


@dataclass(slots=True, eq=False)
class Interaction:
    """Something a person asked of the application, and what it answered so far."""

    id: int
    token: str
    type: InteractionType
    user: User
    channel: Channel
    created_at: float
    answer_until: float
    """When the first answer comes too late."""
    data: Payload
    message: Message | None = None
    """The one whose component was used, also if that opened the modal which is submitted here."""
    trigger: Interaction | None = None
    """What opened the modal that is submitted here."""
    answer: AnswerType | None = None
    answered_at: float | None = None
    settled: bool = False
    """Whether there is more than the promise of an answer."""
    original: Message | None = None
    """What ``@original`` stands for."""
    followups: list[Message] = field(default_factory=list)
    choices: list[Payload] = field(default_factory=list)
    modal: Payload | None = None
    refusals: list[str] = field(default_factory=list)
    """Why answers that were tried were not accepted."""
    changed: Condition = field(default_factory=Condition)
    cause: Action | None = None
    """What it came of, where that is written down."""

    @property
    def guild_id(self) -> int | None:
        return self.channel.guild_id

    @property
    def focused_option(self) -> int:
        """The type of the option that is being typed."""
        options = self.data["options"]
        while "options" in options[0]:
            options = options[0]["options"]
        return int(next(option["type"] for option in options if option.get("focused")))

    @property
    def latency(self) -> float | None:
        """Seconds until the first answer."""
        return None if self.answered_at is None else self.answered_at - self.created_at

    def too_late(self, now: float) -> bool:
        return now >= self.answer_until

    def expired(self, now: float) -> bool:
        return now - self.created_at > TOKEN_SECONDS

    def messages(self) -> list[Message]:
        """What was answered, without what has been deleted since."""
        sent = [self.original, *self.followups] if self.original else self.followups
        return [message for message in sent if not message.deleted]

    def metadata(self) -> JsonObject:
        """What a message remembers of the interaction that it answers."""
        metadata: Payload = {
            "id": str(self.id),
            "type": int(self.type),
            "user": self.user.payload(),
            "authorizing_integration_owners": integration_owners(self.channel),
        }
        if self.type is InteractionType.MESSAGE_COMPONENT and self.message:
            metadata["interacted_message_id"] = str(self.message.id)
        if self.trigger:
            metadata["triggering_interaction_metadata"] = self.trigger.metadata()
        target = self.data.get("target_id")
        if target:
            resolved = self.data["resolved"]
            if target in resolved.get("users", ()):
                metadata["target_user"] = resolved["users"][target]
            else:
                metadata["target_message_id"] = target
        return metadata


def integration_owners(channel: Channel) -> dict[str, str]:
    """By whom the application was installed, for use in ``channel``: the guild, or nobody in particular."""
    return {"0": str(channel.guild_id or 0)}

"""What an application answered to somebody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Self

from discord_sandbox.clients.errors import ResponseTimeout
from discord_sandbox.clients.seen import SeenMessage
from discord_sandbox.model.component import ComponentType, walk
from discord_sandbox.model.interaction import AnswerType, Interaction
from discord_sandbox.model.message import Message
from discord_sandbox.model.payload import Payload

_PROMISES = {AnswerType.DEFERRED_MESSAGE, AnswerType.DEFERRED_UPDATE}
_NOT_FILLED_IN = {ComponentType.ACTION_ROW, ComponentType.LABEL, ComponentType.TEXT_DISPLAY}


class Choice(NamedTuple):
    """A suggestion for an option's value."""

    name: str
    value: str | int | float


@dataclass(frozen=True, slots=True)
class Field:
    """Something to fill in."""

    label: str
    component: Payload

    @property
    def custom_id(self) -> str:
        return str(self.component["custom_id"])

    @property
    def type(self) -> int:
        return int(self.component["type"])

    @property
    def required(self) -> bool:
        return self.component.get("required") is not False and self.type != ComponentType.CHECKBOX


@dataclass(frozen=True, slots=True)
class Modal:
    """A form that the application opened."""

    title: str
    custom_id: str
    components: list[Payload]

    @property
    def fields(self) -> list[Field]:
        """What there is to fill in, from top to bottom."""
        labels = {
            component["component"]["custom_id"]: component["label"]
            for component in self.components
            if component["type"] == ComponentType.LABEL
        }
        return [
            Field(component.get("label") or labels.get(component["custom_id"], ""), component)
            for _, component in walk(self.components)
            if component["type"] not in _NOT_FILLED_IN
        ]


class Reply(SeenMessage):
    """An answer, always in its present state: the message that came or was changed, choices, or a form."""

    def __init__(self, interaction: Interaction) -> None:
        self.interaction = interaction

    @property
    def message(self) -> Message | None:
        original = self.interaction.original
        return None if original is None or original.deleted else original

    @property
    def deferred(self) -> bool:
        """Whether the first answer was the promise of one."""
        return self.interaction.answer in _PROMISES

    @property
    def latency(self) -> float:
        """Seconds until the first answer."""
        return self.interaction.latency or 0.0

    @property
    def followups(self) -> list[SeenMessage]:
        """The further messages that have not been deleted."""
        return [SeenMessage(message) for message in self.interaction.followups if not message.deleted]

    @property
    def choices(self) -> list[Choice]:
        return [Choice(choice["name"], choice["value"]) for choice in self.interaction.choices]

    @property
    def modal(self) -> Modal | None:
        modal = self.interaction.modal
        return Modal(modal["title"], modal["custom_id"], modal["components"]) if modal else None

    async def settled(self, timeout: float = 30.0) -> Self:  # noqa: ASYNC109 - reads best where it is used
        """Wait until a promised answer has come, by edit or follow-up."""
        interaction = self.interaction
        if not await interaction.changed.until(lambda: interaction.settled, timeout):
            raise ResponseTimeout(f"what was promised did not come within {timeout:g} seconds")
        return self

    def payload(self) -> Payload:
        modal = self.interaction.modal
        return super().payload() | {
            "answer": self.interaction.answer.name.lower() if self.interaction.answer else None,
            "deferred": self.deferred,
            "latency": self.latency,
            "followups": [message.payload() for message in self.followups],
            "choices": [choice._asdict() for choice in self.choices],
            "modal": modal,
        }

"""What a message is made of, before it is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from discord_sandbox.model.attachment import Attachment
from discord_sandbox.model.component import ComponentType, walk
from discord_sandbox.model.message import Message
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.poll import Poll
from discord_sandbox.model.sticker import Sticker


@dataclass(slots=True, kw_only=True)
class Draft:
    """The parts of a message that its author chooses."""

    content: str = ""
    embeds: list[Payload] = field(default_factory=list)
    components: list[Payload] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    stickers: Sequence[Sticker] = ()
    flags: int = 0
    tts: bool = False
    nonce: str | int | None = None
    poll: Poll | None = None
    allowed_mentions: Payload | None = None
    reference: Message | None = None
    """What it replies to."""
    forwarded: Message | None = None

    @property
    def empty(self) -> bool:
        embeds = any(value for embed in self.embeds for name, value in embed.items() if name != "type")
        shown = self.components or self.attachments or self.stickers or self.poll or self.forwarded
        return not (self.content.strip() or embeds or shown)

    @property
    def text(self) -> str:
        """Everything in which somebody can be mentioned."""
        return mentionable_text(self.content, self.components)


def mentionable_text(content: str, components: list[JsonObject]) -> str:
    """A message's content and its text displays. Embeds mention nobody."""
    displays = [
        component["content"]
        for _, component in walk(components)
        if component["type"] == ComponentType.TEXT_DISPLAY
    ]
    return "\n".join([content, *displays]) if displays else content

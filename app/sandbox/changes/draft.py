"""What a message is made of, before it is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.sandbox.payload import Payload
from app.sandbox.world.attachment import Attachment
from app.sandbox.world.component import ComponentType, walk
from app.sandbox.world.message import Message
from app.sandbox.world.poll import Poll
from app.sandbox.world.sticker import Sticker


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


def mentionable_text(content: str, components: list[Payload]) -> str:
    """A message's content and its text displays. Embeds mention nobody."""
    displays = [
        component["content"]
        for _, component in walk(components)
        if component["type"] == ComponentType.TEXT_DISPLAY
    ]
    return "\n".join([content, *displays]) if displays else content

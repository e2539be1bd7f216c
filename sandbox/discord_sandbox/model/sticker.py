"""Stickers of a guild."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.user import User

_OF_A_GUILD = 2


class StickerFormat(IntEnum):
    """Discord's numbers for the kinds of files."""

    PNG = 1
    APNG = 2
    LOTTIE = 3
    GIF = 4


@dataclass(slots=True, eq=False)
class Sticker:
    """A picture that is sent by itself."""

    id: int
    guild_id: int
    name: str
    tags: str
    """What a client finds it by, with commas between."""
    description: str | None = None
    format: StickerFormat = StickerFormat.PNG
    creator: User | None = None

    def item_payload(self) -> JsonObject:
        """As it stands in a message."""
        return {"id": str(self.id), "name": self.name, "format_type": int(self.format)}

    def payload(self) -> Payload:
        payload: Payload = self.item_payload() | {
            "tags": self.tags,
            "type": _OF_A_GUILD,
            "description": self.description,
            "available": True,
            "guild_id": str(self.guild_id),
        }
        return payload | ({"user": self.creator.payload()} if self.creator else {})

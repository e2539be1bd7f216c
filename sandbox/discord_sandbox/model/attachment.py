"""Files that came with a message or an option."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass

from discord_sandbox.model.payload import JsonObject, Payload

IS_SPOILER = 1 << 3


@dataclass(slots=True, eq=False)
class Attachment:
    """An uploaded file. The sandbox serves it at ``url``, once that is signed: see :mod:`discord_sandbox.model.links`."""

    id: int
    filename: str
    content: bytes
    url: str
    description: str | None = None
    title: str | None = None
    ephemeral: bool = False
    spoiler: bool = False
    duration: float | None = None
    waveform: str | None = None
    """How a voice message sounds over time: its sender's drawing of it."""

    @property
    def content_type(self) -> str:
        return mimetypes.guess_type(self.filename)[0] or "application/octet-stream"

    def payload(self) -> JsonObject:
        payload: Payload = {
            "id": str(self.id),
            "filename": self.filename,
            "size": len(self.content),
            "url": self.url,
            "proxy_url": self.url,
            "content_type": self.content_type,
            "flags": IS_SPOILER if self.spoiler else 0,
        }
        optional = {
            "description": self.description,
            "title": self.title,
            "ephemeral": self.ephemeral or None,
            "duration_secs": self.duration,
            "waveform": self.waveform,
        }
        return payload | {name: value for name, value in optional.items() if value is not None}

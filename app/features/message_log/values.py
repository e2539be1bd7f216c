"""What a message said, read from an event and from a row; and what is noted of it in a batch of the recording."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Self

import orjson
from loguru import logger

from app.features.message_log.models import Kind, MessageBody
from app.infra.crypto import CannotOpen, Keyring, Sealed
from app.recording.changes import RecordedChange, Seconds, Subject
from app.recording.display_names import called

IS_SPOILER = 1 << 3
"""Discord's flag of an attachment that is covered."""
SPOILER_PREFIX = "SPOILER_"


@dataclass(frozen=True, slots=True)
class Attachment:
    """The name of a file that came with a message."""

    name: str
    spoiler: bool


@dataclass(frozen=True, slots=True)
class Body:
    """What a message said."""

    text: str
    attachments: tuple[Attachment, ...] = ()
    author: str = ""
    """What its author was called."""

    @classmethod
    def of(cls, payload: Mapping[str, Any]) -> Self:
        """What the payload of a message says."""
        nick = (payload.get("member") or {}).get("nick")
        return cls(
            str(payload["content"]),
            tuple(_attachment(each) for each in payload["attachments"]),
            called(payload["author"], nick),
        )

    @classmethod
    def unpack(cls, plain: bytes) -> Self:
        text, attachments, author = orjson.loads(plain)
        return cls(text, tuple(Attachment(*each) for each in attachments), author)

    def pack(self) -> bytes:
        attachments = [(each.name, each.spoiler) for each in self.attachments]
        return orjson.dumps([self.text, attachments, self.author])


def _attachment(payload: Mapping[str, Any]) -> Attachment:
    name = str(payload.get("filename", ""))
    spoiler = name.startswith(SPOILER_PREFIX) or bool(int(payload.get("flags") or 0) & IS_SPOILER)
    return Attachment(name, spoiler)


def opened(row: MessageBody, keyring: Keyring) -> Body | None:
    """What a row says; None when its key is gone, or the row is not as it was written."""
    moment = round(row.written_at.timestamp() * 1e6)
    place = place_of(row.guild_id, row.channel_id, row.message_id, row.author_id, moment)
    try:
        return Body.unpack(keyring.open(Sealed(row.key_id, row.content), owner=row.guild_id, about=place))
    except CannotOpen as error:
        logger.warning("the text of a message cannot be read: {}", error)
        return None


def place_of(guild_id: int, channel_id: int, message_id: int, author_id: int, microseconds: int) -> str:
    """A row of ``message_bodies``, as what is encrypted in it is bound to it."""
    return f"message_bodies;{guild_id};{channel_id};{message_id};{author_id};{microseconds}"


class EntryNote(NamedTuple):
    """A row of ``message_log_entries``, as far as an event knows it."""

    guild_id: int
    kind: str
    subject_id: int
    moment: Seconds
    at: Seconds
    channel_id: int | None = None
    user_id: int | None = None
    name: str | None = None
    message_ids: list[int] | None = None

    @property
    def subject(self) -> Subject:
        # Who left is still to be known as a member when this is written.
        if self.kind == Kind.LEFT:
            return "member", self.guild_id, self.subject_id
        return "log", self.guild_id, self.subject_id


CHANGES: Final[Mapping[str, type[RecordedChange]]] = {"log": EntryNote}
"""The name on disk is as old as the files there: it never changes."""

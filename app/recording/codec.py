"""Batches as bytes, and back: those of earlier versions, too, as some wait on a disk while the program is updated."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any, Final

import orjson

from app.recording.batch import Batch, BodyNote, ReactionNote, ReactionsCleared
from app.recording.changes import ChannelSeen, GuildListed, RecordedChange, RoleSeen
from app.recording.sightings import MessageNote

VERSION: Final = 2
"""Version 1 had no number, and had ``steps``: name, key, values."""


class BatchCodec:
    """Knows a closed set of changes by name. Anything else in a file is refused."""

    def __init__(self, changes: Mapping[str, type[RecordedChange]]) -> None:
        self._changes = changes
        self._names = {change: name for name, change in changes.items()}
        if len(self._names) != len(changes):
            raise ValueError("a change has two names")

    def pack(self, batch: Batch) -> bytes:
        """A batch as bytes. What cannot be read again raises ``KeyError``."""
        content = {
            "version": VERSION,
            "number": batch.number,
            "began": batch.began,
            "events": batch.events,
            "messages": [asdict(note) for note in batch.messages.values()],
            "bodies": list(batch.bodies.values()),
            "reactions": list(batch.reactions.items()),
            "clearings": batch.clearings,
            "changes": [[self._names[type(change)], change] for change in batch.changes],
        }
        return zlib.compress(orjson.dumps(content, default=_encode), 1)

    def unpack(self, content: bytes) -> Batch:
        """The batch that ``pack`` made bytes of. Raises ``ValueError``, ``TypeError`` or ``LookupError``."""
        fields = _fields(content)
        if fields.get("version", 1) > VERSION:
            raise ValueError("a later version wrote this")
        messages = [MessageNote(**note) for note in fields["messages"]]
        sealed = [BodyNote(*note) for note in fields.get("bodies", ())]
        bodies = [note._replace(content=base64.b64decode(note.content)) for note in sealed]
        steps = [(name, values) for name, _, values in fields.get("steps", ())]
        return Batch(
            number=fields["number"],
            began=fields["began"],
            events=fields["events"],
            messages={(note.guild_id, note.id): note for note in messages},
            bodies={note[:3]: note for note in bodies},
            reactions={tuple(key): ReactionNote(*note) for key, note in fields["reactions"]},
            clearings=[ReactionsCleared(*clearing) for clearing in fields["clearings"]],
            changes=[self._change(name, values) for name, values in fields.get("changes", steps)],
        )

    def _change(self, name: str, values: list[object]) -> RecordedChange:
        change = self._changes[name](*_rows(values))
        if isinstance(change, GuildListed):
            channels = [ChannelSeen(*_rows(channel)) for channel in change.channels]
            return change._replace(channels=channels, roles=[RoleSeen(*role) for role in change.roles])
        return change


def _rows(values: Iterable[object]) -> Iterator[Any]:
    """The values, with rows in lists being tuples, as they were before JSON made lists of them."""
    for value in values:
        yield (
            [tuple(each) if isinstance(each, list) else each for each in value]
            if isinstance(value, list)
            else value
        )


def without_bodies(content: bytes) -> bytes:
    """A packed batch, without what members wrote; nothing where nobody can read it anyway."""
    try:
        return zlib.compress(orjson.dumps(_fields(content) | {"bodies": []}), 1)
    except (zlib.error, ValueError, TypeError):
        return b""


def _fields(content: bytes) -> dict[str, Any]:
    fields: dict[str, Any] = orjson.loads(zlib.decompress(content))
    return fields


def _encode(value: object) -> object:
    # orjson knows lists and plain tuples, but no named ones.
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(type(value).__name__)

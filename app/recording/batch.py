"""What has been seen since the last write, folded together: one note for each row that will be written.

Folding must come to the same as writing one after the other; tests/integration/test_recording.py proves it.
Everything here is plain data, because a batch that cannot be written goes to disk.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias, TypeVar, cast

from app.recording.changes import RecordedChange, Seconds, Subject
from app.recording.sightings import MessageNote

C = TypeVar("C", bound=RecordedChange)

ReactionKey: TypeAlias = tuple[int, int, int, str]
"""Guild, message, user, emoji."""


class BodyNote(NamedTuple):
    """What a message said from one moment on, encrypted as soon as it came."""

    guild_id: int
    message_id: int
    written_at: Seconds
    channel_id: int
    author_id: int
    key_id: str
    content: bytes


class ReactionNote(NamedTuple):
    """The last thing that was seen of one reaction."""

    channel_id: int
    at: Seconds
    present: bool


class ReactionsCleared(NamedTuple):
    """All reactions of a message were removed, or all those with one emoji."""

    guild_id: int
    message_id: int
    emoji: str | None
    at: Seconds


class Lost(NamedTuple):
    """The first and the last message of a channel that could not be kept."""

    guild_id: int
    channel_id: int
    first_id: int
    last_id: int

    def widened(self, message_id: int) -> Lost:
        return self._replace(first_id=min(self.first_id, message_id), last_id=max(self.last_id, message_id))


@dataclass(slots=True)
class Batch:
    """The notes of one write."""

    number: int
    """Later batches have higher numbers, also across restarts."""
    began: Seconds
    events: int = 0
    messages: dict[tuple[int, int], MessageNote] = field(default_factory=dict)
    bodies: dict[tuple[int, int, Seconds], BodyNote] = field(default_factory=dict)
    reactions: dict[ReactionKey, ReactionNote] = field(default_factory=dict)
    clearings: list[ReactionsCleared] = field(default_factory=list)
    changes: list[RecordedChange] = field(default_factory=list)

    def message(self, note: MessageNote) -> None:
        known = self.messages.get((note.guild_id, note.id))
        if known is None:
            self.messages[note.guild_id, note.id] = note
        else:
            known.absorb(note)

    def body(self, note: BodyNote) -> None:
        self.bodies.setdefault(note[:3], note)

    def reaction(self, key: ReactionKey, note: ReactionNote) -> None:
        self.reactions[key] = note

    def clear(self, clearing: ReactionsCleared) -> None:
        """Note a clearing. What was noted of these reactions before it is done with."""
        for key in list(self.reactions):
            _, message_id, _, emoji = key
            if message_id == clearing.message_id and clearing.emoji in {None, emoji}:
                note = self.reactions[key]
                self.reactions[key] = note._replace(present=False)
        self.clearings.append(clearing)

    def change(self, change: RecordedChange) -> None:
        self.changes.append(change)

    def rounds(self) -> Iterator[Round]:
        """The changes in rounds: no round has two about the same thing."""
        waiting = self.changes
        while waiting:
            taken: set[Subject] = set()
            now, later = Round(), list[RecordedChange]()
            for change in waiting:
                subject = change.subject
                if subject in taken:
                    later.append(change)
                else:
                    now.add(change)
                    taken.add(subject)
            yield now
            waiting = later

    def __bool__(self) -> bool:
        return bool(self.messages or self.reactions or self.clearings or self.changes)


class Round:
    """Changes that may be written together, by type."""

    def __init__(self) -> None:
        self._by_type: dict[type[RecordedChange], list[RecordedChange]] = {}

    def add(self, change: RecordedChange) -> None:
        self._by_type.setdefault(type(change), []).append(change)

    def of(self, kind: type[C]) -> list[C]:
        """The changes of one type, in the order in which they came."""
        return cast("list[C]", self._by_type.get(kind, []))

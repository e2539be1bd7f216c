"""A batch in parts, so that what is wrong with one note does not keep the others from being stored."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from app.recording.batch import Batch, ReactionKey, ReactionNote, ReactionsCleared
from app.recording.changes import RecordedChange
from app.recording.sightings import MessageNote


class Reaction(NamedTuple):
    """A note of a reaction, with what it is about."""

    key: ReactionKey
    note: ReactionNote


Note: TypeAlias = MessageNote | ReactionsCleared | Reaction | RecordedChange


def bisect(batch: Batch) -> tuple[Batch, Batch] | None:
    """Two batches that come to the same when they are written one after the other; None for a single note."""
    notes = notes_of(batch)
    if len(notes) < 2:
        return None
    middle = len(notes) // 2
    return _part(batch, notes[:middle]), _part(batch, notes[middle:])


def joined(batch: Batch, parts: Iterable[Batch]) -> Batch:
    """The notes of these parts of ``batch`` as one batch, without what members wrote."""
    whole = Batch(batch.number, batch.began)
    for part in parts:
        whole.events += part.events
        _add(whole, notes_of(part))
    return whole


def notes_of(batch: Batch) -> list[Note]:
    """In the order in which they are written."""
    reactions = (Reaction(*item) for item in batch.reactions.items())
    return [*batch.messages.values(), *batch.clearings, *reactions, *batch.changes]


def _part(batch: Batch, notes: list[Note]) -> Batch:
    part = Batch(batch.number, batch.began, events=len(notes))
    _add(part, notes)
    part.bodies = {key: body for key, body in batch.bodies.items() if key[:2] in part.messages}
    return part


def _add(part: Batch, notes: list[Note]) -> None:
    for note in notes:
        if isinstance(note, MessageNote):
            part.messages[note.guild_id, note.id] = note
        elif isinstance(note, ReactionsCleared):
            part.clearings.append(note)
        elif isinstance(note, Reaction):
            part.reactions[note.key] = note.note
        else:
            part.changes.append(note)

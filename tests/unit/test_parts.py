"""A batch in parts: nothing is left out, and nothing changes its order."""

from __future__ import annotations

from app.recording.batch import Batch, BodyNote
from app.recording.bisection import bisect, joined, notes_of
from app.recording.changes import MemberLeft
from app.recording.sightings import MessageNote
from tests.unit.test_spill import full_batch


def leaves(batch: Batch) -> list[Batch]:
    parts = bisect(batch)
    return [batch] if parts is None else [leaf for part in parts for leaf in leaves(part)]


def test_parts_have_every_note_once_and_in_order() -> None:
    batch = full_batch()
    batch.change(MemberLeft(1, 4, 10.0))
    parts = leaves(batch)
    assert [notes_of(part) for part in parts] == [[note] for note in notes_of(batch)]
    assert joined(batch, parts).changes == batch.changes
    assert joined(batch, parts).reactions == batch.reactions


def test_what_was_said_stays_with_its_message_and_is_not_put_aside() -> None:
    batch = full_batch()
    batch.message(MessageNote(1, 20, 3))
    batch.body(BodyNote(1, 20, 6.25, 3, 4, "key", b"other"))
    first, second, *_ = leaves(batch)
    assert {**first.bodies, **second.bodies} == batch.bodies
    assert [key[1] for key in second.bodies] == [20]
    assert joined(batch, [first]).bodies == {}

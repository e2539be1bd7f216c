"""Batches on disk: what comes back is what was put there."""

from __future__ import annotations

from pathlib import Path

from app.features.activity.recording.batch import Batch, BodyNote, Clearing, MessageNote, ReactionNote
from app.features.activity.recording.spill import Spill, pack, unpack


def full_batch(number: int = 1) -> Batch:
    """A batch with one of everything."""
    batch = Batch(number, 2.5, events=4)
    batch.message(MessageNote(1, 2, 3, author_id=4, length=5, edited_at=6.25, edits=1))
    batch.body(BodyNote(1, 2, 6.25, 3, 4, "key", b"\x00\xffsealed"))
    batch.reaction((1, 2, 4, "👋"), ReactionNote(3, 7.5, present=True))
    batch.clear(Clearing(1, 9, None, 8.0))
    batch.step("member", (1, 4), 1, 4, False, 9.0, [5, 6])
    return batch


def test_a_batch_comes_back_as_it_was() -> None:
    assert unpack(pack(full_batch())) == full_batch()


def test_batches_wait_in_order_for_the_next_process(tmp_path: Path) -> None:
    spill = Spill(tmp_path)
    for number in (3, 1, 2):
        spill.put(full_batch(number))
    spill.close()
    later = Spill(tmp_path)
    assert later.open() == 3
    numbers = []
    while (batch := later.first()) is not None:
        numbers.append(batch.number)
        later.remove(batch.number)
    assert numbers == [1, 2, 3]
    later.close()
    assert list(tmp_path.iterdir()) == []

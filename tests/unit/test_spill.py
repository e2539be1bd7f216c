"""Batches on disk: what comes back is what was put there."""

from __future__ import annotations

import sqlite3
import time
import zlib
from contextlib import closing
from pathlib import Path

import pytest

from app.recording.batch import Batch, BodyNote, ReactionNote, ReactionsCleared
from app.recording.changes import CHANGES, MemberSeen
from app.recording.codec import BatchCodec
from app.recording.sightings import MessageNote
from app.recording.spill import Spill, SpillFull

CODEC = BatchCodec(CHANGES)


def full_batch(number: int = 1) -> Batch:
    """A batch with one of everything."""
    batch = Batch(number, 2.5, events=4)
    batch.message(MessageNote(1, 2, 3, author_id=4, length=5, edited_at=6.25, edits=1))
    batch.body(BodyNote(1, 2, 6.25, 3, 4, "key", b"\x00\xffsealed"))
    batch.reaction((1, 2, 4, "👋"), ReactionNote(3, 7.5, present=True))
    batch.clear(ReactionsCleared(1, 9, None, 8.0))
    batch.change(MemberSeen(1, 4, False, 9.0, [5, 6], 10.0))
    return batch


def test_nobody_else_can_read_what_waits(tmp_path: Path) -> None:
    folder = tmp_path / "state" / "spill"
    spill = Spill(folder, CODEC)
    spill.put(full_batch())
    spill.refuse(full_batch(2))
    kept = list(folder.iterdir())
    assert len(kept) > 1
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in kept} == {0o600}
    spill.close()
    # As an earlier version has left them.
    for path in folder.iterdir():
        path.chmod(0o644)
    later = Spill(folder, CODEC)
    assert later.open() == 1
    later.put(full_batch(3))
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    later.close()


def test_batches_wait_in_order_for_the_next_process(tmp_path: Path) -> None:
    spill = Spill(tmp_path, CODEC)
    for number in (3, 1, 2):
        spill.put(full_batch(number))
    spill.close()
    later = Spill(tmp_path, CODEC)
    assert later.open() == 3
    numbers = []
    while (batch := later.first()) is not None:
        numbers.append(batch.number)
        later.remove(batch.number)
    assert numbers == [1, 2, 3]
    later.close()
    assert list(tmp_path.iterdir()) == []


def left_behind(folder: Path, *numbers: int) -> Path:
    """A file with batches, as a process leaves it."""
    spill = Spill(folder, CODEC)
    for number in numbers:
        spill.put(full_batch(number))
    spill.close()
    [path] = folder.glob("*.spill")
    return path


def corrupt(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100] + b"\xff" * 20_000)


def test_a_file_that_is_corrupt_is_put_aside_and_a_new_one_begun(tmp_path: Path) -> None:
    path = left_behind(tmp_path, 1)
    path.write_bytes(b"no database at all" * 1000)
    spill = Spill(tmp_path, CODEC)
    assert spill.open() == 0
    assert path.with_suffix(".corrupt").exists()
    spill.put(full_batch(2))
    assert spill.first() == full_batch(2)
    spill.remove(2)
    spill.close()
    assert [each.suffix for each in tmp_path.iterdir()] == [".corrupt"]


def test_a_file_that_is_spoilt_within_is_put_aside_too(tmp_path: Path) -> None:
    corrupt(left_behind(tmp_path, 1, 2))
    left_behind(tmp_path / "other", 3)
    spill = Spill(tmp_path, CODEC)
    spill.open()
    assert spill.first() is None
    spill.put(full_batch(4))
    assert spill.first() == full_batch(4)
    spill.close()


def test_a_batch_that_cannot_be_read_is_put_aside_without_what_was_said(tmp_path: Path) -> None:
    path = left_behind(tmp_path, 1, 2, 3)
    strange = zlib.compress(b'{"strange": 1, "bodies": [[1, 2, 3]]}')
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE batches SET content = ? WHERE number = 1", (strange,))
        connection.execute("UPDATE batches SET content = 'torn' WHERE number = 2")
    spill = Spill(tmp_path, CODEC)
    spill.open()
    assert spill.first() == full_batch(3)
    spill.remove(3)
    spill.close()
    with closing(sqlite3.connect(path)) as connection:
        [first, second] = connection.execute("SELECT number, content FROM refused").fetchall()
        assert connection.execute("SELECT count(*) FROM batches").fetchone() == (0,)
    assert (first[0], zlib.decompress(first[1])) == (1, b'{"strange":1,"bodies":[]}')
    assert second == (2, b"")


def test_what_cannot_be_removed_is_not_given_again_and_removed_later(tmp_path: Path) -> None:
    path = left_behind(tmp_path, 1, 2)
    spill = Spill(tmp_path, CODEC)
    spill.open()
    [file] = spill._files
    file._connection.execute("PRAGMA query_only = ON")
    spill.remove(1)
    assert spill.first() == full_batch(2)
    with pytest.raises(SpillFull):
        spill.put(full_batch(3))
    file._connection.execute("PRAGMA query_only = OFF")
    spill.remove(2)
    spill.close()
    assert not path.exists()


def test_what_was_refused_is_kept_for_a_week(tmp_path: Path) -> None:
    day, now = 86_400 * 10**9, time.time_ns()
    spill = Spill(tmp_path, CODEC)
    for days in (8, 6):
        spill.refuse(full_batch(now - days * day))
    spill.close()
    [path] = tmp_path.glob("*.spill")
    spill.open()
    spill.close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT number FROM refused").fetchall() == [(now - 6 * day,)]

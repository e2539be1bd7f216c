"""Batches on disk, while the database cannot take them: SQLite files, one for each process.

A file belongs to the process that holds its lock. A process that starts takes over what others left behind.
"""

from __future__ import annotations

import base64
import fcntl
import sqlite3
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO

import orjson
from loguru import logger

from app.features.activity.recording.batch import Batch, Clearing, MessageNote, ReactionNote, Step

SUFFIX = ".spill"
TABLES = """
    CREATE TABLE IF NOT EXISTS batches (number INTEGER PRIMARY KEY, content BLOB NOT NULL);
    CREATE TABLE IF NOT EXISTS refused (number INTEGER PRIMARY KEY, content BLOB NOT NULL);
"""


class SpillFull(Exception):
    """The disk takes no more."""


class Spill:
    """A queue of batches on disk, ordered by number. Blocks: call it from a thread."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._files: list[_File] = []
        self._lock = threading.Lock()

    def open(self) -> int:
        """Take over what earlier processes left; gives how many batches wait."""
        if self._directory.is_dir():
            for path in sorted(self._directory.glob(f"*{SUFFIX}")):
                if (file := _File.adopt(path)) is not None:
                    self._files.append(file)
        waiting = self.count()
        if waiting:
            logger.warning("{} batches of events that could not be stored before are stored now", waiting)
        return waiting

    def put(self, batch: Batch) -> None:
        """Keep a batch; raises ``SpillFull`` and keeps nothing when the disk is full."""
        with self._lock, _disk():
            self._own(batch).insert("batches", batch)

    def first(self) -> Batch | None:
        """The batch with the lowest number; it stays."""
        with self._lock:
            found = [batch for file in self._files if (batch := file.first()) is not None]
        return min(found, key=lambda batch: batch.number, default=None)

    def remove(self, number: int) -> None:
        """Forget a batch that has been stored."""
        with self._lock, _disk():
            for file in self._files:
                file.remove(number)

    def refuse(self, batch: Batch) -> None:
        """Put a batch that the database will not take aside, for a person to look at."""
        with self._lock, _disk():
            self._own(batch).insert("refused", batch)

    def _own(self, batch: Batch) -> _File:
        """The file that is written to; made for the first batch."""
        if not self._files:
            self._directory.mkdir(parents=True, exist_ok=True)
            self._files.append(_File.create(self._directory / f"{batch.number}{SUFFIX}"))
        return self._files[0]

    def count(self) -> int:
        """How many batches wait."""
        with self._lock:
            return sum(file.count() for file in self._files)

    def close(self) -> None:
        """Let go of the files; those that are empty are deleted."""
        with self._lock:
            for file in self._files:
                file.close()
            self._files.clear()


class _File:
    def __init__(self, path: Path, lock: IO[bytes]) -> None:
        self._path = path
        self._lock = lock
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.executescript(TABLES)

    @classmethod
    def create(cls, path: Path) -> _File:
        lock = path.with_suffix(".lock").open("wb")
        fcntl.flock(lock, fcntl.LOCK_EX)
        return cls(path, lock)

    @classmethod
    def adopt(cls, path: Path) -> _File | None:
        """The file, unless another process has it."""
        lock = path.with_suffix(".lock").open("wb")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            return None
        return cls(path, lock)

    def insert(self, table: str, batch: Batch) -> None:
        self._connection.execute(
            f"INSERT OR REPLACE INTO {table} (number, content) VALUES (?, ?)",  # noqa: S608 - one of two names
            (batch.number, pack(batch)),
        )

    def first(self) -> Batch | None:
        found = self._connection.execute("SELECT content FROM batches ORDER BY number LIMIT 1").fetchone()
        return None if found is None else unpack(found[0])

    def remove(self, number: int) -> None:
        self._connection.execute("DELETE FROM batches WHERE number = ?", (number,))

    def count(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM batches").fetchone()[0])

    def close(self) -> None:
        kept = self._connection.execute(
            "SELECT (SELECT count(*) FROM batches) + (SELECT count(*) FROM refused)"
        ).fetchone()[0]
        self._connection.close()
        if not kept:
            for suffix in (SUFFIX, f"{SUFFIX}-wal", f"{SUFFIX}-shm", ".lock"):
                self._path.with_suffix(suffix).unlink(missing_ok=True)
        self._lock.close()


@contextmanager
def _disk() -> Iterator[None]:
    try:
        yield
    except (sqlite3.OperationalError, OSError) as error:
        raise SpillFull(str(error)) from error


def pack(batch: Batch) -> bytes:
    """A batch as bytes."""
    content = asdict(batch)
    content["messages"] = list(content["messages"].values())
    content["reactions"] = [[key, note] for key, note in content["reactions"].items()]
    return zlib.compress(orjson.dumps(content, default=_encode), 1)


def unpack(content: bytes) -> Batch:
    """The batch that ``pack`` made bytes of."""
    fields = orjson.loads(zlib.decompress(content))
    messages = [MessageNote(**note) for note in fields.pop("messages")]
    reactions = fields.pop("reactions")
    steps = [Step(kind, tuple(key), tuple(values)) for kind, key, values in fields.pop("steps")]
    clearings = [Clearing(*clearing) for clearing in fields.pop("clearings")]
    return Batch(
        **fields,
        messages={(note.guild_id, note.id): note for note in messages},
        reactions={tuple(key): ReactionNote(*note) for key, note in reactions},
        clearings=clearings,
        steps=steps,
    )


def _encode(value: object) -> object:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(type(value).__name__)

"""Batches on disk, while the database cannot take them: SQLite files, one for each process.

A file belongs to the process that holds its lock. A process that starts takes over what others left behind.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TypeVar

from loguru import logger

from app.core.wordless import summary
from app.recording.batch import Batch
from app.recording.codec import BatchCodec, without_bodies

T = TypeVar("T")

SUFFIX = ".spill"
CORRUPT = ".corrupt"
OWNER_ONLY = 0o600
"""Batches hold what members wrote, if sealed, and who was where."""
REFUSED_DAYS = 7
"""How long a person has time to look at what was refused."""
TABLES = """
    CREATE TABLE IF NOT EXISTS batches (number INTEGER PRIMARY KEY, content BLOB NOT NULL);
    CREATE TABLE IF NOT EXISTS refused (number INTEGER PRIMARY KEY, content BLOB NOT NULL);
"""


class SpillFull(Exception):
    """The disk takes no more, or gives nothing back."""


class Spill:
    """A queue of batches on disk, ordered by number. Blocks: call it from a thread.

    A file that is corrupt is put aside, with whatever is in it, and another one begun.
    """

    def __init__(self, directory: Path, codec: BatchCodec) -> None:
        self._directory = directory
        self._codec = codec
        self._files: list[_File] = []
        self._done: set[int] = set()
        """What is stored or cannot be read, and could not be removed from a full disk yet."""
        self._lock = threading.Lock()

    def open(self) -> int:
        """Take over what earlier processes left; gives how many batches wait."""
        if self._directory.is_dir():
            for path in sorted(self._directory.glob(f"*{SUFFIX}")):
                self._adopt(path)
        waiting = self.count()
        if waiting:
            logger.warning("{} batches of events that could not be stored before are stored now", waiting)
        return waiting

    def _adopt(self, path: Path) -> None:
        try:
            file = _File.adopt(path)
        except (sqlite3.Error, OSError) as error:
            if _is_corrupt(error):
                _put_aside(path, error)
            else:
                logger.error("ALERT: the events in {} cannot be read now: {}", path, summary(error))
        else:
            if file is not None:
                self._files.append(file)
                self._forget_refused(file)

    def _forget_refused(self, file: _File) -> None:
        # Numbers are moments.
        oldest = time.time_ns() - REFUSED_DAYS * 86_400 * 10**9
        try:
            self._answer(file, lambda file: file.forget_refused(oldest))
        except sqlite3.Error as error:
            logger.warning("old batches that were refused are still on disk: {}", summary(error))

    def put(self, batch: Batch) -> None:
        """Keep a batch; raises ``SpillFull`` and keeps nothing when the disk is full."""
        self._insert("batches", batch)

    def first(self) -> Batch | None:
        """The batch with the lowest number; it stays. Raises ``SpillFull`` when the disk cannot be read."""
        with self._lock, _disk():
            self._remove_done()
            found = self._ask(lambda file: file.first(self._codec, self._done))
        return min((batch for batch in found if batch), key=lambda batch: batch.number, default=None)

    def remove(self, number: int) -> None:
        """Forget a batch that has been stored; when the disk is full, once it no longer is."""
        with self._lock:
            self._done.add(number)
            self._remove_done()

    def refuse(self, batch: Batch) -> None:
        """Put a batch that the database will not take aside, for a person to look at."""
        self._insert("refused", batch)

    def count(self) -> int:
        """How many batches wait."""
        with self._lock, _disk():
            return sum(self._ask(_File.count))

    def newest(self) -> int:
        """The highest number of a batch that waits; 0 when none does."""
        with self._lock, _disk():
            return max(self._ask(_File.newest), default=0)

    def close(self) -> None:
        """Let go of the files; those that are empty are deleted."""
        with self._lock:
            self._remove_done()
            try:
                self._ask(_File.close)
            except (sqlite3.Error, OSError) as error:
                logger.error(
                    "ALERT: the files of events in {} are not closed: {}", self._directory, summary(error)
                )
            self._files.clear()

    def _insert(self, table: str, batch: Batch) -> None:
        content = self._codec.pack(batch)
        with self._lock, _disk():
            while not self._answer(self._own(batch), lambda file: file.insert(table, batch.number, content)):
                pass

    def _own(self, batch: Batch) -> _File:
        """The file that is written to; made for the first batch."""
        if not self._files:
            self._directory.mkdir(OWNER_ONLY | 0o100, parents=True, exist_ok=True)
            self._files.append(_File.create(self._directory / f"{batch.number}{SUFFIX}"))
        return self._files[0]

    def _remove_done(self) -> None:
        if self._done:
            try:
                self._ask(lambda file: file.remove(self._done))
            except (sqlite3.Error, OSError) as error:
                logger.warning(
                    "{} batches cannot be removed from disk yet: {}", len(self._done), summary(error)
                )
            else:
                self._done.clear()

    def _ask(self, question: Callable[[_File], T]) -> list[T]:
        """What each file answers."""
        answers = [self._answer(file, question) for file in list(self._files)]
        return [answer for answer in answers if answer is not None]

    def _answer(self, file: _File, question: Callable[[_File], T]) -> T | None:
        """What a file answers. If it is corrupt, it is put aside and answers nothing."""
        try:
            return question(file)
        except sqlite3.DatabaseError as error:
            if not _is_corrupt(error):
                raise
            self._files.remove(file)
            file.abandon()
            _put_aside(file.path, error)
            return None


class _File:
    def __init__(self, path: Path, lock: IO[bytes]) -> None:
        self.path = path
        self._lock = lock
        # What SQLite puts beside a file has the mode of the file.
        _opened(path).close()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        try:
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.executescript(TABLES)
        except sqlite3.Error:
            self.abandon()
            raise

    @classmethod
    def create(cls, path: Path) -> _File:
        lock = _opened(path.with_suffix(".lock"))
        fcntl.flock(lock, fcntl.LOCK_EX)
        return cls(path, lock)

    @classmethod
    def adopt(cls, path: Path) -> _File | None:
        """The file, unless another process has it."""
        lock = _opened(path.with_suffix(".lock"))
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            return None
        return cls(path, lock)

    def insert(self, table: str, number: int, content: bytes) -> bool:
        self._connection.execute(
            f"INSERT OR REPLACE INTO {table} (number, content) VALUES (?, ?)",  # noqa: S608 - one of two names
            (number, content),
        )
        return True

    def first(self, codec: BatchCodec, done: set[int]) -> Batch | None:
        """The first batch but for those in ``done``. What cannot be read is refused, and is done with too."""
        numbers = self._connection.execute("SELECT number FROM batches ORDER BY number")
        for (number,) in numbers:
            if number not in done:
                query = "SELECT content FROM batches WHERE number = ?"
                [content] = self._connection.execute(query, (number,)).fetchone()
                try:
                    return codec.unpack(content)
                except (zlib.error, ValueError, TypeError, LookupError, AttributeError) as error:
                    logger.error("ALERT: a batch on disk cannot be read and is put aside: {}", summary(error))
                    self.insert("refused", number, without_bodies(content))
                    done.add(number)
        return None

    def remove(self, numbers: Iterable[int]) -> None:
        self._connection.executemany("DELETE FROM batches WHERE number = ?", [(each,) for each in numbers])

    def forget_refused(self, before: int) -> None:
        self._connection.execute("DELETE FROM refused WHERE number < ?", (before,))

    def count(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM batches").fetchone()[0])

    def newest(self) -> int:
        return int(self._connection.execute("SELECT coalesce(max(number), 0) FROM batches").fetchone()[0])

    def close(self) -> None:
        try:
            kept = self._connection.execute(
                "SELECT (SELECT count(*) FROM batches) + (SELECT count(*) FROM refused)"
            ).fetchone()[0]
            self._connection.close()
            if not kept:
                for suffix in (SUFFIX, f"{SUFFIX}-wal", f"{SUFFIX}-shm", ".lock"):
                    self.path.with_suffix(suffix).unlink(missing_ok=True)
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Let go of the file as it is."""
        self._connection.close()
        self._lock.close()


def _opened(path: Path) -> IO[bytes]:
    """A file for its owner alone, made if it is not there."""
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, OWNER_ONLY), "r+b")
    try:
        os.fchmod(file.fileno(), OWNER_ONLY)
    except PermissionError:
        logger.warning("{} belongs to somebody else, who may have let others read it", path)
    return file


def _is_corrupt(error: Exception) -> bool:
    # The lowest byte is the kind of the error, the others are details.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def _put_aside(path: Path, error: Exception) -> None:
    """Rename a file that is corrupt, so that nobody adopts it and a person can look at it."""
    aside = path.with_suffix(CORRUPT)
    logger.error("ALERT: {} is corrupt; it is put aside as {}: {}", path, aside.name, summary(error))
    try:
        path.rename(aside)
        log = path.with_suffix(f"{SUFFIX}-wal")
        if log.exists():
            log.rename(path.with_suffix(f"{CORRUPT}-wal"))
        for suffix in (f"{SUFFIX}-shm", ".lock"):
            path.with_suffix(suffix).unlink(missing_ok=True)
    except OSError as failure:
        logger.error("{} cannot be renamed and stays until the next start: {}", path, summary(failure))


@contextmanager
def _disk() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise SpillFull(str(error)) from error

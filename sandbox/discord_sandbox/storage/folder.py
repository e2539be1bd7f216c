"""The folder in which a world is kept: a file for its state, and one for each uploaded content."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO

if sys.platform != "win32":
    import fcntl


class Folder:
    """Reads and writes; only one sandbox at a time has it."""

    def __init__(self, path: Path) -> None:
        self.state = path / "state.json"
        self._contents = path / "files"
        self._lock_file = path / "lock"
        self._lock: IO[str] | None = None

    def take(self) -> bool:
        """Whether nobody else has it; if so, nobody else gets it."""
        self._contents.mkdir(parents=True, exist_ok=True)
        self._lock = self._lock_file.open("w")
        if sys.platform != "win32":
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                self.give_back()
                return False
        return True

    def give_back(self) -> None:
        if self._lock:
            self._lock.close()
            self._lock = None

    def write(self, state: bytes) -> None:
        """Replace the state: whenever the machine stops, there is the old one or the new one."""
        unfinished = self.state.with_suffix(".part")
        with unfinished.open("wb") as file:
            file.write(state)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(self.state)

    def put_aside(self) -> Path:
        """Move the state out of the way, with the contents that belong to it: nothing is lost."""
        number = 1
        while (aside := self.state.with_name(f"bad-{number}")).exists():
            number += 1
        aside.mkdir()
        for path in (self.state, self._contents):
            path.replace(aside / path.name)
        self._contents.mkdir()
        return aside

    def store(self, content: bytes) -> str:
        """Keep a content, and give the name under which it is found."""
        name = hashlib.sha256(content).hexdigest()
        path = self._contents / name
        if not path.exists():
            unfinished = path.with_suffix(".part")
            unfinished.write_bytes(content)
            unfinished.replace(path)
        return name

    def fetch(self, name: str) -> bytes:
        return (self._contents / name).read_bytes()

    def clear(self, kept: Iterable[str]) -> None:
        """Forget every content but these."""
        wanted = set(kept)
        for path in self._contents.iterdir():
            if path.name not in wanted:
                with suppress(FileNotFoundError):
                    path.unlink()

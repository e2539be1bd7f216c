"""Which survivors may be there: ``survivors.toml``, with a reason for each."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

LIST = Path(__file__).with_name("survivors.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Survivor:
    """A line whose mutants are known to survive: all of them, or the one that makes it ``now``."""

    file: str
    function: str
    was: str
    reason: str
    now: str | None = None

    def covers(self, file: str, mutant: dict[str, str]) -> bool:
        return (
            file == self.file
            and mutant["function"] == self.function
            and mutant["was"] == self.was
            and self.now in {None, mutant["now"]}
        )


def listed(path: Path = LIST) -> list[Survivor]:
    """The list, in its order."""
    return [Survivor(**entry) for entry in tomllib.loads(path.read_text(encoding="utf-8"))["survivor"]]


def complaints(
    known: Sequence[Survivor], alive: Iterable[tuple[str, dict[str, str]]], files: Sequence[str]
) -> list[str]:
    """Survivors of these files that are not listed, and entries for which nothing survived."""
    alive = list(alive)
    said = [
        f"{file}: {mutant['function']} ({mutant['verdict']})\n    - {mutant['was']}\n    + {mutant['now']}"
        for file, mutant in alive
        if not any(survivor.covers(file, mutant) for survivor in known)
    ]
    return said + [
        f"{survivor.file}: {survivor.function}: listed, but a test notices it\n    - {survivor.was}"
        for survivor in known
        if survivor.file in files and not any(survivor.covers(file, mutant) for file, mutant in alive)
    ]

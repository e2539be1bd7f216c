"""Recording what is done as a scenario file."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from discord_sandbox.model.entries import Act, Entry
from discord_sandbox.model.ids import ids
from discord_sandbox.model.journal import Journal
from discord_sandbox.model.world import World

ACTS_KEPT = 10_000
"""Of one recording."""
REMARKS = (
    "Recorded. ${...} stands for what may differ from run to run; take out what does not matter.",
    "Replay it to see whether it still happens like this.",
)


class NotRecording(RuntimeError):
    """There is no recording to stop."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What was recorded, as a scenario file."""

    text: str
    path: str | None
    """Where it was saved, if it was."""
    steps: int


class Recorder:
    """Listens to the journal and keeps the acts from a start to a stop."""

    def __init__(self, world: World, journal: Journal, source: str, folder: Path | None = None) -> None:
        """``source`` is the world file of what is recorded; recordings are saved in ``folder``, if there is one."""
        self._world = world
        self._journal = journal
        self._source = source
        self._folder = folder
        self._acts: dict[int, Act] | None = None

    @property
    def recording(self) -> bool:
        return self._acts is not None

    def start(self) -> None:
        """Record from now on; what was recorded before and not stopped is forgotten."""
        if self._acts is None:
            self._journal.listeners.append(self._hear)
        self._acts = {}

    def stop(self, about: str = "") -> Recording:
        """End the recording and give it as a scenario. Raises ``NotRecording`` without one."""
        if self._acts is None:
            raise NotRecording("nothing is being recorded")
        acts, self._acts = sorted(self._acts.items()), None
        self._journal.listeners.remove(self._hear)
        return self._written([act for _, act in acts], about)

    def last(self, count: int, about: str = "") -> Recording:
        """The latest acts as a scenario, without having been recorded."""
        newest = (entry for entry in reversed(self._journal.entries) if isinstance(entry, Act) and entry.done)
        return self._written(list(islice(newest, count))[::-1], about)

    def _hear(self, entry: Entry) -> None:
        if isinstance(entry, Act) and entry.done and self._acts is not None and len(self._acts) < ACTS_KEPT:
            self._acts[entry.number] = entry

    def _written(self, acts: list[Act], about: str) -> Recording:
        # Most runs record nothing: what it takes is imported when it is needed.
        from discord_sandbox.scenarios.drafting import draft
        from discord_sandbox.scenarios.writing import write

        scenario = replace(draft(acts, ids(self._world), about or "What somebody did"), world=self._source)
        text = write(scenario, REMARKS)
        return Recording(text, self._saved(text, scenario.about), len(scenario.steps))

    def _saved(self, text: str, about: str) -> str | None:
        if self._folder is None:
            return None
        self._folder.mkdir(parents=True, exist_ok=True)
        stem = re.sub(r"\W+", "-", about.casefold()).strip("-")[:50]
        taken = sum(1 for _ in self._folder.glob(f"{stem}*.toml"))
        path = self._folder / f"{stem}{f'-{taken + 1}' if taken else ''}.toml"
        path.write_text(text, encoding="utf-8")
        return str(path)

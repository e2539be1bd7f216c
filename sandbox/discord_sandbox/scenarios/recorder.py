"""Recording what is done as a scenario file."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from discord_sandbox.model.entries import Action, Entry
from discord_sandbox.model.ids import ids
from discord_sandbox.model.journal import Journal
from discord_sandbox.model.world import World

ACTIONS_KEPT = 10_000
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
    """Listens to the journal and keeps the actions from a start to a stop."""

    def __init__(self, world: World, journal: Journal, source: str, folder: Path | None = None) -> None:
        """``source`` is the world file of what is recorded; recordings are saved in ``folder``, if there is one."""
        self._world = world
        self._journal = journal
        self._source = source
        self._folder = folder
        self._actions: dict[int, Action] | None = None

    @property
    def recording(self) -> bool:
        return self._actions is not None

    def start(self) -> None:
        """Record from now on; what was recorded before and not stopped is forgotten."""
        if self._actions is None:
            self._journal.listeners.append(self._on_entry)
        self._actions = {}

    def stop(self, about: str = "") -> Recording:
        """End the recording and give it as a scenario. Raises ``NotRecording`` without one."""
        if self._actions is None:
            raise NotRecording("nothing is being recorded")
        actions, self._actions = sorted(self._actions.items()), None
        self._journal.listeners.remove(self._on_entry)
        return self._written([action for _, action in actions], about)

    def last(self, count: int, about: str = "") -> Recording:
        """The latest actions as a scenario, without having been recorded."""
        newest = (
            entry for entry in reversed(self._journal.entries) if isinstance(entry, Action) and entry.done
        )
        return self._written(list(islice(newest, count))[::-1], about)

    def _on_entry(self, entry: Entry) -> None:
        if (
            isinstance(entry, Action)
            and entry.done
            and self._actions is not None
            and len(self._actions) < ACTIONS_KEPT
        ):
            self._actions[entry.number] = entry

    def _written(self, actions: list[Action], about: str) -> Recording:
        # Most runs record nothing: what it takes is imported when it is needed.
        from discord_sandbox.scenarios.drafting import draft
        from discord_sandbox.scenarios.writing import write

        scenario = replace(draft(actions, ids(self._world), about or "What somebody did"), world=self._source)
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

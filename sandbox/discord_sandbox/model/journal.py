"""What happened, in order: what somebody did, what the bot was told, what it called, what went wrong."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice
from typing import TypeAlias, TypeVar

from discord_sandbox.model.clock import Clock
from discord_sandbox.model.entries import Action, Call, Dispatch, Disturbance, Entry, Violation, ViolationKind
from discord_sandbox.model.payload import JsonObject, Payload

logger = logging.getLogger(__name__)

CALLS_KEPT = 10_000
ENTRIES_KEPT = 20_000

_action: ContextVar[Action | None] = ContextVar("action", default=None)


def current_action() -> Action | None:
    """What somebody does in this task, and is the reason for what happens now."""
    return _action.get()


@contextmanager
def caused_by(action: Action | None) -> Iterator[None]:
    """Let whatever happens meanwhile count as what came of ``action``."""
    token = _action.set(action)
    try:
        yield
    finally:
        _action.reset(token)


E = TypeVar("E", bound=Entry)
Listener: TypeAlias = Callable[[Entry], None]


class Journal:
    """The latest entries and calls, oldest first, and all violations."""

    def __init__(self, clock: Clock) -> None:
        self.entries: deque[Entry] = deque(maxlen=ENTRIES_KEPT)
        """In the order in which they began; calls and actions may be under way still."""
        self.calls: deque[Call] = deque(maxlen=CALLS_KEPT)
        """Those that have been answered."""
        self.violations: list[Violation] = []
        self.listeners: list[Listener] = []
        """Told of each entry when it begins and whenever it changes."""
        self.revision = 0
        self._clock = clock

    def begin(self, entry: E) -> E:
        """Write down what begins now."""
        entry.at = self._clock.time()
        entry.cause = entry.cause or current_action()
        self.entries.append(entry)
        entry.number = self.revision + 1
        self.change(entry)
        return entry

    def change(self, entry: Entry) -> None:
        """Tell that there is more to an entry now."""
        self.revision += 1
        entry.revision = self.revision
        for listener in self.listeners:
            listener(entry)

    def finish(self, call: Call) -> None:
        """The call has been answered."""
        self.calls.append(call)
        self.change(call)
        if call.cause and call.problem:
            call.cause.troubled.append(call)
            self.change(call.cause)

    def dispatched(self, name: str, shard: int, frame: bytes, *, connected: bool) -> None:
        """A session was told of something."""
        self.begin(Dispatch(name, shard, frame, connected))

    def disturbed(self, fault: JsonObject) -> None:
        """A fault was added, happened or ended."""
        self.begin(Disturbance(fault))

    @property
    def faults(self) -> list[Payload]:
        """What became of faults that were made to happen."""
        return [entry.fault for entry in self.entries if isinstance(entry, Disturbance)]

    def since(self, revision: int, limit: int) -> list[Entry]:
        """What has begun or changed after ``revision``, in the order of the changes."""
        found = [entry for entry in self.entries if entry.revision > revision]
        return sorted(found, key=lambda entry: entry.revision)[:limit]

    def payload(self, after: int, limit: int) -> Payload:
        """What has happened since a look, and what to name as ``after`` at the next."""
        found = self.since(after, limit)
        return {
            "entries": [entry.payload() for entry in found],
            "next": found[-1].revision if found else self.revision,
        }

    def latest_calls(self, limit: int) -> list[JsonObject]:
        """The newest first."""
        return [call.payload() for call in islice(reversed(self.calls), limit)]

    def record_violation(self, call: Call, kind: ViolationKind, message: str, pointer: str = "") -> None:
        """Note that something is wrong with ``call``."""
        violation = Violation(kind, call, message, pointer)
        call.violation = call.violation or violation
        self.violations.append(violation)
        level = logging.ERROR if kind is ViolationKind.UNIMPLEMENTED else logging.WARNING
        logger.log(level, "%s", violation)

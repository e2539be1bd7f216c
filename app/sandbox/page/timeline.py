"""What happened, in order: calls of the bot, events, and what people did."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from app.sandbox.journal import Call, Journal
from app.sandbox.payload import Payload, timestamp
from app.sandbox.world.event import Event
from app.sandbox.world.world import World

ENTRIES_KEPT = 5000


@dataclass(slots=True)
class Entry:
    """Something that happened; it becomes JSON when it is looked at."""

    number: int
    kind: str
    at: float
    make: Callable[[], Payload]

    def payload(self) -> Payload:
        head: Payload = {"number": self.number, "kind": self.kind, "at": timestamp(self.at)}
        return head | self.make()


Listener: TypeAlias = Callable[[Entry], None]


class Timeline:
    """The latest entries, oldest first."""

    def __init__(self, world: World, journal: Journal) -> None:
        self.entries: deque[Entry] = deque(maxlen=ENTRIES_KEPT)
        self.listeners: list[Listener] = []
        self._world = world
        self._number = 0
        world.listeners.append(self._told)
        journal.listeners.append(self._called)

    def acted(self, deed: Payload, latency: float | None, error: str | None) -> None:
        """Somebody did something."""
        made = {"who": deed.get("who"), "deed": deed, "latency": latency, "error": error}
        self._add("act", lambda: made)

    def _called(self, call: Call) -> None:
        self._add("call", lambda: _call(call))

    def _told(self, event: Event) -> None:
        if event.message is None or not event.message.ephemeral:
            guild = None if event.guild_id is None else str(event.guild_id)
            self._add("event", lambda: {"name": event.name, "guild": guild, "data": event.data})

    def _add(self, kind: str, make: Callable[[], Payload]) -> None:
        self._number += 1
        entry = Entry(self._number, kind, self._world.clock.time(), make)
        self.entries.append(entry)
        for listener in self.listeners:
            listener(entry)


def _call(call: Call) -> Payload:
    return {
        "method": call.method,
        "path": call.path,
        "route": call.route,
        "status": call.status,
        "milliseconds": call.milliseconds,
        "body": call.body,
        "response": call.response,
        "violation": str(call.violation) if call.violation else None,
    }

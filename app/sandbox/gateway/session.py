"""A session: what a client has been told, so that it can resume after its connection broke."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

import orjson

from app.sandbox.payload import Payload

REPLAYED = 20_000
"""Events that a session keeps for a client which resumes."""

Send: TypeAlias = Callable[[bytes], None]


class Record(Protocol):
    """Told of every event: its name, the shard's number, the frame, and whether a client gets it now."""

    def __call__(self, name: str, shard: int, frame: bytes, /, *, connected: bool) -> None: ...


def frame(name: str, sequence: int, data: bytes) -> bytes:
    """A dispatch. The data is serialised already, once for all who get it."""
    return b'{"op":0,"t":"%b","s":%d,"d":%b}' % (name.encode(), sequence, data)


@dataclass(slots=True, eq=False)
class Session:
    """One shard of a bot that has identified."""

    id: str
    shard_id: int
    shard_count: int
    intents: int
    properties: Payload
    user_agent: str
    started_at: float
    presence: Payload | None = None
    sequence: int = 0
    sent: deque[tuple[int, bytes]] = field(default_factory=lambda: deque(maxlen=REPLAYED))
    send: Send | None = None
    """Set while a client is connected."""
    disconnected_at: float | None = None
    record: Record | None = None

    @property
    def connected(self) -> bool:
        return self.send is not None

    def concerns(self, guild_id: int | None) -> bool:
        """Whether this shard is told of that guild, or of direct messages."""
        shard = 0 if guild_id is None else (guild_id >> 22) % self.shard_count
        return shard == self.shard_id

    def dispatch(self, name: str, data: bytes) -> None:
        """Send an event, and keep it in case it does not arrive."""
        self.sequence += 1
        payload = frame(name, self.sequence, data)
        self.sent.append((self.sequence, payload))
        if self.record:
            self.record(name, self.shard_id, payload, connected=self.connected)
        if self.send:
            self.send(payload)

    def dispatch_payload(self, name: str, payload: Payload) -> None:
        self.dispatch(name, orjson.dumps(payload))

    def can_replay(self, sequence: int) -> bool:
        """Whether everything after ``sequence`` is still kept."""
        oldest = self.sent[0][0] if self.sent else self.sequence + 1
        return sequence + 1 >= oldest

    def replay(self, sequence: int) -> None:
        if self.send:
            for number, payload in self.sent:
                if number > sequence:
                    self.send(payload)

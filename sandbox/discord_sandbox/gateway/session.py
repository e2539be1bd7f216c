"""A session: what a client has been told, so that it can resume after its connection broke."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol

import orjson

from discord_sandbox.gateway.protocol import Opcode
from discord_sandbox.model.payload import JsonObject, Payload

REPLAYED = 20_000
"""Events that a session keeps for a client which resumes."""


class Client(Protocol):
    """What is at the other end of a session while somebody is there."""

    session: Session | None
    """Once it has identified."""

    def put(self, payload: bytes) -> None:
        """Send a payload, soon and in order."""

    def drop(self) -> None:
        """Break the connection without a word."""

    def send(self, opcode: Opcode, data: object = None) -> None:
        """Send a payload that is not an event."""

    def invalidate(self, *, resumable: bool) -> None:
        """Say that the session is invalid."""

    def close_soon(self, code: int, reason: str = "") -> None:
        """End the connection, without waiting for the client to agree."""


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
    large_threshold: int = 50
    presence: Payload | None = None
    sequence: int = 0
    sent: deque[bytes] = field(default_factory=lambda: deque(maxlen=REPLAYED))
    """The latest dispatches, up to and with ``sequence``."""
    client: Client | None = None
    """Set while a client is connected."""
    disconnected_at: float | None = None
    all_members_asked: dict[int, float] = field(default_factory=dict)
    """When all members of a guild were last asked for."""
    record: Record | None = None

    @property
    def connected(self) -> bool:
        return self.client is not None

    def concerns(self, guild_id: int | None) -> bool:
        """Whether this shard is told of that guild, or of what happens in none."""
        shard = 0 if guild_id is None else (guild_id >> 22) % self.shard_count
        return shard == self.shard_id

    def dispatch(self, name: str, data: bytes) -> None:
        """Send an event, and keep it in case it does not arrive."""
        self.sequence += 1
        payload = frame(name, self.sequence, data)
        self.sent.append(payload)
        if self.record:
            self.record(name, self.shard_id, payload, connected=self.connected)
        if self.client:
            self.client.put(payload)

    def dispatch_payload(self, name: str, payload: JsonObject) -> None:
        self.dispatch(name, orjson.dumps(payload))

    def can_replay(self, sequence: int) -> bool:
        """Whether everything after ``sequence`` is still kept."""
        return sequence >= self.sequence - len(self.sent)

    def replay(self, sequence: int) -> None:
        """Send everything after ``sequence`` again."""
        if self.client:
            kept_from = self.sequence - len(self.sent)
            for payload in islice(self.sent, sequence - kept_from, None):
                self.client.put(payload)

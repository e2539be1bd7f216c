"""What happened, in order: what somebody did, what the bot was told, what it called, what went wrong.

An entry is made thousands of times a second and looked at by few, so it holds references and bytes, and becomes
JSON when it is asked for.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, ClassVar, TypeAlias, TypeVar

import orjson

from discord_sandbox.model.cause import current
from discord_sandbox.model.clock import Clock
from discord_sandbox.model.payload import Payload, timestamp

logger = logging.getLogger(__name__)

CALLS_KEPT = 10_000
ENTRIES_KEPT = 20_000

_SERVER_ERROR, _TOO_MANY_REQUESTS = 500, 429
_PROBLEMS = {40060: "second answer", 10062: "late answer", 50006: "invalid body", 50035: "invalid body"}
"""What a refusal with this code says about the bot, in a word."""


class Fault(Enum):
    """Why a call is in the list of violations."""

    REFUSED = "refused"
    """Discord would answer with an error too."""
    MISMATCH = "openapi"
    """The request does not match Discord's own description of it."""
    UNIMPLEMENTED = "unimplemented"
    """The sandbox does not know the route yet."""


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that a call should not have done."""

    fault: Fault
    call: Call
    message: str
    pointer: str = ""
    """Where in the request, as a JSON pointer."""

    def __str__(self) -> str:
        where = f" at {self.pointer}" if self.pointer else ""
        return f"{self.fault.value}: {self.call.method} {self.call.path}{where}: {self.message}"


@dataclass(slots=True, eq=False)
class Entry:
    """Something that happened. The journal numbers it, and says when it began and what caused it."""

    kind: ClassVar[str]

    number: int = field(default=0, kw_only=True)
    revision: int = field(default=0, kw_only=True)
    """Grows with every change of any entry: what is new since a look is what has a higher one."""
    at: float = field(default=0.0, kw_only=True)
    cause: Act | None = field(default=None, kw_only=True)

    def payload(self) -> Payload:
        return {
            "kind": self.kind,
            "number": self.number,
            "revision": self.revision,
            "at": timestamp(self.at),
            "act": self.cause.number if self.cause else None,
        }


@dataclass(slots=True, eq=False)
class Call(Entry):
    """One request of the bot's and its answer."""

    kind = "call"

    method: str
    path: str
    route: str = ""
    """The path with names in place of the values."""
    status: int = 0
    """0 as long as it waits for the answer."""
    sent: bytes = b""
    answered: bytes = b""
    milliseconds: float = 0.0
    violation: Violation | None = None

    @property
    def body(self) -> Any:
        """The JSON of the request; what is kept are its bytes, as thousands of calls are."""
        return _read(self.sent)

    @property
    def response(self) -> Any:
        """The JSON of the answer, or its text if it is no JSON."""
        return _read(self.answered)

    @property
    def problem(self) -> str | None:
        """What is wrong with it, in a word or two."""
        if self.status == _TOO_MANY_REQUESTS:
            return "rate limit"
        if self.status >= _SERVER_ERROR and not self.violation:
            return "server error"
        if self.violation is None:
            return None
        match self.violation.fault:
            case Fault.REFUSED:
                response = self.response
                code = response.get("code") if isinstance(response, dict) else None
                return _PROBLEMS.get(code or 0, "refused")
            case Fault.MISMATCH:
                return "invalid body"
            case _:
                return "unknown route"

    def payload(self) -> Payload:
        return Entry.payload(self) | {
            "method": self.method,
            "path": self.path,
            "route": self.route,
            "status": self.status,
            "milliseconds": round(self.milliseconds, 3),
            "body": self.body,
            "response": self.response,
            "violation": str(self.violation) if self.violation else None,
            "problem": self.problem,
        }


@dataclass(slots=True, eq=False)
class Dispatch(Entry):
    """An event as one session was told it."""

    kind = "event"

    name: str
    shard: int
    frame: bytes
    """The whole payload, the same bytes that the session keeps."""
    connected: bool = True
    """Without a client it waits for one that resumes."""

    def payload(self) -> Payload:
        frame = orjson.loads(self.frame)
        data = frame["d"]
        guild = data.get("guild_id") or (data.get("id") if self.name.startswith("GUILD_") else None)
        return Entry.payload(self) | {
            "name": self.name,
            "shard": self.shard,
            "sequence": frame["s"],
            "connected": self.connected,
            "guild": guild,
            "data": data,
        }


@dataclass(slots=True, eq=False)
class Act(Entry):
    """What somebody did, and what came of it."""

    kind = "act"

    deed: Payload
    """As it can be performed again."""
    done: bool = False
    came: Payload = field(default_factory=dict)
    """What came back, as it was when the act ended."""
    error: str | None = None
    """Why nothing came back: ``not_offered``, ``no_answer`` or ``bad_act``."""
    message: str = ""
    """The error in words."""
    latency: float | None = None
    """Seconds to the first answer."""
    troubled: list[Call] = field(default_factory=list)
    """The calls because of this act with which something is wrong."""

    def payload(self) -> Payload:
        return Entry.payload(self) | {
            "who": self.deed.get("who"),
            "deed": self.deed,
            "done": self.done,
            "came": self.came,
            "error": self.error,
            "message": self.message,
            "latency": self.latency,
            "problems": [{"call": call.number, "problem": call.problem} for call in self.troubled],
        }


@dataclass(slots=True, eq=False)
class Disturbance(Entry):
    """A fault that was made to happen."""

    kind = "fault"

    fault: Payload

    def payload(self) -> Payload:
        return Entry.payload(self) | {"fault": self.fault}


E = TypeVar("E", bound=Entry)
Listener: TypeAlias = Callable[[Entry], None]


class Journal:
    """The latest entries and calls, oldest first, and all violations."""

    def __init__(self, clock: Clock) -> None:
        self.entries: deque[Entry] = deque(maxlen=ENTRIES_KEPT)
        """In the order in which they began; calls and acts may be under way still."""
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
        entry.cause = entry.cause or current()
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

    def disturbed(self, fault: Payload) -> None:
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

    def object_to(self, call: Call, fault: Fault, message: str, pointer: str = "") -> None:
        """Note that something is wrong with ``call``."""
        violation = Violation(fault, call, message, pointer)
        call.violation = call.violation or violation
        self.violations.append(violation)
        level = logging.ERROR if fault is Fault.UNIMPLEMENTED else logging.WARNING
        logger.log(level, "%s", violation)


def _read(raw: bytes) -> Any:
    """The JSON of a body, or its text if it is something else."""
    try:
        return orjson.loads(raw) if raw else None
    except orjson.JSONDecodeError:
        return raw.decode(errors="replace")

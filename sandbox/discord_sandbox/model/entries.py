"""The entries of the journal.

An entry is made thousands of times a second and looked at by few, so it holds references and bytes, and becomes
JSON when it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any, ClassVar

import orjson

from discord_sandbox.model.payload import Payload, timestamp

_SERVER_ERROR, _TOO_MANY_REQUESTS = 500, 429
_PROBLEMS = {40060: "second answer", 10062: "late answer", 50006: "invalid body", 50035: "invalid body"}
"""What a refusal with this code says about the bot, in a word."""


class ViolationKind(Enum):
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

    kind: ViolationKind
    call: Call
    message: str
    pointer: str = ""
    """Where in the request, as a JSON pointer."""

    def __str__(self) -> str:
        where = f" at {self.pointer}" if self.pointer else ""
        return f"{self.kind.value}: {self.call.method} {self.call.path}{where}: {self.message}"


@dataclass(slots=True, eq=False)
class Entry:
    """Something that happened. The journal numbers it, and says when it began and what caused it."""

    kind: ClassVar[str]

    number: int = field(default=0, kw_only=True)
    revision: int = field(default=0, kw_only=True)
    """Grows with every change of any entry: what is new since a look is what has a higher one."""
    at: float = field(default=0.0, kw_only=True)
    cause: Action | None = field(default=None, kw_only=True)

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
        match self.violation.kind:
            case ViolationKind.REFUSED:
                response = self.response
                code = response.get("code") if isinstance(response, dict) else None
                return _PROBLEMS.get(code or 0, "refused")
            case ViolationKind.MISMATCH:
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
class Action(Entry):
    """What somebody did, and what came of it."""

    kind = "act"

    request: Payload
    """As it can be performed again."""
    done: bool = False
    result: Payload = field(default_factory=dict)
    """What came back, as it was when the action ended."""
    error: str | None = None
    """Why nothing came back: ``not_offered``, ``no_answer`` or ``bad_act``."""
    message: str = ""
    """The error in words."""
    latency: float | None = None
    """Seconds to the first answer."""
    troubled: list[Call] = field(default_factory=list)
    """The calls because of this action with which something is wrong."""

    def payload(self) -> Payload:
        return Entry.payload(self) | {
            "who": self.request.get("who"),
            "request": self.request,
            "done": self.done,
            "result": self.result,
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


def _read(raw: bytes) -> Any:
    """The JSON of a body, or its text if it is something else."""
    try:
        return orjson.loads(raw) if raw else None
    except orjson.JSONDecodeError:
        return raw.decode(errors="replace")

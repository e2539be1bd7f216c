"""Every REST call that was made, and what was wrong with some."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

import orjson

logger = logging.getLogger(__name__)

CALLS_KEPT = 10_000


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


@dataclass(slots=True)
class Call:
    """One request and its answer."""

    method: str
    path: str
    route: str = ""
    """The path with names in place of the values."""
    status: int = 0
    sent: bytes = b""
    answered: bytes = b""
    milliseconds: float = 0.0
    violation: Violation | None = None

    @property
    def body(self) -> Any:
        """The JSON of the request; what is kept are its bytes, as thousands of calls are."""
        return orjson.loads(self.sent) if self.sent else None

    @property
    def response(self) -> Any:
        """The JSON of the answer."""
        return orjson.loads(self.answered) if self.answered else None


class Journal:
    """The latest calls, oldest first, and all violations."""

    def __init__(self) -> None:
        self.calls: deque[Call] = deque(maxlen=CALLS_KEPT)
        self.violations: list[Violation] = []
        self.listeners: list[Callable[[Call], None]] = []
        """Told of each call when it has been answered."""

    def finish(self, call: Call) -> None:
        """The call has been answered."""
        self.calls.append(call)
        for listener in self.listeners:
            listener(call)

    def object_to(self, call: Call, fault: Fault, message: str, pointer: str = "") -> None:
        """Note that something is wrong with ``call``."""
        violation = Violation(fault, call, message, pointer)
        call.violation = call.violation or violation
        self.violations.append(violation)
        level = logging.ERROR if fault is Fault.UNIMPLEMENTED else logging.WARNING
        logger.log(level, "%s", violation)

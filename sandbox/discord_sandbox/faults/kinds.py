"""Every kind of fault, and reading one from JSON."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias, get_args

from pydantic import Field, TypeAdapter, ValidationError

from discord_sandbox.faults.connections import AskHeartbeat, Close, Drop, Ignore, InvalidSession, Reconnect
from discord_sandbox.faults.events import Duplicate, Garbled, Late, Lost, Reorder
from discord_sandbox.faults.fault import Fault
from discord_sandbox.faults.outages import Outage
from discord_sandbox.faults.requests import Delay, Gone, RateLimit, Reset, ServerError
from discord_sandbox.faults.tokens import ExpiredToken
from discord_sandbox.model.payload import Payload

AnyFault: TypeAlias = (
    Delay
    | RateLimit
    | ServerError
    | Reset
    | Gone
    | ExpiredToken
    | Duplicate
    | Reorder
    | Late
    | Lost
    | Garbled
    | Drop
    | Close
    | Reconnect
    | InvalidSession
    | AskHeartbeat
    | Ignore
    | Outage
)
KINDS: dict[str, type[Fault]] = {kind.model_fields["kind"].default: kind for kind in get_args(AnyFault)}
"""By the name that JSON has for them."""

_READER: TypeAdapter[AnyFault] = TypeAdapter(Annotated[AnyFault, Field(discriminator="kind")])


class BadFault(ValueError):
    """What was asked for is no fault that the sandbox knows."""


def from_payload(payload: object) -> Fault:
    """The fault that ``payload`` describes. Raises ``BadFault`` with everything that is wrong."""
    try:
        return _READER.validate_python(payload)
    except ValidationError as error:
        raise BadFault("; ".join(map(_told, error.errors()))) from None


def schema() -> list[Payload]:
    """How each kind looks, as JSON Schema, for those who offer a form for them."""
    return [kind.model_json_schema() for kind in KINDS.values()]


def _told(problem: Any) -> str:
    # The first step is the kind itself, which is no part of what was sent.
    where = ".".join(str(step) for step in problem["loc"][1:])
    return f"{where}: {problem['msg']}" if where else str(problem["msg"])

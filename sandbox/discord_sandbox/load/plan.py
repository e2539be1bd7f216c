"""What is asked of a load."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from discord_sandbox.clients.action_handlers import BadAction

Rate = Annotated[float, Field(ge=0, le=1_000_000)]


Described = TypeVar("Described", bound=BaseModel)


class BadPlan(BadAction):
    """The load that was asked for cannot be understood."""


class Plan(BaseModel):
    """Who writes how much, and for how long."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seconds: Annotated[float, Field(gt=0, le=86_400)] = 10.0
    """For how long."""
    messages: Rate = 0.0
    """Messages per second that people write."""
    flat_out: bool = False
    """Write messages as fast as they are read, whatever ``messages`` says."""
    commands: Rate = 0.0
    """Slash commands per second that people use."""
    command: str = "ping"
    """Its full name, such as "quote get"."""
    options: dict[str, Any] = Field(default_factory=dict)
    """What is given for the command's options."""
    backlog: Annotated[int, Field(ge=1)] = 5000
    """Payloads that clients may be behind with before everybody waits for them."""
    in_flight: Annotated[int, Field(ge=1)] = 1000
    """Commands that may wait for their first answer at the same time."""
    seed: int = 0
    """Decides who writes where: the same in every run."""


def read(kind: type[Described], payload: object) -> Described:
    """The plan or the crowd that JSON describes. Raises ``BadPlan`` with everything that is wrong."""
    try:
        return kind.model_validate(payload)
    except ValidationError as error:
        told = (f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise BadPlan("; ".join(told)) from None

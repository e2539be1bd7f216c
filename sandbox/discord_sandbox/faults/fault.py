"""A fault: something that goes wrong on purpose, as data."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from discord_sandbox.faults.pattern import Target, target_of
from discord_sandbox.model.payload import Payload
from discord_sandbox.rest.request import Next, Request, Response

if TYPE_CHECKING:
    from discord_sandbox.gateway.dispatcher import Delivery
    from discord_sandbox.gateway.gateway import Gateway
    from discord_sandbox.gateway.protocol import Opcode
    from discord_sandbox.gateway.session import Client, Session
    from discord_sandbox.model.world import World

Wait: TypeAlias = Callable[[float], Awaitable[None]]
Hold: TypeAlias = "Callable[[Session, str, bytes, float], None]"


@dataclass(frozen=True, slots=True)
class FaultContext:
    """Where faults happen."""

    world: World
    gateway: Gateway
    hold: Hold
    """Keeps an event of a session back until the next has been told, or for so many seconds."""
    wait: Wait
    """Lets so many seconds pass, by the sandbox's clock, unless all faults are ended before."""


def about(*targets: Target) -> Any:
    """A pattern that may be about these; "*" may be about anything."""

    def check(pattern: str) -> str:
        if target_of(pattern) not in {None, *targets}:
            wanted = " or ".join(target.value for target in targets)
            raise ValueError(f"a pattern for the {wanted} is needed, not {pattern!r}")
        return pattern

    return AfterValidator(check)


class Fault(BaseModel):
    """What all faults have in common. Each kind overrides what it interferes with."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    times: Annotated[int, Field(ge=1)] | None = None
    """How often it happens; without, until it is removed."""
    seconds: Annotated[float, Field(gt=0)] | None = None
    """For how long it is active, by the sandbox's clock."""
    probability: Annotated[float, Field(gt=0, le=1)] = 1.0
    """How likely it is to happen whenever it could."""
    seed: int = 0
    """Decides which times it happens to be: the same in every run."""

    @property
    def passing(self) -> bool:
        """Whether it has happened as soon as it was added."""
        return False

    def payload(self) -> Payload:
        """As JSON: the kind, and what is not as it is by default."""
        return {"kind": self.kind, **self.model_dump(mode="json", exclude_defaults=True)}

    def begin(self, context: FaultContext) -> None:
        """It has become active."""

    def end(self, context: FaultContext) -> None:
        """It is not active any more."""

    def concerns_request(self, context: FaultContext, request: Request) -> bool:
        return False

    async def intercept(self, context: FaultContext, following: Next, request: Request) -> Response:
        """Answer a request that it concerns, with or without what would be answered."""
        return await following(request)

    def concerns_event(self, session: Session, name: str) -> bool:
        return False

    def deliver(
        self, context: FaultContext, following: Delivery, session: Session, name: str, data: bytes
    ) -> None:
        """Tell a session of an event that it concerns."""
        following(session, name, data)

    def concerns_payload(self, connection: Client, opcode: Opcode) -> bool:
        return False

    def receive(self, context: FaultContext, connection: Client, opcode: Opcode) -> bool:
        """Take a payload that it concerns; whether it is obeyed."""
        return True

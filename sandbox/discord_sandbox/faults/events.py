"""Faults of events on their way to the bot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import orjson
from pydantic import Field

from discord_sandbox.faults.fault import Fault, FaultContext, about
from discord_sandbox.faults.pattern import ANYTHING, Target, matches

if TYPE_CHECKING:
    from discord_sandbox.gateway.dispatcher import Delivery
    from discord_sandbox.gateway.session import Session


class EventFault(Fault):
    """Happens to events. What READY, RESUMED and answers to requests say is never touched."""

    on: Annotated[str, about(Target.EVENT)] = ANYTHING
    """Which events, such as ``MESSAGE_*``."""
    shard: int | None = None
    """Those of one shard; without, of all."""

    def concerns_event(self, session: Session, name: str) -> bool:
        return self.shard in {None, session.shard_id} and matches(self.on, name)


class Duplicate(EventFault):
    """The event comes more than once."""

    kind: Literal["duplicate"] = "duplicate"
    copies: Annotated[int, Field(ge=1, le=100)] = 1
    """Beside the first."""

    def deliver(
        self, context: FaultContext, following: Delivery, session: Session, name: str, data: bytes
    ) -> None:
        for _ in range(1 + self.copies):
            following(session, name, data)


class Reorder(EventFault):
    """The event comes after the one that follows it."""

    kind: Literal["reorder"] = "reorder"
    within: Annotated[float, Field(gt=0, le=60)] = 0.5
    """Seconds after which it comes in any case."""

    def deliver(
        self, context: FaultContext, following: Delivery, session: Session, name: str, data: bytes
    ) -> None:
        context.hold(session, name, data, self.within)


class Late(EventFault):
    """The event comes later, and others pass it."""

    kind: Literal["late"] = "late"
    by: Annotated[float, Field(gt=0, le=600)]
    """Seconds, by the sandbox's clock."""

    def deliver(
        self, context: FaultContext, following: Delivery, session: Session, name: str, data: bytes
    ) -> None:
        clock = context.world.clock
        clock.alarm(clock.time() + self.by, lambda: following(session, name, data))


class Lost(EventFault):
    """The event never comes, also not when the bot resumes."""

    kind: Literal["lost"] = "lost"

    def deliver(
        self, context: FaultContext, following: Delivery, session: Session, name: str, data: bytes
    ) -> None:
        """Say nothing."""


class Garbled(EventFault):
    """The event has something else for its data."""

    kind: Literal["garbled"] = "garbled"
    data: Any = None
    """In place of what there was."""

    def deliver(
        self, context: FaultContext, following: Delivery, session: Session, name: str, data: bytes
    ) -> None:
        following(session, name, orjson.dumps(self.data))

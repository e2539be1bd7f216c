"""Everything that the page shows comes from here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from app.sandbox.acts import Acts
from app.sandbox.gateway.gateway import Gateway
from app.sandbox.journal import Journal
from app.sandbox.page.memory import Memory
from app.sandbox.payload import Payload
from app.sandbox.scenario.recorder import Recorder
from app.sandbox.world.world import World


class Described(Protocol):
    """What can be looked at as JSON."""

    def payload(self) -> Payload: ...


class Faults(Protocol):
    """What can be made to go wrong."""

    @property
    def active(self) -> Sequence[Described]: ...

    def perform(self, payload: Any) -> Payload:
        """Add the fault that JSON describes. Raises ``ValueError`` for what is no fault."""
        ...

    def remove(self, fault_id: int) -> None: ...

    def clear(self) -> None: ...


@dataclass(slots=True)
class Sources:
    """What there is to show, and what can be done with it."""

    world: World
    gateway: Gateway
    journal: Journal
    acts: Acts
    memory: Memory
    recorder: Recorder
    faults: Faults | None = None
    fault_kinds: Callable[[], list[Payload]] = list
    """The JSON Schema of each kind of fault."""

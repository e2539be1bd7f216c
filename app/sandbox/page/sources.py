"""Everything that the page shows comes from here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from app.sandbox.acts import Acts
from app.sandbox.gateway.gateway import Gateway
from app.sandbox.journal import Journal
from app.sandbox.page.memory import Memory
from app.sandbox.payload import Payload
from app.sandbox.scenario.recorder import Recorder
from app.sandbox.world.world import World


class Faults(Protocol):
    """What can be made to go wrong."""

    def list(self) -> Payload: ...

    def add(self, fault: Any) -> Payload: ...

    def clear(self, fault: Any) -> Payload:
        """End one fault, or all."""
        ...


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

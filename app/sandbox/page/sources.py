"""Everything that the page shows comes from here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from app.sandbox.acts import Acts
from app.sandbox.gateway.gateway import Gateway
from app.sandbox.journal import Journal
from app.sandbox.page.memory import Memory
from app.sandbox.page.timeline import Timeline
from app.sandbox.payload import Payload
from app.sandbox.world.world import World


class Recorder(Protocol):
    """Writes down what is done, as a test."""

    @property
    def recording(self) -> bool: ...

    def start(self) -> Payload: ...

    def stop(self) -> Payload:
        """The ``file`` that was written, and its ``text``."""
        ...


class Faults(Protocol):
    """What can be made to go wrong."""

    def list(self) -> Payload: ...

    def add(self, fault: Any) -> Payload: ...

    def clear(self, number: int | None) -> Payload:
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
    timeline: Timeline
    recorder: Recorder | None = None
    faults: Faults | None = None

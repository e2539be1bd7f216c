"""Everything that the page shows comes from here."""

from __future__ import annotations

from dataclasses import dataclass

from app.sandbox.acts import Acts
from app.sandbox.faults import Faults
from app.sandbox.gateway.gateway import Gateway
from app.sandbox.journal import Journal
from app.sandbox.load import Loads
from app.sandbox.page.memory import Memory
from app.sandbox.scenario.recorder import Recorder
from app.sandbox.world.world import World


@dataclass(slots=True)
class Sources:
    """What there is to show, and what can be done with it."""

    world: World
    gateway: Gateway
    journal: Journal
    acts: Acts
    memory: Memory
    recorder: Recorder
    faults: Faults
    loads: Loads

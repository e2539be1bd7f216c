"""Everything that the page shows comes from here."""

from __future__ import annotations

from dataclasses import dataclass

from discord_sandbox.clients.actions import Actions
from discord_sandbox.faults import Faults
from discord_sandbox.gateway.gateway import Gateway
from discord_sandbox.load import Loads
from discord_sandbox.model.journal import Journal
from discord_sandbox.model.world import World
from discord_sandbox.page.client_state import ClientState
from discord_sandbox.scenarios.recorder import Recorder


@dataclass(slots=True)
class PageContext:
    """What there is to show, and what can be done with it."""

    world: World
    gateway: Gateway
    journal: Journal
    actions: Actions
    client_state: ClientState
    recorder: Recorder
    faults: Faults
    loads: Loads

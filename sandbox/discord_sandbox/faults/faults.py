"""The faults of a sandbox: which are active, and what they do to whom."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeAlias

from discord_sandbox.faults.active import ActiveFault
from discord_sandbox.faults.fault import Fault, FaultContext
from discord_sandbox.faults.kinds import from_payload
from discord_sandbox.faults.waiting import HeldEvents, Waiting
from discord_sandbox.gateway.dispatcher import Delivery
from discord_sandbox.gateway.gateway import Gateway
from discord_sandbox.gateway.protocol import Opcode
from discord_sandbox.gateway.session import Client, Session
from discord_sandbox.model.payload import Payload
from discord_sandbox.model.world import World
from discord_sandbox.rest.request import Next, Request, Response

Report: TypeAlias = Callable[[Payload], None]
"""Hears of everything that becomes of a fault."""


class Faults:
    """Makes things go wrong, and stops doing so."""

    def __init__(self, world: World, gateway: Gateway, report: Report) -> None:
        self._held = HeldEvents(world.clock)
        self._waiting = Waiting(world.clock)
        self._context = FaultContext(world, gateway, self._held.hold, self._waiting.wait)
        self._journal_fault = report
        self._active: dict[int, ActiveFault] = {}
        self._numbers = itertools.count(1)

    @property
    def active(self) -> list[ActiveFault]:
        """Those that can still happen, in the order in which they were added."""
        return list(self._active.values())

    def add(self, fault: Fault) -> ActiveFault:
        """Let it happen from now on; what happens at once has happened already."""
        active = ActiveFault(next(self._numbers), fault, self._context.world.clock)
        self._active[active.id] = active
        active.expire_with(lambda: self._end(active))
        self._report(active, "added")
        fault.begin(self._context)
        if fault.passing:
            active.happened = 1
            self._end(active)
        self._connect()
        return active

    def remove(self, fault_id: int) -> None:
        """End a fault; nothing happens if it has ended already."""
        active = self._active.get(fault_id)
        if active:
            self._end(active)

    def clear(self) -> None:
        """End all of them, and let those go on who wait because of one."""
        for active in self.active:
            self._end(active)
        self._waiting.call_off()

    @asynccontextmanager
    async def injected(self, *faults: Fault) -> AsyncIterator[list[ActiveFault]]:
        """Meanwhile, these happen."""
        added = [self.add(fault) for fault in faults]
        try:
            yield added
        finally:
            for active in added:
                self.remove(active.id)

    def perform(self, payload: object) -> Payload:
        """Add the fault that JSON describes, and give it as :meth:`ActiveFault.payload`. Raises ``BadFault``.

        Scenario files name what they do, so what is described may also stand below ``fault``; a kind that needs
        nothing else may be given by its name.
        """
        described = payload.get("fault", payload) if isinstance(payload, dict) else payload
        return self.add(
            from_payload({"kind": described} if isinstance(described, str) else described)
        ).payload()

    async def intercept(self, request: Request, following: Next) -> Response:
        """Stand between the server and the resources."""
        if self._active:
            where = f"{request.route.method} {request.route.template}"
            for fault in self._happening(where, lambda fault: fault.concerns_request(self._context, request)):
                following = partial(fault.intercept, self._context, following)
        return await following(request)

    def _deliver(self, session: Session, name: str, data: bytes) -> None:
        """Stand between the hub and the sessions."""
        following: Delivery = Session.dispatch
        for fault in self._happening(name, lambda fault: fault.concerns_event(session, name)):
            following = partial(fault.deliver, self._context, following)
        held = self._held.of(session)
        following(session, name, data)
        for deliver in held:
            deliver()
        self._connect()

    def _receive(self, connection: Client, opcode: Opcode) -> bool:
        """Stand between clients and what obeys them."""
        obeyed = True
        where = f"op {opcode.name}"
        for fault in self._happening(where, lambda fault: fault.concerns_payload(connection, opcode)):
            obeyed = fault.receive(self._context, connection, opcode) and obeyed
        return obeyed

    def _happening(self, where: str, concerns: Callable[[Fault], bool]) -> list[Fault]:
        """Those that happen now, the last first, so that the first is the outermost."""
        found = [active for active in self.active if concerns(active.fault) and active.triggers()]
        for active in found:
            self._report(active, "happened", where)
            if active.left == 0:
                self._end(active)
        return [active.fault for active in reversed(found)]

    def _end(self, active: ActiveFault) -> None:
        if self._active.pop(active.id, None) is None:
            return
        active.stop()
        active.fault.end(self._context)
        self._report(active, "ended")
        self._connect()

    def _connect(self) -> None:
        """Stand in the gateway's way only while there is a reason: thousands of events a second pass there."""
        dispatcher = self._context.gateway.dispatcher
        dispatcher.deliver = self._deliver if self._active or self._held else Session.dispatch
        dispatcher.receive = self._receive if self._active else dispatcher.handle

    def _report(self, active: ActiveFault, what: str, where: str | None = None) -> None:
        self._journal_fault(active.payload() | {"what": what} | ({} if where is None else {"where": where}))

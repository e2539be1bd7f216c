"""What faults keep back for a while: events, and those who ask."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from discord_sandbox.gateway.session import Session
from discord_sandbox.model.clock import Clock


class HeldEvents:
    """Events that are told after the next one of their session, or when they have waited long enough."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._held: dict[str, list[Callable[[], None]]] = {}

    def __bool__(self) -> bool:
        return bool(self._held)

    def hold(self, session: Session, name: str, data: bytes, seconds: float) -> None:
        def deliver() -> None:
            self._clock.cancel(alarm)
            session.dispatch(name, data)

        def give_up() -> None:
            waiting = self._held.get(session.id, [])
            if deliver in waiting:
                waiting.remove(deliver)
                deliver()

        alarm = self._clock.alarm(self._clock.time() + seconds, give_up)
        self._held.setdefault(session.id, []).append(deliver)

    def of(self, session: Session) -> list[Callable[[], None]]:
        """What is to be told of this session now, once."""
        return self._held.pop(session.id, [])


class Waiting:
    """Requests that are not answered yet."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._over: set[asyncio.Event] = set()

    async def wait(self, seconds: float) -> None:
        """Let so much time pass, unless it is called off."""
        over = asyncio.Event()
        self._over.add(over)
        alarm = self._clock.alarm(self._clock.time() + seconds, over.set)
        try:
            await over.wait()
        finally:
            self._clock.cancel(alarm)
            self._over.discard(over)

    def call_off(self) -> None:
        """Let nobody wait any longer."""
        for over in self._over:
            over.set()

"""Waiting until something has become true."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Condition:
    """A board where changes are announced; whoever waits looks again at each announcement."""

    __slots__ = ("_waiting",)

    def __init__(self) -> None:
        self._waiting: list[tuple[Callable[[], bool], asyncio.Future[None]]] = []

    def announce(self) -> None:
        """Let everybody look whether what they wait for is true now."""
        for condition, seen in self._waiting:
            if not seen.done() and condition():
                seen.set_result(None)

    async def until(self, condition: Callable[[], bool], seconds: float | None = None) -> bool:
        """Wait until ``condition`` holds; False if it did not in time."""
        if condition():
            return True
        waiting = (condition, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        try:
            async with asyncio.timeout(seconds):
                await waiting[1]
        except TimeoutError:
            return False
        finally:
            self._waiting.remove(waiting)
        return True

"""A clock that a test need not wait for: when nothing is left to do, it is at once the time of the next timer.

Everything that a test waits for has to happen in its own loop or in a thread that the loop started.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from functools import wraps
from typing import Any, ParamSpec

P = ParamSpec("P")

GRACE = 0.003
"""Real seconds in which bytes that were sent over loopback arrive, before time moves on."""

INSTANT = 1e-6
"""What each turn of the loop takes: who waits for a moment must not find it always just ahead."""


class ClockworkLoop(asyncio.SelectorEventLoop):
    """An event loop whose time only passes while everybody sleeps."""

    def __init__(self) -> None:
        self.moment = 1000.0
        self.in_threads = 0
        super().__init__(_JumpingSelector(self))

    def time(self) -> float:
        return self.moment

    def run_in_executor(  # type: ignore[override]  # its types are for callers
        self, executor: Any, func: Any, *args: Any
    ) -> Any:
        self.in_threads += 1
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self._thread_is_back)
        return future

    def _thread_is_back(self, _: asyncio.Future[Any] | Future[Any]) -> None:
        self.in_threads -= 1


class _JumpingSelector(selectors.DefaultSelector):
    def __init__(self, loop: ClockworkLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or self._loop.in_threads:
            return super().select(None if timeout is None else min(timeout, 0.05))
        events = super().select(min(timeout, GRACE))
        self._loop.moment += INSTANT if events else max(timeout, INSTANT)
        return events


def clockwork(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Run an asynchronous test by such a clock."""

    @wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        with asyncio.Runner(loop_factory=ClockworkLoop) as runner:
            runner.run(test(*args, **kwargs))

    return run

"""When a request is sent again: only what may be repeated, only after failures that pass, never too late."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from types import ModuleType
from typing import TypeVar

from app.infra.external.errors import HostUnavailable

T = TypeVar("T")

REPEATABLE_METHODS = {"GET", "HEAD", "OPTIONS", "PUT", "DELETE"}
REPEATABLE_STATUSES = {429, 502, 503, 504}
FIRST_WAIT, LONGEST_BACKOFF, JITTER = 0.2, 2.0, 0.5


def seconds_to_wait(retry_after: str | None, now: datetime) -> float | None:
    """What a Retry-After header asks for, as seconds or as a date; None without one that can be read."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdecimal():
        # Whoever writes a hundred digits means "never", and float has no more than 308.
        return float(text[:12])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    # A date in the form of 1994 has no zone, and means UTC as well.
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


async def repeated(
    send: Callable[[], Awaitable[T]], *, tries: int, longest_wait: float, deadline: float
) -> T:
    """What ``send`` gives, after as many tries as it takes and ``tries`` and ``deadline`` allow.

    No try begins after ``deadline``, a time of the event loop: where the wait would last that long,
    the failure is told at once.
    """

    def wait_before_next(error: Exception) -> bool | float:
        if not isinstance(error, HostUnavailable) or not error.repeatable:
            return False
        left = deadline - asyncio.get_running_loop().time()
        if error.retry_after is None:
            return left > LONGEST_BACKOFF
        if error.retry_after > longest_wait:
            return False
        wait = error.retry_after + random.uniform(0, JITTER)  # noqa: S311 - nothing secret
        return wait if left > wait else False

    attempts = _stamina().retry_context(
        on=wait_before_next,
        attempts=tries,
        timeout=None,
        wait_initial=FIRST_WAIT,
        wait_max=LONGEST_BACKOFF,
        wait_jitter=JITTER,
    )
    async for attempt in attempts:
        with attempt:
            return await send()
    raise AssertionError("stamina ends with a result or an error")


@cache
def _stamina() -> ModuleType:
    """Imported by the first request, and told not to log on its own: our metrics count."""
    import stamina
    import stamina.instrumentation

    stamina.instrumentation.set_on_retry_hooks([])
    return stamina

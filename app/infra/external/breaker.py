"""A circuit breaker: after some failures in a row a host is left alone, then one request may try it again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.infra.external.errors import HostUnavailable


class Breaker:
    """Of one host. ``now`` is a clock that only goes forward, in seconds."""

    def __init__(self, host: str, failures: int, seconds: float, now: Callable[[], float]) -> None:
        self._host = host
        self._limit = failures
        self._seconds = seconds
        self._now = now
        self._failures = 0
        self._opened_at: float | None = None
        self._trying = False

    @property
    def idle(self) -> bool:
        """Whether there is nothing to remember."""
        return self._failures == 0 and self._opened_at is None

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """One request to the host. Raises ``HostUnavailable`` at once while the host is left alone."""
        is_trial = self._admit()
        try:
            yield
        except HostUnavailable as error:
            if error.is_fault:
                self._failed(is_trial=is_trial)
            raise
        else:
            self._failures, self._opened_at = 0, None
        finally:
            # Also after a request that was cancelled and says nothing about the host: the next may try.
            self._trying = self._trying and not is_trial

    def _admit(self) -> bool:
        if self._opened_at is None:
            return False
        if self._trying or self._now() < self._opened_at + self._seconds:
            raise HostUnavailable(self._host, "breaker", is_fault=False)
        self._trying = True
        return True

    def _failed(self, *, is_trial: bool) -> None:
        self._failures += 1
        # What was under way when the breaker opened does not prolong it.
        if is_trial or (self._opened_at is None and self._failures >= self._limit):
            self._opened_at = self._now()

"""Which act is the reason for what happens now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from discord_sandbox.model.journal import Act

_act: ContextVar[Act | None] = ContextVar("act", default=None)


def current() -> Act | None:
    """The act under way in this task."""
    return _act.get()


@contextmanager
def because_of(act: Act | None) -> Iterator[None]:
    """Let whatever happens meanwhile count as what came of ``act``."""
    token = _act.set(act)
    try:
        yield
    finally:
        _act.reset(token)

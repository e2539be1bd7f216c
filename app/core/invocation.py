"""Which invocation the running task is serving; every log line of the task carries it."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Invocation:
    """One command, component, modal, autocompletion or job being served.

    ``id`` is also the code a member is given when something breaks.
    """

    id: str
    name: str
    user_id: int | None = None
    guild_id: int | None = None


current_invocation: ContextVar[Invocation | None] = ContextVar("invocation", default=None)

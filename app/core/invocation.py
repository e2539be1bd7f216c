"""Which invocation the running task serves; every log line of the task carries it."""

from __future__ import annotations

import secrets
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class Claim:
    """The claim of one receipt of an interaction to be the one that has its effect."""

    interaction_id: int
    owner: int = field(default_factory=lambda: secrets.randbits(63))
    kept: bool = False
    """Whether something was committed under it."""


@dataclass(slots=True, eq=False)
class Invocation:
    """One command, component, modal, autocompletion or job being served.

    ``id`` is also the code a member is given when something breaks. A job has no ``claim``.
    """

    id: str
    name: str
    user_id: int | None = None
    guild_id: int | None = None
    claim: Claim | None = None


current_invocation: ContextVar[Invocation | None] = ContextVar("invocation", default=None)


def current_claim() -> Claim | None:
    """The claim of the interaction that the running task serves; None outside of one."""
    invocation = current_invocation.get()
    return None if invocation is None else invocation.claim

"""A scenario as it stands in its file."""

from __future__ import annotations

from dataclasses import dataclass, field

from discord_sandbox.model.payload import Payload

LAST = "last"
"""Instead of a step's name: the last message that this person got."""


@dataclass(frozen=True, slots=True)
class Step:
    """One act, and what has to come of it."""

    number: int
    action: Payload
    """As it is performed, but for its placeholders and the message that it is about."""
    title: str
    """Who does what, in a line."""
    on: str = LAST
    """The name of the step whose message this is about."""
    name: str | None = None
    """Under which later steps speak of what came back."""
    expect: Payload = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scenario:
    """What a scenario file says."""

    about: str
    steps: tuple[Step, ...]
    world: str = "small"
    """The world file with the guild in which it happens."""
    guild: str = "inn"
    """Where it happens, unless a step says otherwise."""
    channel: str | None = None
    """In which channel, likewise; the first one if that is not said."""
    variables: dict[str, str] = field(default_factory=dict)
    """Values that it has a name for."""

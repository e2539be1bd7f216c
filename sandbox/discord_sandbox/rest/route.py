"""A kind of request: its method, and its path with names in the place of values."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Route:
    """A method and a path with names in braces; those that end in ``_id`` stand for snowflakes."""

    method: str
    template: str
    public: bool = False
    """Whether it can be called without the bot's token."""
    bucket: str = field(init=False)
    """The name of its rate limit."""

    def __post_init__(self) -> None:
        name = f"{self.method} {self.template}"
        object.__setattr__(self, "bucket", hashlib.sha256(name.encode()).hexdigest()[:32])

"""What the ids in a text stand for, as its reader knows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Mention:
    """What is shown in the place of an id."""

    text: str
    href: str | None = None
    colour: str | None = None
    user_id: int | None = None
    own: bool = False
    """Whether the reader is meant."""


class Names(Protocol):
    """Finds what to show for the ids in a text."""

    def user(self, user_id: int) -> Mention: ...

    def role(self, role_id: int) -> Mention: ...

    def channel(self, channel_id: int) -> Mention: ...

    def everyone(self, name: str) -> Mention: ...

"""Rules of the dice feature."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from random import Random

from app.core.errors import InvalidInput
from app.core.i18n import t

MOST_SIDES, MOST_DICE, MOST_MODIFIER = 1000, 100, 1000


@dataclass(frozen=True, slots=True)
class Roll:
    """What came up; ``faces`` in the order of the dice."""

    sides: int
    faces: tuple[int, ...]
    modifier: int

    @property
    def total(self) -> int:
        return sum(self.faces) + self.modifier

    @property
    def notation(self) -> str:
        """As players write it: ``2d6+3``."""
        modifier = f"{self.modifier:+d}" if self.modifier else ""
        return f"{len(self.faces)}d{self.sides}{modifier}"


class DiceService:
    """Rolls fair dice."""

    def __init__(self, random: Random | None = None) -> None:
        self._random = random or secrets.SystemRandom()

    def roll(self, sides: int, dice: int, modifier: int) -> Roll:
        """Roll 1 to 100 dice with 2 to 1000 sides each; ``modifier`` is added to their sum."""
        if not (2 <= sides <= MOST_SIDES and 1 <= dice <= MOST_DICE and abs(modifier) <= MOST_MODIFIER):
            raise InvalidInput(t("I have no dice like that."))
        faces = tuple(self._random.randint(1, sides) for _ in range(dice))
        return Roll(sides, faces, modifier)

"""Dice."""

from __future__ import annotations

from app.container.foundation import Foundation
from app.features.dice.service import DiceService
from app.injection import Injectable


class Dice(Foundation):
    dice = Injectable(DiceService)

"""Scales of whole numbers: what is counted has no halves."""

from __future__ import annotations

from app.core.localized import conventions

STEPS = (1, 2, 5)
COMPACT = 10_000
"""From here on numbers are written short, such as 12K: there is no room for more beside a picture."""


def ticks(most: int, wanted: int = 3) -> list[int]:
    """Round numbers from 0 upwards, the last not below ``most``: at most ``wanted`` of them above 0."""
    step, power = 1, 1
    while True:
        for each in STEPS:
            step = each * power
            if step * wanted >= most:
                count = max(1, -(-most // step))
                return [step * number for number in range(count + 1)]
        power *= 10


def amount(value: int, locale: str) -> str:
    """A number as it stands beside what is drawn."""
    from babel.numbers import format_compact_decimal, format_decimal

    if value < COMPACT:
        return str(format_decimal(value, locale=conventions(locale)))
    return str(format_compact_decimal(value, locale=conventions(locale), fraction_digits=1))


def step_of(value: int, most: int, steps: int) -> int:
    """Which of ``steps`` a value falls into: 0 for nothing, and the last only for the most."""
    return 0 if not value else max(1, -(-value * steps // most))

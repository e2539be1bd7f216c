"""Single values out of Discord's payloads, no larger than can be stored, in the database and on disk."""

from __future__ import annotations

from app.core.snowflake import HIGHEST_ID

LONGEST_TEXT = 1000
"""Ten times as long as the longest name that Discord allows."""


def number(value: str | int) -> int:
    """An id or a figure. Raises ValueError or TypeError for anything else; the text of that may quote it."""
    figure = int(value)
    if not -HIGHEST_ID <= figure <= HIGHEST_ID:
        raise ValueError("a number is out of range")
    return figure


def text(value: object) -> str:
    """A name. Raises for what is none."""
    if not isinstance(value, str):
        raise TypeError("a text is something else")
    if len(value) > LONGEST_TEXT:
        raise ValueError("a text is too long")
    return value

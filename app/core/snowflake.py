"""The moments inside Discord's ids.

A snowflake's upper 42 bits count milliseconds since the first second of 2015:
https://discord.com/developers/docs/reference#snowflakes
"""

from __future__ import annotations

from datetime import UTC, datetime

EPOCH = 1_420_070_400_000
SHIFT = 22
HIGHEST_ID = 2**63 - 1
"""What the database can hold; Discord's ids get there in the year 2084."""


def moment_of(snowflake: int) -> datetime:
    """When the thing with this id was made."""
    return datetime.fromtimestamp(((snowflake >> SHIFT) + EPOCH) / 1000, UTC)


def first_id_at(moment: datetime) -> int:
    """The lowest id that a thing made at ``moment`` can have; 0 for moments before Discord."""
    return max(0, int(moment.timestamp() * 1000) - EPOCH) << SHIFT


def is_possible(snowflake: int) -> bool:
    """Whether Discord can have given this id, and the database can look for it."""
    return 0 < snowflake <= HIGHEST_ID

"""Who shares a cooldown."""

from __future__ import annotations

from enum import Enum, auto


class Bucket(Enum):
    """Who shares a cooldown."""

    USER = auto()
    CHANNEL = auto()
    GUILD = auto()


def bucket_name(per: Bucket, *, guild_id: int, channel_id: int, user_id: int) -> str:
    """Who shares a cooldown, as a key."""
    match per:
        case Bucket.USER:
            return f"user:{guild_id}:{user_id}"
        case Bucket.CHANNEL:
            return f"channel:{channel_id}"
        case Bucket.GUILD:
            return f"guild:{guild_id}"

"""Gateway events as Discord sends them, small."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from app.core.snowflake import first_id_at

Payload = dict[str, Any]
NOON = datetime(2026, 10, 14, 12, tzinfo=UTC)


def id_at(moment: datetime, number: int = 0) -> int:
    """The id of a thing made then."""
    return first_id_at(moment) + number


def message(
    guild_id: int,
    number: int = 0,
    *,
    author: int = 101,
    channel: int = 201,
    content: str = "Hello",
    at: datetime = NOON,
    edited: datetime | None = None,
    bot: bool = False,
    **more: Any,
) -> Payload:
    return {
        "id": str(id_at(at, number)),
        "guild_id": str(guild_id),
        "channel_id": str(channel),
        "author": {"id": str(author), "username": "erin", "bot": bot},
        "content": content,
        "edited_timestamp": edited.isoformat() if edited else None,
        "attachments": [],
        "embeds": [],
        "mentions": [],
        "type": 0,
        **more,
    }


def deletion(message: Payload) -> Payload:
    return {name: message[name] for name in ("id", "guild_id", "channel_id")}


def reaction(message: Payload, user: int = 102, emoji: str = "👋", emoji_id: int | None = None) -> Payload:
    return {
        "guild_id": message["guild_id"],
        "channel_id": message["channel_id"],
        "message_id": message["id"],
        "user_id": str(user),
        "emoji": {"id": None if emoji_id is None else str(emoji_id), "name": emoji},
    }


def member(guild_id: int, user: int, *roles: int, joined: datetime = NOON, **more: Any) -> Payload:
    return {
        "guild_id": str(guild_id),
        "user": {"id": str(user), "username": f"user{user}", "global_name": f"User {user}"},
        "roles": [str(role) for role in roles],
        "joined_at": joined.isoformat(),
        "nick": None,
        **more,
    }


def guild(guild_id: int, name: str = "The Inn", **more: Any) -> Payload:
    return {
        "id": str(guild_id),
        "name": name,
        "channels": [],
        "threads": [],
        "roles": [],
        "emojis": [],
        "voice_states": [],
        **more,
    }


def channel(channel_id: int, name: str, kind: int = 0, **more: Any) -> Payload:
    return {"id": str(channel_id), "name": name, "type": kind, "position": 0, "parent_id": None, **more}


def role(role_id: int, name: str) -> Payload:
    return {"id": str(role_id), "name": name, "color": 0, "position": 1}


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)

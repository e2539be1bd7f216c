"""Channels, roles and emojis, by Discord's payloads.

None says that Discord did not tell: what is stored stays. The statements see to that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from app.recording.changes import ChannelSeen, OverwriteRow, RoleSeen
from app.recording.fields import number, text

Payload: TypeAlias = Mapping[str, Any]

OBFUSCATED: Final = 1 << 17
"""The flag of a channel that the bot cannot see: only its id, its type and its position are true."""
READING: Final = 1 << 10 | 1 << 16
"""View Channel and Read Message History, in Discord's numbers."""
MEMBER: Final = 1
"""Discord's number for overwrites that are about one member."""


def channel_in(guild_id: int, payload: Payload) -> ChannelSeen:
    """A channel or thread as it was told of."""
    hidden = bool((payload.get("flags") or 0) & OBFUSCATED)
    metadata = payload.get("thread_metadata") or {}
    overwrites = payload.get("permission_overwrites")
    return ChannelSeen(
        id=number(payload["id"]),
        guild_id=guild_id,
        parent_id=_number(payload.get("parent_id")),
        kind=_number(payload["type"]),
        name=None if hidden else _text(payload.get("name")),
        position=_number(payload.get("position")),
        archived=metadata.get("archived"),
        hidden=hidden,
        overwrites=None if hidden or overwrites is None else list(_overwrites(guild_id, overwrites)),
        last_id=number(payload.get("last_message_id") or 0),
    )


def role_in(guild_id: int, payload: Payload) -> RoleSeen:
    """A role as it was told of."""
    return RoleSeen(
        number(payload["id"]),
        guild_id,
        _text(payload["name"]),
        _number(payload.get("color")),
        _number(payload["position"]),
    )


def emojis_in(emojis: Iterable[Payload]) -> Iterator[tuple[int, str | None, bool]]:
    """Id, name, whether it moves."""
    for emoji in emojis:
        yield number(emoji["id"]), _text(emoji["name"]), bool(emoji.get("animated"))


def _overwrites(guild_id: int, payloads: Iterable[Payload]) -> Iterator[OverwriteRow]:
    """What is said about reading; the one for everyone always, so that it is known that there are no others."""
    found = {(guild_id, 0): (0, 0)}
    for payload in payloads:
        target = number(payload["id"])
        allow, deny = int(payload["allow"]) & READING, int(payload["deny"]) & READING
        if allow or deny:
            found[(0, target) if payload["type"] == MEMBER else (target, 0)] = allow, deny
    for (role_id, user_id), (allow, deny) in found.items():
        yield role_id, user_id, allow, deny


def _number(value: str | int | None) -> int | None:
    return None if value is None else number(value)


def _text(value: object) -> str | None:
    return text(value) if value else None

"""Channels of a guild, threads, and direct messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from app.sandbox.payload import Payload, timestamp
from app.sandbox.world.message import Message
from app.sandbox.world.user import User


class ChannelType(IntEnum):
    """The kinds that the sandbox knows."""

    GUILD_TEXT = 0
    DM = 1
    GUILD_VOICE = 2
    GUILD_CATEGORY = 4
    GUILD_ANNOUNCEMENT = 5
    ANNOUNCEMENT_THREAD = 10
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12
    GUILD_STAGE_VOICE = 13
    GUILD_FORUM = 15
    GUILD_MEDIA = 16

    @staticmethod
    def threads() -> frozenset[ChannelType]:
        return _THREADS

    @staticmethod
    def with_messages() -> frozenset[ChannelType]:
        return _WITH_MESSAGES


_THREADS = frozenset(
    {ChannelType.ANNOUNCEMENT_THREAD, ChannelType.PUBLIC_THREAD, ChannelType.PRIVATE_THREAD},
)
_WITH_MESSAGES = _THREADS | {
    ChannelType.GUILD_TEXT,
    ChannelType.DM,
    ChannelType.GUILD_VOICE,
    ChannelType.GUILD_ANNOUNCEMENT,
    ChannelType.GUILD_STAGE_VOICE,
}
_FORUMS = frozenset({ChannelType.GUILD_FORUM, ChannelType.GUILD_MEDIA})
_VOICE = frozenset({ChannelType.GUILD_VOICE, ChannelType.GUILD_STAGE_VOICE})


@dataclass(slots=True, eq=False)
class Overwrite:
    """What a channel changes for one role (type 0) or one member (type 1)."""

    id: int
    type: int
    allow: int = 0
    deny: int = 0

    def payload(self) -> Payload:
        return {"id": str(self.id), "type": self.type, "allow": str(self.allow), "deny": str(self.deny)}


@dataclass(slots=True, eq=False)
class Thread:
    """What only a thread has."""

    owner_id: int
    created_at: float
    archived: bool = False
    locked: bool = False
    auto_archive_duration: int = 1440
    """Minutes."""
    applied_tags: list[int] = field(default_factory=list)
    members: dict[int, float] = field(default_factory=dict)
    """When each user joined."""

    def payload(self) -> Payload:
        return {
            "archived": self.archived,
            "locked": self.locked,
            "auto_archive_duration": self.auto_archive_duration,
            "archive_timestamp": timestamp(self.created_at),
            "create_timestamp": timestamp(self.created_at),
        }


@dataclass(slots=True, eq=False)
class Channel:
    """A place for messages, or a group of such places."""

    id: int
    type: ChannelType
    guild_id: int | None = None
    name: str | None = None
    position: int = 0
    topic: str | None = None
    nsfw: bool = False
    parent_id: int | None = None
    rate_limit_per_user: int = 0
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    recipient: User | None = None
    """The person at the other end of a direct message."""
    thread: Thread | None = None
    tags: list[Payload] = field(default_factory=list)
    messages: dict[int, Message] = field(default_factory=dict)
    """Every message that all who see the channel see, oldest first."""
    last_message_id: int | None = None
    last_pin: float | None = None

    @property
    def mention(self) -> str:
        return f"<#{self.id}>"

    @property
    def holds_messages(self) -> bool:
        return self.type in _WITH_MESSAGES

    def partial_payload(self) -> Payload:
        """As it stands in an interaction's resolved data, without permissions."""
        payload: Payload = {"id": str(self.id), "type": int(self.type)}
        if self.type is not ChannelType.DM:
            payload |= {"name": self.name, "parent_id": _id_or_none(self.parent_id)}
        if self.thread:
            payload["thread_metadata"] = self.thread.payload()
        return payload

    def payload(self) -> Payload:
        payload: Payload = {
            "id": str(self.id),
            "type": int(self.type),
            "flags": 0,
            "last_message_id": _id_or_none(self.last_message_id),
        }
        if self.last_pin is not None:
            payload["last_pin_timestamp"] = timestamp(self.last_pin)
        if self.recipient:
            return payload | {"recipients": [self.recipient.payload()]}
        payload |= {
            "guild_id": str(self.guild_id),
            "name": self.name,
            "parent_id": _id_or_none(self.parent_id),
            "rate_limit_per_user": self.rate_limit_per_user,
        }
        return payload | (self._thread_payload(self.thread) if self.thread else self._guild_payload())

    def _guild_payload(self) -> Payload:
        payload: Payload = {
            "position": self.position,
            "topic": self.topic,
            "nsfw": self.nsfw,
            "permission_overwrites": [overwrite.payload() for overwrite in self.overwrites.values()],
        }
        if self.type in _VOICE:
            payload |= {"bitrate": 64000, "user_limit": 0, "rtc_region": None}
        if self.type in _FORUMS:
            payload |= {
                "available_tags": self.tags,
                "default_reaction_emoji": None,
                "default_sort_order": None,
                "default_forum_layout": 0,
            }
        return payload

    def _thread_payload(self, thread: Thread) -> Payload:
        return {
            "owner_id": str(thread.owner_id),
            "thread_metadata": thread.payload(),
            "message_count": len(self.messages),
            "total_message_sent": len(self.messages),
            "member_count": len(thread.members),
            "applied_tags": [str(tag) for tag in thread.applied_tags],
        }


def _id_or_none(snowflake: int | None) -> str | None:
    return None if snowflake is None else str(snowflake)

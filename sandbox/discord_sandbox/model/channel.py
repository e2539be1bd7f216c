"""Channels of a guild, threads, and direct messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, IntFlag

from discord_sandbox.model.message import Message
from discord_sandbox.model.payload import JsonObject, Payload, timestamp
from discord_sandbox.model.thread import Thread
from discord_sandbox.model.user import User


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

    @staticmethod
    def forums() -> frozenset[ChannelType]:
        """Those in which there are only threads."""
        return _FORUMS

    @staticmethod
    def voice() -> frozenset[ChannelType]:
        return _VOICE


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


class ChannelFlag(IntFlag):
    """What can be switched on in a channel."""

    PINNED = 1 << 1
    REQUIRE_TAG = 1 << 4
    HIDE_MEDIA_DOWNLOAD_OPTIONS = 1 << 15
    CHANNEL_OBFUSCATED = 1 << 17
    IS_SPOILER_CHANNEL = 1 << 21


HIDDEN_NAME = "___hidden___"
"""What a bot is told of the name of a channel that it cannot see, since November 2026."""
_VIEW_CHANNEL = 1 << 10


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
    flags: int = 0
    bitrate: int = 64_000
    user_limit: int = 0
    rtc_region: str | None = None
    video_quality_mode: int = 1
    default_auto_archive_duration: int | None = None
    default_thread_rate_limit_per_user: int | None = None
    tags: list[Payload] = field(default_factory=list)
    """Those that posts of this forum can have."""
    default_reaction_emoji: Payload | None = None
    default_sort_order: int | None = None
    default_forum_layout: int = 0
    default_tag_setting: str = "match_some"
    recipient: User | None = None
    """The person at the other end of a direct message."""
    thread: Thread | None = None
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

    @property
    def is_forum(self) -> bool:
        return self.type in _FORUMS

    def partial_payload(self) -> JsonObject:
        """As it stands in an interaction's resolved data, without permissions."""
        payload: Payload = {"id": str(self.id), "type": int(self.type)}
        if self.type is not ChannelType.DM:
            payload |= {"name": self.name, "parent_id": _id_or_none(self.parent_id)}
        if self.thread:
            payload["thread_metadata"] = self.thread.payload()
        return payload

    def payload(self, viewer_id: int | None = None) -> Payload:
        """A thread says how ``viewer_id`` is in it, if so."""
        payload: Payload = {
            "id": str(self.id),
            "type": int(self.type),
            "flags": self.flags,
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
        if self.thread is None:
            return payload | self._guild_payload()
        payload |= self._thread_payload(self.thread)
        if viewer_id in self.thread.members:
            payload["member"] = self.thread.member_payload(self.id, viewer_id or 0)
        return payload

    def hidden_payload(self) -> JsonObject:
        """As a bot is told of a channel of its guild that it cannot see: where it is, and nothing more."""
        deny_all = Overwrite(self.guild_id or 0, 0, deny=_VIEW_CHANNEL)
        return dict.fromkeys(self.payload()) | {
            "id": str(self.id),
            "type": int(self.type),
            "guild_id": str(self.guild_id),
            "name": HIDDEN_NAME,
            "position": self.position,
            "parent_id": _id_or_none(self.parent_id),
            "flags": int(ChannelFlag.CHANNEL_OBFUSCATED),
            "permission_overwrites": [deny_all.payload()],
        }

    def _guild_payload(self) -> JsonObject:
        payload: Payload = {
            "position": self.position,
            "topic": self.topic,
            "nsfw": self.nsfw,
            "permission_overwrites": [overwrite.payload() for overwrite in self.overwrites.values()],
        }
        for name in ("default_auto_archive_duration", "default_thread_rate_limit_per_user"):
            if getattr(self, name) is not None:
                payload[name] = getattr(self, name)
        if self.type in _VOICE:
            names = ("bitrate", "user_limit", "rtc_region", "video_quality_mode")
            payload |= {name: getattr(self, name) for name in names}
        if self.type in _FORUMS:
            names = (
                *("default_reaction_emoji", "default_sort_order", "default_forum_layout"),
                "default_tag_setting",
            )
            payload |= {name: getattr(self, name) for name in names} | {"available_tags": self.tags}
        return payload

    def _thread_payload(self, thread: Thread) -> JsonObject:
        return {
            "owner_id": str(thread.owner_id),
            "thread_metadata": thread.payload(),
            "applied_tags": [str(tag) for tag in thread.applied_tags],
            **thread.counts(),
        }


def _id_or_none(snowflake: int | None) -> str | None:
    return None if snowflake is None else str(snowflake)

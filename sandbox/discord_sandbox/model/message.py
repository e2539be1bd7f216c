"""A message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum, IntFlag

from discord_sandbox.model.attachment import Attachment
from discord_sandbox.model.payload import JsonObject, Payload, timestamp
from discord_sandbox.model.poll import Poll
from discord_sandbox.model.sticker import Sticker
from discord_sandbox.model.user import User


class MessageType(IntEnum):
    """The kinds that the sandbox writes."""

    DEFAULT = 0
    RECIPIENT_ADD = 1
    RECIPIENT_REMOVE = 2
    CHANNEL_NAME_CHANGE = 4
    CHANNEL_PINNED_MESSAGE = 6
    USER_JOIN = 7
    THREAD_CREATED = 18
    REPLY = 19
    CHAT_INPUT_COMMAND = 20
    THREAD_STARTER_MESSAGE = 21
    CONTEXT_MENU_COMMAND = 23
    AUTO_MODERATION_ACTION = 24
    POLL_RESULT = 46


WRITTEN = frozenset(
    {
        MessageType.DEFAULT,
        MessageType.REPLY,
        MessageType.CHAT_INPUT_COMMAND,
        MessageType.CONTEXT_MENU_COMMAND,
    }
)
"""What somebody said, not what Discord noted by itself: only these can be replied to or forwarded."""


UNDELETABLE = frozenset(
    {
        MessageType.RECIPIENT_ADD,
        MessageType.RECIPIENT_REMOVE,
        MessageType.CHANNEL_NAME_CHANGE,
        MessageType.THREAD_STARTER_MESSAGE,
    }
)
"""Notes that stay for ever."""


class MessageFlag(IntFlag):
    """The flags that the sandbox gives a meaning to."""

    CROSSPOSTED = 1 << 0
    SUPPRESS_EMBEDS = 1 << 2
    HAS_THREAD = 1 << 5
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    IS_VOICE_MESSAGE = 1 << 13
    HAS_SNAPSHOT = 1 << 14
    IS_COMPONENTS_V2 = 1 << 15


_EPHEMERAL = int(MessageFlag.EPHEMERAL)
_HAS_THREAD = int(MessageFlag.HAS_THREAD)
_LOADING = int(MessageFlag.LOADING)
_COMPONENTS_V2 = int(MessageFlag.IS_COMPONENTS_V2)


@dataclass(slots=True, eq=False)
class Reaction:
    """Who reacted with one emoji."""

    emoji: Payload
    users: dict[int, User] = field(default_factory=dict)

    def payload(self, viewer_id: int) -> Payload:
        return {
            "emoji": self.emoji,
            "count": len(self.users),
            "count_details": {"burst": 0, "normal": len(self.users)},
            "burst_colors": [],
            "me": viewer_id in self.users,
            "me_burst": False,
        }


@dataclass(slots=True, eq=False)
class Message:
    """Something said in a channel. Edits change this object, so whoever holds it sees the present state."""

    id: int
    channel_id: int
    guild_id: int | None
    author: User
    created_at: float
    content: str = ""
    embeds: list[Payload] = field(default_factory=list)
    components: list[Payload] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    flags: int = 0
    type: int = MessageType.DEFAULT
    tts: bool = False
    nonce: str | int | None = None
    edited_at: float | None = None
    pinned_at: float | None = None
    mentions: list[User] = field(default_factory=list)
    mention_roles: list[int] = field(default_factory=list)
    mention_everyone: bool = False
    reactions: dict[str, Reaction] = field(default_factory=dict)
    reference: Payload | None = None
    referenced: Message | None = None
    poll: Poll | None = None
    stickers: Sequence[Sticker] = ()
    snapshots: Sequence[Payload] = ()
    """What was forwarded with it, as it was then."""
    webhook_id: int | None = None
    application_id: int | None = None
    """The application that answered an interaction with it, or owns the webhook that wrote it."""
    interaction: Payload | None = None
    """Discord's ``interaction_metadata``."""
    reader_id: int | None = None
    """The one person who sees an ephemeral message."""
    deleted: bool = False

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & _EPHEMERAL)

    @property
    def loading(self) -> bool:
        """Whether it still says "thinking…"."""
        return bool(self.flags & _LOADING)

    @property
    def components_v2(self) -> bool:
        return bool(self.flags & _COMPONENTS_V2)

    @property
    def thread_id(self) -> int | None:
        """The thread that was started from it, which has the same id."""
        return self.id if self.flags & _HAS_THREAD else None

    def visible_to(self, user_id: int) -> bool:
        return self.reader_id is None or self.reader_id == user_id

    def snapshot(self) -> JsonObject:
        """An immutable copy for forwarding: what was said, not who said it."""
        return {
            "type": int(self.type),
            "content": self.content,
            "timestamp": timestamp(self.created_at),
            "edited_timestamp": None if self.edited_at is None else timestamp(self.edited_at),
            "mentions": [user.payload() for user in self.mentions],
            "mention_roles": [str(role_id) for role_id in self.mention_roles],
            "attachments": [attachment.payload() for attachment in self.attachments],
            "embeds": list(self.embeds),
            "components": list(self.components),
            "sticker_items": [sticker.item_payload() for sticker in self.stickers],
            "flags": self.flags,
        }

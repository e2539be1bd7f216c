"""A message."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntFlag

from app.sandbox.payload import Payload, timestamp
from app.sandbox.world.attachment import Attachment
from app.sandbox.world.user import User


class MessageFlag(IntFlag):
    """The flags that the sandbox gives a meaning to."""

    SUPPRESS_EMBEDS = 1 << 2
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    IS_VOICE_MESSAGE = 1 << 13
    IS_COMPONENTS_V2 = 1 << 15


_EPHEMERAL = int(MessageFlag.EPHEMERAL)
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
    type: int = 0
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
    poll: Payload | None = None
    application_id: int | None = None
    """Set when an application answered an interaction with it."""
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

    def visible_to(self, user_id: int) -> bool:
        return self.reader_id is None or self.reader_id == user_id

    def payload(self, viewer_id: int) -> Payload:
        """As the REST API writes it for ``viewer_id``."""
        payload: Payload = {
            "id": str(self.id),
            "channel_id": str(self.channel_id),
            "type": self.type,
            "author": self.author.payload(),
            "content": self.content,
            "timestamp": timestamp(self.created_at),
            "edited_timestamp": None if self.edited_at is None else timestamp(self.edited_at),
            "tts": self.tts,
            "mention_everyone": self.mention_everyone,
            "mentions": [user.payload() for user in self.mentions],
            "mention_roles": [str(role_id) for role_id in self.mention_roles],
            "attachments": [attachment.payload() for attachment in self.attachments],
            "embeds": self.embeds,
            "components": self.components,
            "pinned": self.pinned_at is not None,
            "flags": self.flags,
        }
        self._add_optional(payload, viewer_id)
        return payload

    def _add_optional(self, payload: Payload, viewer_id: int) -> None:
        if self.reactions:
            payload["reactions"] = [reaction.payload(viewer_id) for reaction in self.reactions.values()]
        if self.nonce is not None:
            payload["nonce"] = self.nonce
        if self.poll is not None:
            payload["poll"] = self.poll
        if self.reference is not None:
            payload["message_reference"] = self.reference
            there = self.referenced is not None and not self.referenced.deleted
            payload["referenced_message"] = (
                self.referenced.payload(viewer_id) if self.referenced and there else None
            )
        if self.application_id is not None:
            payload["application_id"] = payload["webhook_id"] = str(self.application_id)
        if self.interaction is not None:
            payload["interaction_metadata"] = self.interaction

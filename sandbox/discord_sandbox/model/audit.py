"""The audit log of a guild: who did what to whom, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from discord_sandbox.model.payload import Payload
from discord_sandbox.model.user import User


class AuditAction(IntEnum):
    """Discord's numbers for what an entry of the audit log reports, as far as the sandbox makes them."""

    GUILD_UPDATE = 1
    CHANNEL_CREATE = 10
    CHANNEL_UPDATE = 11
    CHANNEL_DELETE = 12
    CHANNEL_OVERWRITE_CREATE = 13
    CHANNEL_OVERWRITE_UPDATE = 14
    CHANNEL_OVERWRITE_DELETE = 15
    MEMBER_KICK = 20
    MEMBER_BAN_ADD = 22
    MEMBER_BAN_REMOVE = 23
    MEMBER_UPDATE = 24
    MEMBER_ROLE_UPDATE = 25
    MEMBER_MOVE = 26
    MEMBER_DISCONNECT = 27
    BOT_ADD = 28
    ROLE_CREATE = 30
    ROLE_UPDATE = 31
    ROLE_DELETE = 32
    INVITE_CREATE = 40
    INVITE_DELETE = 42
    WEBHOOK_CREATE = 50
    WEBHOOK_UPDATE = 51
    WEBHOOK_DELETE = 52
    EMOJI_CREATE = 60
    EMOJI_UPDATE = 61
    EMOJI_DELETE = 62
    MESSAGE_DELETE = 72
    MESSAGE_BULK_DELETE = 73
    MESSAGE_PIN = 74
    MESSAGE_UNPIN = 75
    STICKER_CREATE = 90
    STICKER_UPDATE = 91
    STICKER_DELETE = 92
    GUILD_SCHEDULED_EVENT_CREATE = 100
    GUILD_SCHEDULED_EVENT_UPDATE = 101
    GUILD_SCHEDULED_EVENT_DELETE = 102
    THREAD_CREATE = 110
    THREAD_UPDATE = 111
    THREAD_DELETE = 112
    APPLICATION_COMMAND_PERMISSION_UPDATE = 121
    AUTO_MODERATION_RULE_CREATE = 140
    AUTO_MODERATION_RULE_UPDATE = 141
    AUTO_MODERATION_RULE_DELETE = 142
    AUTO_MODERATION_BLOCK_MESSAGE = 143
    AUTO_MODERATION_FLAG_TO_CHANNEL = 144
    AUTO_MODERATION_USER_COMMUNICATION_DISABLED = 145


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who makes a change, and the reason that was given for it."""

    user: User
    reason: str | None = None


@dataclass(slots=True, eq=False)
class AuditEntry:
    """One line of the audit log."""

    id: int
    action: AuditAction
    user_id: int
    target_id: int | None = None
    changes: list[Payload] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)
    reason: str | None = None

    def payload(self) -> Payload:
        payload: Payload = {
            "id": str(self.id),
            "action_type": int(self.action),
            "user_id": str(self.user_id),
            "target_id": None if self.target_id is None else str(self.target_id),
        }
        optional = {"changes": self.changes, "options": self.options, "reason": self.reason}
        return payload | {name: value for name, value in optional.items() if value}

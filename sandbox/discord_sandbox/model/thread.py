"""What only threads have."""

from __future__ import annotations

from dataclasses import dataclass, field

from discord_sandbox.model.payload import JsonObject, Payload, timestamp

MEMBERS_SHOWN = 50
"""At which the count of a thread's members stops."""


@dataclass(slots=True, eq=False)
class Thread:
    """The state of a thread, and who is in it."""

    owner_id: int
    created_at: float
    archived: bool = False
    locked: bool = False
    invitable: bool | None = None
    """Whether others than moderators can add somebody; None for threads that are not private."""
    auto_archive_duration: int = 1440
    """Minutes without activity after which it is archived."""
    archive_changed_at: float = 0.0
    """When it was last archived or taken out of the archive."""
    active_at: float = 0.0
    applied_tags: list[int] = field(default_factory=list)
    sent: int = 0
    """Messages that were ever written in it, without the first of a post or of a message's thread."""
    deleted: int = 0
    members: dict[int, float] = field(default_factory=dict)
    """When each user joined."""

    def payload(self) -> JsonObject:
        """Discord's ``thread_metadata``."""
        payload: Payload = {
            "archived": self.archived,
            "locked": self.locked,
            "auto_archive_duration": self.auto_archive_duration,
            "archive_timestamp": timestamp(self.archive_changed_at),
            "create_timestamp": timestamp(self.created_at),
        }
        return payload if self.invitable is None else payload | {"invitable": self.invitable}

    def counts(self) -> JsonObject:
        return {
            "message_count": self.sent - self.deleted,
            "total_message_sent": self.sent,
            "member_count": min(len(self.members), MEMBERS_SHOWN),
        }

    def member_payload(self, thread_id: int, user_id: int) -> JsonObject:
        """One user's place in the thread."""
        return {
            "id": str(thread_id),
            "user_id": str(user_id),
            "join_timestamp": timestamp(self.members[user_id]),
            "flags": 0,
        }

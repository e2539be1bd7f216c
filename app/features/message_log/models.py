"""Tables of the message log. Only guilds that have switched it on have rows here."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import BigInteger, Identity, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.core.privacy import PersonalData
from app.infra.db.base import ChannelId, GuildId, MessageId, Model, RoleId, UserId
from app.infra.db.partitions import Partitioned, Period

BODIES: Final = Partitioned("message_bodies", "written_at", Period.DAY, by_snowflake=False)


class MessageBody(Model):
    """What a message said from one moment on, encrypted. Every edit adds a row."""

    __tablename__ = "message_bodies"
    __table_args__ = BODIES.args()

    guild_id: Mapped[int] = mapped_column(GuildId, primary_key=True, autoincrement=False)
    message_id: Mapped[int] = mapped_column(MessageId, primary_key=True, autoincrement=False)
    written_at: Mapped[datetime] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ChannelId)
    author_id: Mapped[int] = mapped_column(UserId)
    key_id: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    """Text, names of attachments, and what the author was called; see ``bodies``."""


class Kind(StrEnum):
    """What a log entry is about."""

    STARTED = "started"
    EDITED = "edited"
    DELETED = "deleted"
    PURGED = "purged"
    """Many messages were deleted at once."""
    JOINED = "joined"
    LEFT = "left"


class LogEntry(Model):
    """Something that the log has to show, or has shown a short while ago. Holds no text of messages."""

    __tablename__ = "message_log_entries"
    __table_args__ = (
        Index(
            "ix_message_log_entries_waiting",
            "guild_id",
            "at",
            "number",
            postgresql_where=text("posted_at IS NULL"),
        ),
        Index("ix_message_log_entries_user_id", "user_id"),
    )

    guild_id: Mapped[int] = mapped_column(GuildId, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """The message's or the member's id; of many messages the first."""
    moment: Mapped[datetime] = mapped_column(primary_key=True)
    """What tells two such things about the same apart: when the edit, the joining, the leaving was."""
    number: Mapped[int] = mapped_column(BigInteger, Identity(), init=False)
    at: Mapped[datetime]
    """When the bot heard of it."""
    channel_id: Mapped[int | None] = mapped_column(ChannelId, default=None)
    user_id: Mapped[int | None] = mapped_column(UserId, default=None)
    """The author, or who came or left; None where Discord does not say."""
    name: Mapped[str | None] = mapped_column(default=None)
    """What who came or left is called."""
    message_ids: Mapped[list[int] | None] = mapped_column(ARRAY(MessageId), default=None)
    joined_at: Mapped[datetime | None] = mapped_column(default=None)
    role_ids: Mapped[list[int] | None] = mapped_column(ARRAY(RoleId), default=None)
    """Since when who left was here, and as what."""
    post_number: Mapped[int | None] = mapped_column(BigInteger, default=None)
    """The number of the first entry that is shown in the same post; given before it is sent, and then kept."""
    posted_at: Mapped[datetime | None] = mapped_column(default=None)


DATA_MAP = (
    PersonalData(
        table="message_bodies",
        owner="author_id",
        columns=("author_id", "message_id", "channel_id", "written_at", "content"),
        purpose="Shows staff what an edited or deleted message said, where a server has switched that on. "
        "Encrypted: text, names of attachments, and what the author was called.",
        retention="`privacy.message_body_days`, 30 days at most, dropped by days; at once when the server "
        "switches the message log off, and when the author pauses the recording.",
    ),
    PersonalData(
        table="message_log_entries",
        owner="user_id",
        columns=("user_id", "subject", "at", "channel_id", "name", "message_ids", "joined_at", "role_ids"),
        purpose="Has the message log show each edit, deletion, joining and leaving once. Holds no text.",
        retention="Two days.",
        exported=False,
    ),
)

"""Tables of the activity feature: what was seen happening, and how things stand.

Rows of events are told apart by Discord's own ids and moments, so that seeing an event twice changes nothing.
The large tables have no foreign keys and one index each: every further one would cost every message.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, Boolean, Identity, Integer, SmallInteger, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.core.privacy import OnErase, PersonalData
from app.infra.db.base import ChannelId, GuildId, MessageId, Model, RoleId, UserId
from app.infra.db.partitions import Partitioned, Period

MESSAGES: Final = Partitioned("messages", "id", Period.MONTH, by_snowflake=True)
REACTIONS: Final = Partitioned("reactions", "message_id", Period.MONTH, by_snowflake=True)
MEMBER_EVENTS: Final = Partitioned("member_events", "at", Period.MONTH, by_snowflake=False)
ROLE_EVENTS: Final = Partitioned("role_events", "at", Period.MONTH, by_snowflake=False)
VOICE_STAYS: Final = Partitioned("voice_stays", "began_at", Period.MONTH, by_snowflake=False)

LONGEST_EMOJI = 64


class Message(Model):
    """A message as figures. Without an author it was only seen being deleted, or its author was forgotten."""

    __tablename__ = "messages"
    __table_args__ = MESSAGES.args()

    guild_id: Mapped[int] = mapped_column(GuildId, primary_key=True, autoincrement=False)
    id: Mapped[int] = mapped_column(MessageId, primary_key=True, autoincrement=False)
    channel_id: Mapped[int] = mapped_column(ChannelId)
    """The channel or thread."""
    author_id: Mapped[int | None] = mapped_column(UserId)
    is_bot: Mapped[bool] = mapped_column(Boolean)
    is_reply: Mapped[bool] = mapped_column(Boolean)
    length: Mapped[int | None] = mapped_column(Integer)
    """Characters; None while the message was only seen being deleted."""
    attachments: Mapped[int] = mapped_column(SmallInteger)
    embeds: Mapped[int] = mapped_column(SmallInteger)
    mentions: Mapped[int] = mapped_column(SmallInteger)
    edits: Mapped[int] = mapped_column(SmallInteger)
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]


class Reaction(Model):
    """One person's reaction with one emoji; kept, marked as removed, when it is taken back."""

    __tablename__ = "reactions"
    __table_args__ = REACTIONS.args()

    guild_id: Mapped[int] = mapped_column(GuildId, primary_key=True, autoincrement=False)
    message_id: Mapped[int] = mapped_column(MessageId, primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(UserId, primary_key=True, autoincrement=False)
    emoji: Mapped[str] = mapped_column(primary_key=True)
    """The character, or a custom emoji's id."""
    channel_id: Mapped[int] = mapped_column(ChannelId)
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class Membership(Model):
    """Somebody who is in a guild now."""

    __tablename__ = "memberships"

    guild_id: Mapped[int] = mapped_column(GuildId, primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(UserId, primary_key=True, autoincrement=False)
    is_bot: Mapped[bool] = mapped_column(Boolean)
    joined_at: Mapped[datetime]
    role_ids: Mapped[list[int]] = mapped_column(ARRAY(RoleId))


class MemberEvent(Model):
    """Somebody joined or left."""

    __tablename__ = "member_events"
    __table_args__ = MEMBER_EVENTS.args()

    guild_id: Mapped[int] = mapped_column(GuildId, primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(UserId, primary_key=True, autoincrement=False)
    joined: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    """Whether this is a joining; else a leaving."""
    at: Mapped[datetime] = mapped_column(primary_key=True)
    is_bot: Mapped[bool] = mapped_column(Boolean)


class RoleEvent(Model):
    """Somebody was given a role or lost one."""

    __tablename__ = "role_events"
    __table_args__ = ROLE_EVENTS.args()

    guild_id: Mapped[int] = mapped_column(GuildId, primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(UserId, primary_key=True, autoincrement=False)
    role_id: Mapped[int] = mapped_column(RoleId, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    gained: Mapped[bool] = mapped_column(Boolean)


class VoiceState(Model):
    """Somebody who is in a voice channel now."""

    __tablename__ = "voice_states"

    guild_id: Mapped[int] = mapped_column(GuildId, primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(UserId, primary_key=True, autoincrement=False)
    channel_id: Mapped[int] = mapped_column(ChannelId)
    since: Mapped[datetime]


class VoiceStay(Model):
    """Somebody was in a voice channel for a while."""

    __tablename__ = "voice_stays"
    __table_args__ = VOICE_STAYS.args()

    guild_id: Mapped[int] = mapped_column(GuildId, primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(UserId, primary_key=True, autoincrement=False)
    began_at: Mapped[datetime] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ChannelId)
    ended_at: Mapped[datetime]


class ThreadMember(Model):
    """Somebody who follows a thread now."""

    __tablename__ = "thread_members"

    guild_id: Mapped[int] = mapped_column(GuildId, primary_key=True, autoincrement=False)
    thread_id: Mapped[int] = mapped_column(ChannelId, primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(UserId, primary_key=True, autoincrement=False)


class Channel(Model):
    """A channel or thread, as it is called now; kept, marked, when it is deleted."""

    __tablename__ = "channels"

    id: Mapped[int] = mapped_column(ChannelId, primary_key=True, autoincrement=False)
    guild_id: Mapped[int] = mapped_column(GuildId, index=True)
    parent_id: Mapped[int | None] = mapped_column(ChannelId)
    """The category of a channel, the channel of a thread."""
    kind: Mapped[int] = mapped_column(SmallInteger)
    """Discord's number for the type."""
    name: Mapped[str]
    position: Mapped[int] = mapped_column(Integer)
    archived: Mapped[bool] = mapped_column(Boolean)
    deleted_at: Mapped[datetime | None]
    newest_id: Mapped[int] = mapped_column(MessageId, server_default=text("0"), default=0)
    """The newest message that was stored; what comes after it while nobody looks is fetched later."""
    hidden: Mapped[bool] = mapped_column(Boolean, server_default=text("false"), default=False)
    """Whether the bot cannot see it just now: the other columns say how it was when it last could."""


class ChannelOverwrite(Model):
    """What a channel changed for one role or one member about reading, when the bot last saw it.

    The one for everyone is always there: of a channel without any, nothing was ever told.
    """

    __tablename__ = "channel_overwrites"

    channel_id: Mapped[int] = mapped_column(ChannelId, primary_key=True, autoincrement=False)
    role_id: Mapped[int] = mapped_column(RoleId, primary_key=True, autoincrement=False)
    """0 where it is about a member."""
    user_id: Mapped[int] = mapped_column(UserId, primary_key=True, autoincrement=False)
    """0 where it is about a role."""
    guild_id: Mapped[int] = mapped_column(GuildId)
    allow: Mapped[int] = mapped_column(BigInteger)
    deny: Mapped[int] = mapped_column(BigInteger)


class Role(Model):
    """A role, as it is called now; kept, marked, when it is deleted."""

    __tablename__ = "roles"

    id: Mapped[int] = mapped_column(RoleId, primary_key=True, autoincrement=False)
    guild_id: Mapped[int] = mapped_column(GuildId, index=True)
    name: Mapped[str]
    color: Mapped[int] = mapped_column(Integer)
    position: Mapped[int] = mapped_column(Integer)
    deleted_at: Mapped[datetime | None]


class Emoji(Model):
    """A custom emoji, as it is called now; kept, marked, when it is deleted."""

    __tablename__ = "emojis"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    guild_id: Mapped[int] = mapped_column(GuildId, index=True)
    name: Mapped[str]
    animated: Mapped[bool] = mapped_column(Boolean)
    deleted_at: Mapped[datetime | None]


class DirtyDay(Model):
    """A day whose aggregates no longer fit. Appended to without looking, so that no writer waits for another."""

    __tablename__ = "activity_touched"

    number: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True, init=False)
    guild_id: Mapped[int] = mapped_column(GuildId)
    at: Mapped[datetime]
    """A moment of that day, whatever the guild's time zone makes of it."""


class ActivityConsent(Model):
    """What a member decided about their own figures in a guild; without a row, the most private choice."""

    __tablename__ = "activity_choices"

    guild_id: Mapped[int] = mapped_column(GuildId, primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(UserId, primary_key=True, autoincrement=False)
    paused: Mapped[bool] = mapped_column(Boolean, server_default=text("false"), default=False)
    """Whether nothing about the member is recorded."""
    shared: Mapped[bool] = mapped_column(Boolean, server_default=text("false"), default=False)
    """Whether other members may see the figures."""
    ranked: Mapped[bool] = mapped_column(Boolean, server_default=text("false"), default=False)
    """Whether the member takes part in the leaderboard."""


class Gap(Model):
    """A stretch of a channel's history that is to be fetched from Discord; the row goes when it is done."""

    __tablename__ = "activity_gaps"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True, init=False)
    guild_id: Mapped[int] = mapped_column(GuildId, index=True)
    channel_id: Mapped[int] = mapped_column(ChannelId)
    began_id: Mapped[int] = mapped_column(MessageId)
    """Where the stretch begins."""
    after_id: Mapped[int] = mapped_column(MessageId)
    """Everything up to this message is stored; moves forward with every page."""
    until_id: Mapped[int] = mapped_column(MessageId)
    """The last message of the stretch."""
    stored: Mapped[int] = mapped_column(Integer, server_default=text("0"), default=0)


def _kept(setting: str) -> str:
    return f"`activity.{setting}`, dropped by whole months."


DATA_MAP = (
    PersonalData(
        table="messages",
        owner="author_id",
        columns=(
            "author_id",
            "channel_id",
            "is_reply",
            "length",
            "attachments",
            "embeds",
            "mentions",
            "edits",
            "edited_at",
            "deleted_at",
        ),
        purpose="Counts messages by hour, channel and member. Holds no text.",
        retention=_kept("message_months"),
        on_erase=OnErase.ANONYMISE,
    ),
    PersonalData(
        table="reactions",
        owner="user_id",
        columns=("user_id", "message_id", "emoji", "channel_id", "added_at", "removed_at"),
        purpose="Counts reactions.",
        retention=_kept("reaction_months"),
    ),
    PersonalData(
        table="memberships",
        owner="user_id",
        columns=("user_id", "is_bot", "joined_at", "role_ids"),
        purpose="Tells who is a member and holds which roles, to notice changes and to count by role.",
        retention="Until the member leaves.",
    ),
    PersonalData(
        table="member_events",
        owner="user_id",
        columns=("user_id", "joined", "at", "is_bot"),
        purpose="Counts who joined and left.",
        retention=_kept("event_months"),
    ),
    PersonalData(
        table="role_events",
        owner="user_id",
        columns=("user_id", "role_id", "at", "gained"),
        purpose="Counts roles given and taken.",
        retention=_kept("event_months"),
    ),
    PersonalData(
        table="voice_states",
        owner="user_id",
        columns=("user_id", "channel_id", "since"),
        purpose="Tells who is in a voice channel, to notice when they leave.",
        retention="Until the member leaves the voice channel.",
    ),
    PersonalData(
        table="voice_stays",
        owner="user_id",
        columns=("user_id", "began_at", "channel_id", "ended_at"),
        purpose="Counts time in voice channels.",
        retention=_kept("event_months"),
    ),
    PersonalData(
        table="thread_members",
        owner="user_id",
        columns=("user_id", "thread_id"),
        purpose="Counts who follows a thread.",
        retention="Until the member leaves the thread, or the thread is deleted.",
    ),
    PersonalData(
        table="channel_overwrites",
        owner="user_id",
        columns=("user_id", "channel_id", "allow", "deny"),
        purpose="Tells who could read a channel that the bot can no longer see, so that nobody else gets its figures.",
        retention="Until the server takes the exception for the member back, or the channel is deleted.",
    ),
    PersonalData(
        table="activity_choices",
        owner="user_id",
        columns=("user_id", "paused", "shared", "ranked"),
        purpose="Remembers what a member decided about their own figures.",
        retention="Until the member asks to be forgotten.",
    ),
)

"""Roll-ups: kept by counting anew every day that was touched. Days are those of the guild's time zone."""

from __future__ import annotations

from datetime import date, time

from sqlalchemy import Date, Index, Integer, Time
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.core.privacy import PersonalData
from app.infra.db.base import ChannelId, GuildId, Model, UserId


class ChannelCount(Model):
    """The messages of one channel on one day."""

    __tablename__ = "activity_channels"

    guild_id: Mapped[int] = mapped_column(GuildId, primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ChannelId, primary_key=True, autoincrement=False)
    messages: Mapped[int] = mapped_column(Integer)
    """People's, without deleted ones; so are the next four."""
    characters: Mapped[int] = mapped_column(Integer)
    with_attachments: Mapped[int] = mapped_column(Integer)
    with_embeds: Mapped[int] = mapped_column(Integer)
    replies: Mapped[int] = mapped_column(Integer)
    deleted: Mapped[int] = mapped_column(Integer)
    """People's messages that were deleted."""
    by_bots: Mapped[int] = mapped_column(Integer)
    hours: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    """People's messages in each of the 24 hours. An hour to a row would be twenty times as large and four as slow."""


class MemberCount(Model):
    """The messages of one member in one channel on one day."""

    __tablename__ = "activity_members"
    __table_args__ = (
        Index("ix_activity_members_guild_id_day", "guild_id", "day"),
        Index("ix_activity_members_guild_id_channel_id_day", "guild_id", "channel_id", "day"),
    )

    guild_id: Mapped[int] = mapped_column(GuildId, primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(UserId, primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ChannelId, primary_key=True, autoincrement=False)
    messages: Mapped[int] = mapped_column(Integer)
    characters: Mapped[int] = mapped_column(Integer)
    with_attachments: Mapped[int] = mapped_column(Integer)
    with_embeds: Mapped[int] = mapped_column(Integer)


class DayCount(Model):
    """One day of a guild."""

    __tablename__ = "activity_days"

    guild_id: Mapped[int] = mapped_column(GuildId, primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    people: Mapped[int] = mapped_column(Integer)
    """Different people who wrote something."""
    joins: Mapped[int] = mapped_column(Integer)
    leaves: Mapped[int] = mapped_column(Integer)
    reactions: Mapped[int] = mapped_column(Integer)


class Digest(Model):
    """A guild's daily report: where and when, and for which day it was last posted."""

    __tablename__ = "activity_digests"

    guild_id: Mapped[int] = mapped_column(GuildId, primary_key=True, autoincrement=False)
    channel_id: Mapped[int] = mapped_column(ChannelId)
    at: Mapped[time] = mapped_column(Time)
    """Of the guild's local day."""
    last_day: Mapped[date] = mapped_column(Date)
    """The last day that was reported."""


DATA_MAP = (
    PersonalData(
        table="activity_members",
        owner="user_id",
        columns=("user_id", "day", "channel_id", "messages", "characters", "with_attachments", "with_embeds"),
        purpose="Shows members their own figures, and others theirs only if they agreed.",
        retention="As long as the messages that were counted.",
    ),
)

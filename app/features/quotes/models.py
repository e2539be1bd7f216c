"""Tables of the quotes feature."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Computed,
    Double,
    ForeignKey,
    Identity,
    Index,
    Integer,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from app.core.privacy import OnErase, PersonalData
from app.infra.db.base import ChannelId, GuildId, MessageId, Model, UserId, length_between
from app.infra.db.guilds_and_members import Guild

SHORTEST, LONGEST, MOST_LINES = 3, 2000, 10
LONGEST_BROUGHT = 4000
"""What comes from another bot may be as long as the form in which it is corrected, and as short as a letter."""
HIGHEST = 2**31 - 1
"""The highest number a quote can have."""


class Quote(Model):
    """One quote of one guild."""

    __tablename__ = "quotes"
    __table_args__ = (
        UniqueConstraint("guild_id", "number"),
        UniqueConstraint("guild_id", "message_id"),
        length_between("text", 1, LONGEST_BROUGHT),
        Index("ix_quotes_deck", "guild_id", "times_shown", "draw_order"),
        Index("ix_quotes_search", "search", postgresql_using="gin"),
        Index("ix_quotes_text", "text", postgresql_using="gin", postgresql_ops={"text": "gin_trgm_ops"}),
        Index("ix_quotes_added_by", "added_by"),
        Index("ix_quotes_speaker_id", "speaker_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True, init=False)
    guild_id: Mapped[int] = mapped_column(GuildId, ForeignKey(Guild.id, ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    """What members call it: counted per guild, never given to another quote."""
    text: Mapped[str]
    added_by: Mapped[int | None] = mapped_column(UserId)
    speaker_id: Mapped[int | None] = mapped_column(UserId, default=None)
    channel_id: Mapped[int | None] = mapped_column(ChannelId, default=None)
    message_id: Mapped[int | None] = mapped_column(MessageId, default=None)
    added_at: Mapped[datetime] = mapped_column(server_default=func.now(), init=False)
    edited_at: Mapped[datetime | None] = mapped_column(default=None)
    times_shown: Mapped[int] = mapped_column(Integer, server_default="0", default=0)
    """How often chance has picked it; chance picks among those it has picked least."""
    draw_order: Mapped[float] = mapped_column(Double, server_default=func.random(), init=False, deferred=True)
    """Where it lies among those shown as often, from 0 to 1: the lowest is next. Anew each time it is shown."""
    search: Mapped[Any] = mapped_column(
        TSVECTOR, Computed("to_tsvector('english', text)", persisted=True), init=False, deferred=True
    )


class QuoteCounter(Model):
    """The last number given in a guild. Its row also makes additions to one guild wait for each other."""

    __tablename__ = "quote_counters"

    guild_id: Mapped[int] = mapped_column(
        GuildId, ForeignKey(Guild.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    last_number: Mapped[int] = mapped_column(Integer)


DATA_MAP = (
    PersonalData(
        table="quotes",
        owner="added_by",
        columns=("added_by", "added_at", "edited_at"),
        purpose="Shows who added a quote, and lets that person change and delete it.",
        retention="As long as the quote is kept.",
        on_erase=OnErase.ANONYMISE,
    ),
    PersonalData(
        table="quotes",
        owner="speaker_id",
        columns=("speaker_id", "text", "channel_id", "message_id"),
        purpose="Keeps what a member said, for the members of the same server.",
        retention="Until the adder, the quoted person or staff delete it.",
    ),
)

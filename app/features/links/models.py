"""Tables of the links feature."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, ForeignKey, Identity, Index, Integer, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.privacy import OnErase, PersonalData
from app.infra.db.base import GuildId, Model, UserId, length_between
from app.infra.db.guilds_and_members import Guild

LONGEST_NAME, LONGEST_CONTENT, LONGEST_TAG = 100, 1800, 50
MOST_ALIASES, MOST_TAGS = 10, 10
LONGEST_BROUGHT = 4000
"""What comes from another bot may be longer than what is typed here."""


class LinkName(Model):
    """A title or an alias. ``key`` is what it is compared by; a guild has each key once."""

    __tablename__ = "link_names"
    __table_args__ = (UniqueConstraint("guild_id", "key"), length_between("name", 1, LONGEST_NAME))

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True, init=False)
    link_id: Mapped[int] = mapped_column(ForeignKey("links.id", ondelete="CASCADE"), index=True, init=False)
    guild_id: Mapped[int] = mapped_column(GuildId)
    name: Mapped[str]
    key: Mapped[str]
    is_title: Mapped[bool] = mapped_column(Boolean)


class LinkTag(Model):
    """A tag of a link."""

    __tablename__ = "link_tags"
    __table_args__ = (length_between("tag", 1, LONGEST_TAG),)

    link_id: Mapped[int] = mapped_column(
        ForeignKey("links.id", ondelete="CASCADE"), primary_key=True, init=False
    )
    key: Mapped[str] = mapped_column(primary_key=True)
    tag: Mapped[str]


class Link(Model):
    """A link, or a short text, of one guild."""

    __tablename__ = "links"
    __table_args__ = (
        length_between("content", 1, LONGEST_BROUGHT),
        Index("ix_links_guild_id", "guild_id"),
        Index("ix_links_added_by", "added_by"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True, init=False)
    guild_id: Mapped[int] = mapped_column(GuildId, ForeignKey(Guild.id, ondelete="CASCADE"))
    content: Mapped[str]
    preview: Mapped[bool] = mapped_column(Boolean)
    """Whether Discord may show a preview of the address."""
    added_by: Mapped[int | None] = mapped_column(UserId)
    names: Mapped[list[LinkName]] = relationship(
        lazy="raise", cascade="all, delete-orphan", passive_deletes=True, order_by=LinkName.id
    )
    tags: Mapped[list[LinkTag]] = relationship(
        lazy="raise", cascade="all, delete-orphan", passive_deletes=True, order_by=LinkTag.key
    )
    added_at: Mapped[datetime] = mapped_column(server_default=func.now(), init=False)
    edited_at: Mapped[datetime | None] = mapped_column(default=None)
    times_used: Mapped[int] = mapped_column(Integer, server_default="0", default=0)


DATA_MAP = (
    PersonalData(
        table="links",
        owner="added_by",
        columns=("added_by", "added_at", "edited_at"),
        purpose="Shows who added a link, and lets that person change it.",
        retention="As long as the link is kept.",
        on_erase=OnErase.ANONYMISE,
    ),
)

"""Guilds and the names of members that stored rows mention.

Written by services in their own transaction, so that a fresh database and a guild the bot has just
joined work at once.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, delete, exists, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from app.core.actor import Actor
from app.core.excerpts import clipped
from app.core.privacy import PersonalData
from app.infra.db.base import GuildId, Model, UserId

LONGEST_NAME = 100
"""Discord's limit for the names of guilds; those of members are shorter."""


class Guild(Model):
    """A guild that owns rows."""

    __tablename__ = "guilds"

    id: Mapped[int] = mapped_column(GuildId, primary_key=True, autoincrement=False)
    name: Mapped[str]
    first_seen_at: Mapped[datetime] = mapped_column(server_default=func.now(), init=False)
    left_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the bot left the guild, or was removed from it."""


class Member(Model):
    """How a member was last called in a guild."""

    __tablename__ = "members"

    guild_id: Mapped[int] = mapped_column(
        GuildId, ForeignKey(Guild.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    user_id: Mapped[int] = mapped_column(UserId, primary_key=True, autoincrement=False)
    name: Mapped[str]
    seen_at: Mapped[datetime] = mapped_column(server_default=func.now(), init=False)


DATA_MAP = (
    PersonalData(
        table="members",
        owner="user_id",
        columns=("user_id", "name", "seen_at"),
        purpose="Shows a name beside what a member added, also after they have left.",
        retention="Until nothing that the member added is left in the guild.",
    ),
)


async def remember(session: AsyncSession, actor: Actor) -> None:
    """Store the actor's guild, and the actor's present name in it."""
    await remember_guild(session, actor.guild_id, actor.guild_name)
    await remember_member(session, actor.guild_id, actor.user_id, actor.name)


async def is_known(session: AsyncSession, guild_id: int) -> bool:
    """Whether a guild was ever remembered."""
    return await session.get(Guild, guild_id) is not None


async def remember_guild(session: AsyncSession, guild_id: int, name: str) -> None:
    """Store a guild; an empty name leaves the one that is known."""
    statement = insert(Guild).values(id=guild_id, name=clipped(name, LONGEST_NAME))
    known = statement.excluded.name
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=[Guild.id], set_={"name": known}, where=(known != "") & (Guild.name != known)
        )
    )


async def remember_member(session: AsyncSession, guild_id: int, user_id: int, name: str) -> None:
    """Store how a member is called now. The guild must be stored already."""
    statement = insert(Member).values(guild_id=guild_id, user_id=user_id, name=clipped(name, LONGEST_NAME))
    known = statement.excluded.name
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=[Member.guild_id, Member.user_id],
            set_={"name": known, "seen_at": func.now()},
            where=(known != "") & (Member.name != known),
        )
    )


async def remembers(session: AsyncSession, guild_id: int, user_id: int) -> bool:
    """Whether somebody was a member of the guild, as far as stored rows tell."""
    return await session.get(Member, (guild_id, user_id)) is not None


async def forget_unmentioned(session: AsyncSession) -> None:
    """Delete the names of members of whom no row of any feature tells any more."""
    mentions = [
        exists().where(table.c.guild_id == Member.guild_id, column == Member.user_id)
        for table in Model.metadata.tables.values()
        if table is not Member.__table__ and "guild_id" in table.c
        for column in table.c
        if isinstance(column.type, UserId)
    ]
    await session.execute(delete(Member).where(*(~mention for mention in mentions)))

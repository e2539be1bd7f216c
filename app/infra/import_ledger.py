"""Which rows of another bot's database have come in already, where nothing in the row itself tells.

Outlives what was made of the row: what members delete here does not come back with the next import.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NewType

from sqlalchemy import BigInteger, ForeignKey, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from app.infra.db.base import GuildId, Model
from app.infra.db.guilds_and_members import Guild

Kind = NewType("Kind", str)
"""The table that the rows were in, with the name of the bot that had it."""


class ImportedRow(Model):
    """One row of the other database that has come into a guild."""

    __tablename__ = "imported_rows"

    guild_id: Mapped[int] = mapped_column(
        GuildId, ForeignKey(Guild.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    kind: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """What told the row apart there."""


async def imported(session: AsyncSession, guild_id: int, kind: Kind, keys: Collection[int]) -> frozenset[int]:
    """Those of ``keys`` that have come into the guild before."""
    query = select(ImportedRow.key).where(
        ImportedRow.guild_id == guild_id, ImportedRow.kind == kind, ImportedRow.key.in_(keys)
    )
    return frozenset(await session.scalars(query))


async def remember_imported(session: AsyncSession, guild_id: int, kind: Kind, keys: Collection[int]) -> None:
    """Note that these rows have come in, in the transaction that brings them."""
    if keys:
        await session.execute(
            insert(ImportedRow), [{"guild_id": guild_id, "kind": kind, "key": key} for key in keys]
        )

"""Queries of the history part."""

from __future__ import annotations

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.features.activity.models import Channel, Gap


class HistoryRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def gaps_of(self, guild_id: int) -> list[Gap]:
        """What is still to be fetched, the oldest request first."""
        return list(await self._session.scalars(select(Gap).where(Gap.guild_id == guild_id).order_by(Gap.id)))

    async def next_gap(self, guild_id: int) -> Gap | None:
        query = select(Gap).where(Gap.guild_id == guild_id).order_by(Gap.id).limit(1)
        return (await self._session.scalars(query)).one_or_none()

    async def guilds_with_gaps(self) -> list[int]:
        return list(await self._session.scalars(select(Gap.guild_id).distinct()))

    def add(self, gap: Gap) -> None:
        self._session.add(gap)

    async def advance(self, gap_id: int, after_id: int, stored: int) -> None:
        """Note that everything up to ``after_id`` is stored, with so many messages more."""
        await self._session.execute(
            update(Gap).where(Gap.id == gap_id).values(after_id=after_id, stored=Gap.stored + stored)
        )

    async def close(self, gap_id: int) -> None:
        await self._session.execute(delete(Gap).where(Gap.id == gap_id))

    async def recorded_channels(self, guild_id: int) -> list[int]:
        """Channels and threads that hold messages and are not deleted."""
        query = select(Channel.id).where(
            Channel.guild_id == guild_id, Channel.deleted_at.is_(None), Channel.kind.not_in([4, 14, 15, 16])
        )
        return list(await self._session.scalars(query))

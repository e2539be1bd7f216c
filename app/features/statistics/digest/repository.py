"""Queries of the daily report."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.features.statistics.models import Digest


class DigestRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def all(self) -> list[Digest]:
        return list(await self._session.scalars(select(Digest)))

    async def hold(self, guild_id: int) -> Digest | None:
        """A guild's report, which nobody else changes until the transaction ends."""
        return await self._session.get(Digest, guild_id, with_for_update=True)

    async def save(self, digest: Digest) -> None:
        await self._session.merge(digest)

    async def remove(self, guild_id: int) -> Digest | None:
        """Delete a guild's report; gives the one that there was."""
        digest = await self.hold(guild_id)
        if digest is not None:
            await self._session.delete(digest)
        return digest

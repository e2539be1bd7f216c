"""Queries of the activity feature itself; each part of it has its own."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.recording.models import ActivityConsent, Membership, ThreadMember, VoiceState


class ActivityRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def consent_of(self, guild_id: int, user_id: int) -> ActivityConsent | None:
        return await self._session.get(ActivityConsent, (guild_id, user_id))

    async def set_consent(self, consent: ActivityConsent) -> None:
        await self._session.merge(consent)

    async def forget_whereabouts(self, guild_id: int, user_id: int) -> None:
        """Delete where somebody is just now: in which threads and voice channel, and with which roles."""
        for model in (VoiceState, ThreadMember, Membership):
            await self._session.execute(
                delete(model).where(model.guild_id == guild_id, model.user_id == user_id)
            )

    async def paused(self) -> frozenset[tuple[int, int]]:
        """Guild and user of everybody of whom nothing is recorded."""
        query = select(ActivityConsent.guild_id, ActivityConsent.user_id).where(ActivityConsent.paused)
        return frozenset((guild_id, user_id) for guild_id, user_id in await self._session.execute(query))

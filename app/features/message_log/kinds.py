"""The kinds of jobs that more than one module of the message log queues."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from app.infra.jobs.kinds import job_kind

GATHERED = timedelta(seconds=3)
"""How long things are gathered for one post."""


@job_kind("message_log.forget_guild")
def forget_kept(*, guild_id: int, until: datetime) -> None:
    """Delete what was kept of a guild until it switched its log off."""


@job_kind("message_log.post")
def post_waiting(*, guild_id: int) -> str:
    """Show what a guild's log has not shown yet."""
    return str(guild_id)


async def ask_for_post(session: AsyncSession, guild_id: int) -> None:
    """Have a guild's log show what there is, after a moment in which more may come."""
    await post_waiting.enqueue_after(session, GATHERED, guild_id=guild_id)

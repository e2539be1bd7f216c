"""Queries of the history part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Select, delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.ports.history import PastThread
from app.infra.db.bulk import ID, SMALL, WORDS, bulk
from app.infra.db.guilds_and_members import Guild
from app.recording.models import Channel, Gap, Message

HOLDS_NOTHING: Final = (4, 14)
"""Discord's numbers for categories and directories."""

ARCHIVED_THREADS: Final = bulk(
    """
    WITH seen AS (SELECT * FROM unnest(:id, :kind, :name, :newest_id) AS s (id, kind, name, newest_id)),
    added AS (
        INSERT INTO channels (id, guild_id, parent_id, kind, name, position, archived)
        SELECT id, CAST(:guild AS bigint), CAST(:parent AS bigint), kind, name, 0, true FROM seen
        ON CONFLICT DO NOTHING
    )
    INSERT INTO activity_gaps (guild_id, channel_id, began_id, after_id, until_id)
    SELECT CAST(:guild AS bigint), seen.id, first.id, first.id, CAST(:until AS bigint)
    FROM seen LEFT JOIN channels known ON known.id = seen.id
    CROSS JOIN LATERAL (SELECT greatest(known.newest_id, CAST(:began AS bigint))) AS first (id)
    WHERE seen.newest_id > first.id AND NOT EXISTS (SELECT FROM activity_gaps g WHERE g.channel_id = seen.id)
    """,
    id=ID,
    kind=SMALL,
    name=WORDS,
    newest_id=ID,
)

HIDDEN: Final = exists().where(Channel.id == Gap.channel_id, Channel.hidden, Channel.deleted_at.is_(None))
"""Whether the bot cannot see the channel of a gap just now: then the gap waits until it can."""


class HistoryRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def oldest_message(self, guild_id: int) -> int | None:
        """The id of the oldest message that is stored of a guild."""
        oldest: int | None = await self._session.scalar(
            select(func.min(Message.id)).where(Message.guild_id == guild_id)
        )
        return oldest

    async def watched_since(self, guild_id: int) -> datetime | None:
        """When the bot first heard of a guild."""
        since: datetime | None = await self._session.scalar(
            select(Guild.first_seen_at).where(Guild.id == guild_id)
        )
        return since

    async def gaps_of(self, guild_id: int) -> list[Gap]:
        """What is still to be fetched and can be, the oldest request first."""
        return list(await self._session.scalars(_readable_gaps(guild_id)))

    async def next_gap(self, guild_id: int) -> Gap | None:
        return (await self._session.scalars(_readable_gaps(guild_id).limit(1))).one_or_none()

    async def guilds_with_gaps(self) -> list[int]:
        return list(await self._session.scalars(select(Gap.guild_id).where(~HIDDEN).distinct()))

    def add(self, gap: Gap) -> None:
        self._session.add(gap)

    async def advance(self, gap_id: int, after_id: int, stored: int) -> None:
        """Note that everything up to ``after_id`` is stored, with so many messages more."""
        await self._session.execute(
            update(Gap).where(Gap.id == gap_id).values(after_id=after_id, stored=Gap.stored + stored)
        )

    async def close(self, gap: Gap, *, read: bool) -> None:
        """End a gap; if it was read, nothing up to its end is missing any more, though not all of it is stored."""
        await self._session.execute(delete(Gap).where(Gap.id == gap.id))
        if read:
            await self._session.execute(
                update(Channel)
                .where(Channel.id == gap.channel_id, Channel.newest_id < gap.until_id)
                .values(newest_id=gap.until_id)
            )

    async def recorded_channels(self, guild_id: int) -> list[int]:
        """Channels and threads that hold messages, or threads, that the bot can see and that are not deleted."""
        query = select(Channel.id).where(
            Channel.guild_id == guild_id,
            Channel.deleted_at.is_(None),
            ~Channel.hidden,
            Channel.kind.not_in(HOLDS_NOTHING),
        )
        return list(await self._session.scalars(query))

    async def kind_of(self, channel_id: int) -> int | None:
        """Discord's number for the type of a channel."""
        kind: int | None = await self._session.scalar(select(Channel.kind).where(Channel.id == channel_id))
        return kind

    async def fetch_threads(self, gap: Gap, threads: Sequence[PastThread]) -> None:
        """Have threads below the gap's channel fetched, as far as it reaches, that hold more than is stored."""
        if not threads:
            return
        rows = [(thread.id, thread.kind, thread.name, thread.newest_id) for thread in threads]
        below = {"guild": gap.guild_id, "parent": gap.channel_id}
        span = {"began": gap.began_id, "until": gap.until_id}
        await self._session.execute(
            ARCHIVED_THREADS.clause, {**ARCHIVED_THREADS.arrays(rows), **below, **span}
        )


def _readable_gaps(guild_id: int) -> Select[Gap]:
    return select(Gap).where(Gap.guild_id == guild_id, ~HIDDEN).order_by(Gap.id)

"""Counts days anew, into the roll-ups."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.features.statistics.rollups.values import LocalDay
from app.infra.db.base import made_at
from app.infra.db.locks import Lock, lock

MADE_AT = made_at("id")

TOUCHED = text("SELECT guild_id, max(number) FROM activity_touched GROUP BY guild_id ORDER BY min(number)")
TAKE_TOUCHED = text(
    """
    WITH taken AS (
        DELETE FROM activity_touched WHERE number IN (
            SELECT number FROM activity_touched WHERE guild_id = :guild_id AND number <= :newest
            ORDER BY number LIMIT :limit
        )
        RETURNING at
    )
    SELECT DISTINCT at FROM taken
    """
)
TOUCH_ALL = text(
    """
    INSERT INTO activity_touched (guild_id, at)
    SELECT :guild_id, day + interval '12 hours' FROM activity_days WHERE guild_id = :guild_id
    UNION
    SELECT :guild_id, day + interval '36 hours' FROM activity_days WHERE guild_id = :guild_id
    UNION
    SELECT :guild_id, day - interval '12 hours' FROM activity_days WHERE guild_id = :guild_id
    """
)
HOURS = ", ".join(f"coalesce(sum(messages) FILTER (WHERE hour = {hour}), 0)" for hour in range(24))
# By hour first: to look at every message for each of 24 hours takes twice as long.
COUNT_CHANNELS = text(
    f"""
    WITH hourly AS (
        SELECT channel_id, hour,
            count(*) FILTER (WHERE counts) AS messages,
            coalesce(sum(length) FILTER (WHERE counts), 0) AS characters,
            count(*) FILTER (WHERE counts AND attachments > 0) AS with_attachments,
            count(*) FILTER (WHERE counts AND embeds > 0) AS with_embeds,
            count(*) FILTER (WHERE counts AND is_reply) AS replies,
            count(*) FILTER (WHERE NOT is_bot AND deleted_at IS NOT NULL) AS deleted,
            count(*) FILTER (WHERE is_bot AND deleted_at IS NULL) AS by_bots
        FROM (
            SELECT *, NOT is_bot AND deleted_at IS NULL AS counts,
                extract(hour FROM {MADE_AT} AT TIME ZONE :zone)::smallint AS hour
            FROM messages
            WHERE guild_id = :guild_id AND id >= :first_id AND id < :after_id AND length IS NOT NULL
        ) AS seen
        GROUP BY channel_id, hour
    ), fresh AS (
        SELECT channel_id, sum(messages), sum(characters), sum(with_attachments), sum(with_embeds), sum(replies),
            sum(deleted), sum(by_bots), ARRAY[{HOURS}]
        FROM hourly GROUP BY channel_id
    ), gone AS (
        DELETE FROM activity_channels c WHERE guild_id = :guild_id AND day = :day AND NOT EXISTS (
            SELECT FROM fresh WHERE fresh.channel_id = c.channel_id
        )
    )
    INSERT INTO activity_channels AS c (guild_id, day, channel_id, messages, characters, with_attachments,
        with_embeds, replies, deleted, by_bots, hours)
    SELECT :guild_id, :day, * FROM fresh
    ON CONFLICT (guild_id, day, channel_id) DO UPDATE SET messages = excluded.messages,
        characters = excluded.characters, with_attachments = excluded.with_attachments,
        with_embeds = excluded.with_embeds, replies = excluded.replies, deleted = excluded.deleted,
        by_bots = excluded.by_bots, hours = excluded.hours
    WHERE (c.messages, c.characters, c.with_attachments, c.with_embeds, c.replies, c.deleted, c.by_bots, c.hours)
        IS DISTINCT FROM (excluded.messages, excluded.characters, excluded.with_attachments, excluded.with_embeds,
        excluded.replies, excluded.deleted, excluded.by_bots, excluded.hours)
    """  # noqa: S608 - constant expressions
)
COUNT_MEMBERS = text(
    """
    WITH fresh AS (
        SELECT author_id AS user_id, channel_id, count(*) AS messages, sum(length) AS characters,
            count(*) FILTER (WHERE attachments > 0) AS with_attachments,
            count(*) FILTER (WHERE embeds > 0) AS with_embeds
        FROM messages
        WHERE guild_id = :guild_id AND id >= :first_id AND id < :after_id
            AND NOT is_bot AND deleted_at IS NULL AND author_id IS NOT NULL AND length IS NOT NULL
        GROUP BY author_id, channel_id
    ), gone AS (
        DELETE FROM activity_members m WHERE guild_id = :guild_id AND day = :day AND NOT EXISTS (
            SELECT FROM fresh WHERE fresh.user_id = m.user_id AND fresh.channel_id = m.channel_id
        )
    )
    INSERT INTO activity_members AS m (guild_id, day, user_id, channel_id, messages, characters, with_attachments,
        with_embeds)
    SELECT :guild_id, :day, * FROM fresh
    ON CONFLICT (guild_id, user_id, day, channel_id) DO UPDATE SET messages = excluded.messages,
        characters = excluded.characters, with_attachments = excluded.with_attachments,
        with_embeds = excluded.with_embeds
    WHERE (m.messages, m.characters, m.with_attachments, m.with_embeds) IS DISTINCT FROM
        (excluded.messages, excluded.characters, excluded.with_attachments, excluded.with_embeds)
    """
)
COUNT_DAY = text(
    """
    WITH fresh AS (
        SELECT
            (SELECT count(DISTINCT user_id) FROM activity_members WHERE guild_id = :guild_id AND day = :day)
                AS people,
            (SELECT count(*) FROM member_events WHERE guild_id = :guild_id AND at >= :began AND at < :ended
                AND joined AND NOT is_bot) AS joins,
            (SELECT count(*) FROM member_events WHERE guild_id = :guild_id AND at >= :began AND at < :ended
                AND NOT joined AND NOT is_bot) AS leaves,
            (SELECT count(*) FROM reactions WHERE guild_id = :guild_id AND message_id >= :first_id
                AND message_id < :after_id AND removed_at IS NULL) AS reactions
    )
    INSERT INTO activity_days AS d (guild_id, day, people, joins, leaves, reactions)
    SELECT :guild_id, :day, * FROM fresh
    ON CONFLICT (guild_id, day) DO UPDATE SET people = excluded.people, joins = excluded.joins,
        leaves = excluded.leaves, reactions = excluded.reactions
    WHERE (d.people, d.joins, d.leaves, d.reactions) IS DISTINCT FROM
        (excluded.people, excluded.joins, excluded.leaves, excluded.reactions)
    """
)


class RollupRepository:
    """Counts days anew."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def lock(self) -> None:
        """Wait until nobody else counts, and let nobody until the transaction's end.

        Each statement sees what was committed before it, so whoever counts later has seen at least as much: an
        older count never replaces a newer one.
        """
        await lock(self._session, Lock.COUNTING)

    async def touched(self) -> list[tuple[int, int]]:
        """The guilds in which something changed, the one that waits longest first, with their newest mark."""
        return [(guild_id, newest) for guild_id, newest in await self._session.execute(TOUCHED)]

    async def take_touched(self, guild_id: int, newest: int, limit: int) -> list[datetime]:
        """The hours of up to ``limit`` of a guild's marks up to ``newest``, gone with the transaction's commit."""
        values = {"guild_id": guild_id, "newest": newest, "limit": limit}
        return list(await self._session.scalars(TAKE_TOUCHED, values))

    async def touch_all(self, guild_id: int) -> None:
        """Mark all days of a guild, and their neighbours: another zone moves hours across midnight."""
        await self._session.execute(TOUCH_ALL, {"guild_id": guild_id})

    async def count(self, day: LocalDay) -> None:
        """Count one day anew."""
        place = {"guild_id": day.guild_id, "day": day.day}
        ids = {"first_id": day.first_id, "after_id": day.after_id}
        await self._session.execute(COUNT_CHANNELS, {**place, **ids, "zone": day.zone})
        await self._session.execute(COUNT_MEMBERS, {**place, **ids})
        await self._session.execute(COUNT_DAY, {**place, **ids, "began": day.began, "ended": day.ended})

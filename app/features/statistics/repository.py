"""Reads the roll-ups; nothing here looks at single messages."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import astuple, dataclass
from datetime import date

from sqlalchemy import BigInteger, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.ports.channels import Overwrite

PUBLIC_THREADS = frozenset({10, 11})
"""Discord's numbers of the kinds: seen by who sees the channel above."""
PRIVATE_THREAD = 12
"""Seen by who has joined it."""

PLACES = text("SELECT id, parent_id, kind, name, hidden FROM channels WHERE guild_id = :guild_id")
OVERWRITES = text(
    """
    SELECT channel_id, greatest(role_id, user_id), allow, deny FROM channel_overwrites
    WHERE guild_id = :guild_id AND channel_id = ANY(:channels)
    """
).bindparams(bindparam("channels", type_=ARRAY(BigInteger())))
BY_DAY_AND_CHANNEL = text(
    """
    SELECT day, channel_id, sum(messages), sum(characters), sum(with_attachments),
        sum(with_embeds), sum(replies), sum(deleted), sum(by_bots)
    FROM activity_channels
    WHERE guild_id = :guild_id AND day BETWEEN :first AND :last AND channel_id = ANY(:channels)
    GROUP BY GROUPING SETS ((day), (channel_id))
    """
).bindparams(bindparam("channels", type_=ARRAY(BigInteger())))
# One sum for each hour: to unnest the arrays takes five times as long.
HOURS = ", ".join(f"sum(hours[{number}])" for number in range(1, 25))
BY_WEEKDAY_AND_HOUR = text(
    f"""
    SELECT extract(isodow FROM day)::int, {HOURS} FROM activity_channels
    WHERE guild_id = :guild_id AND day BETWEEN :first AND :last AND channel_id = ANY(:channels)
    GROUP BY 1
    """  # noqa: S608 - a constant expression
).bindparams(bindparam("channels", type_=ARRAY(BigInteger())))
SINCE_HOUR = text(
    """
    SELECT coalesce(sum(CASE WHEN day > :day THEN messages ELSE (
        SELECT sum(count) FROM unnest(hours[CAST(:hour AS int) + 1 : 24]) AS later (count)
    ) END), 0) FROM activity_channels
    WHERE guild_id = :guild_id AND channel_id = ANY(:channels) AND day >= :day
    """
).bindparams(bindparam("channels", type_=ARRAY(BigInteger())))
DAYS = text(
    """
    SELECT coalesce(sum(joins), 0), coalesce(sum(leaves), 0), coalesce(sum(reactions), 0),
        coalesce(max(people), 0), coalesce(sum(people), 0)
    FROM activity_days WHERE guild_id = :guild_id AND day BETWEEN :first AND :last
    """
)
# Messages of earlier days can be fetched later, and be reacted to: neither shows that somebody was watching then.
KNOWN_FROM = text(
    """
    SELECT least(watched, (SELECT min(day) FROM activity_channels WHERE guild_id = :guild_id)), watched
    FROM (SELECT least(
        (SELECT (first_seen_at AT TIME ZONE :zone)::date FROM guilds WHERE id = :guild_id),
        (SELECT min(day) FROM activity_days WHERE guild_id = :guild_id AND joins + leaves > 0)
    ) AS watched) AS since
    """
)
MEMBERS_NOW = text(
    """
    SELECT count(*), count(*) FILTER (WHERE NOT is_bot) FROM memberships
    WHERE guild_id = :guild_id AND (CAST(:role_id AS bigint) IS NULL OR role_ids @> ARRAY[CAST(:role_id AS bigint)])
    """
)
PEOPLE = text(
    """
    SELECT day, m.channel_id, m.user_id, sum(messages), sum(characters), sum(with_attachments), sum(with_embeds)
    FROM activity_members m
    WHERE m.guild_id = :guild_id AND day BETWEEN :first AND :last
        AND (:everywhere OR channel_id = ANY(:channels))
        AND (CAST(:user_id AS bigint) IS NULL OR m.user_id = :user_id)
        AND (CAST(:role_id AS bigint) IS NULL OR m.user_id IN (
            SELECT user_id FROM memberships
            WHERE guild_id = :guild_id AND NOT is_bot AND role_ids @> ARRAY[CAST(:role_id AS bigint)]))
    GROUP BY GROUPING SETS ((day), (m.channel_id), (m.user_id))
    """
).bindparams(bindparam("channels", type_=ARRAY(BigInteger())))
# Who paused is in no list of members, and may be here all the same.
RANKED = text(
    """
    SELECT user_id, sum(messages) AS messages FROM activity_members
    JOIN activity_choices USING (guild_id, user_id)
    LEFT JOIN memberships USING (guild_id, user_id)
    WHERE guild_id = :guild_id AND day BETWEEN :first AND :last AND ranked AND channel_id = ANY(:channels)
        AND (paused OR joined_at IS NOT NULL)
    GROUP BY user_id ORDER BY messages DESC, user_id LIMIT :limit
    """
).bindparams(bindparam("channels", type_=ARRAY(BigInteger())))
KNOWS = text(
    "SELECT EXISTS (SELECT FROM activity_members WHERE guild_id = :guild_id AND user_id = :user_id)"
    " OR EXISTS (SELECT FROM memberships WHERE guild_id = :guild_id AND user_id = :user_id)"
)
PRESENT = text(
    "SELECT user_id FROM memberships WHERE guild_id = :guild_id AND user_id = ANY(:user_ids) UNION"
    " SELECT user_id FROM activity_choices WHERE guild_id = :guild_id AND user_id = ANY(:user_ids) AND paused"
).bindparams(bindparam("user_ids", type_=ARRAY(BigInteger())))
THREADS_OF = text("SELECT thread_id FROM thread_members WHERE guild_id = :guild_id AND user_id = :user_id")
SHARING = text("SELECT user_id FROM activity_choices WHERE guild_id = :guild_id AND shared")


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over people's messages that were not deleted; those that were, and those of bots, apart."""

    messages: int = 0
    characters: int = 0
    with_attachments: int = 0
    with_embeds: int = 0
    replies: int = 0
    deleted: int = 0
    by_bots: int = 0

    @classmethod
    def of(cls, parts: Iterable[Totals]) -> Totals:
        """The sum of several."""
        return cls(*map(sum, zip(*map(astuple, parts), strict=True)))

    @property
    def average_length(self) -> float:
        """Characters of a message."""
        return self.characters / self.messages if self.messages else 0.0


@dataclass(frozen=True, slots=True)
class Span:
    """Days of a guild in some of its channels."""

    guild_id: int
    first: date
    last: date
    channels: Collection[int]
    zone: str
    """Where these days begin and end."""

    @property
    def key(self) -> str:
        """Tells this span from others."""
        channels = hashlib.blake2b(repr(sorted(self.channels)).encode(), digest_size=16).hexdigest()
        return f"{self.guild_id}:{self.first}:{self.last}:{channels}:{self.zone}"

    @property
    def values(self) -> dict[str, object]:
        return {
            "guild_id": self.guild_id,
            "first": self.first,
            "last": self.last,
            "channels": list(self.channels),
        }


@dataclass(frozen=True, slots=True)
class KnownFrom:
    """From which days on a guild's figures are known; None where nothing is."""

    messages: date | None
    """Also by what was fetched later."""
    events: date | None
    """Who came and went, and reactions: since somebody was watching."""


@dataclass(frozen=True, slots=True)
class Place:
    """A channel or thread, as it was called last."""

    id: int
    parent_id: int | None
    kind: int
    name: str
    hidden: bool = False
    """Whether the bot cannot see it any more."""


class StatisticsRepository:
    """Reads roll-ups."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def places(self, guild_id: int) -> list[Place]:
        return [Place(*row) for row in await self._session.execute(PLACES, {"guild_id": guild_id})]

    async def overwrites(self, guild_id: int, channels: Collection[int]) -> dict[int, list[Overwrite]]:
        """What is known of who could read these channels; those of which nothing is known are left out."""
        values = {"guild_id": guild_id, "channels": list(channels)}
        found: dict[int, list[Overwrite]] = {}
        for channel_id, target_id, allow, deny in await self._session.execute(OVERWRITES, values):
            overwrite = Overwrite(target_id=target_id, allow=allow, deny=deny)
            found.setdefault(channel_id, []).append(overwrite)
        return found

    async def by_day_and_channel(self, span: Span) -> list[tuple[date | None, int | None, Totals]]:
        """Totals of each day (with the day) and of each channel (with its id)."""
        rows = await self._session.execute(BY_DAY_AND_CHANNEL, span.values)
        return [(day, channel_id, Totals(*sums)) for day, channel_id, *sums in rows]

    async def by_weekday_and_hour(self, span: Span) -> dict[int, tuple[int, ...]]:
        """Messages in each of the 24 hours, by weekday from 1 for Monday; none for days without a row."""
        rows = await self._session.execute(BY_WEEKDAY_AND_HOUR, span.values)
        return {weekday: tuple(hours) for weekday, *hours in rows}

    async def since(self, guild_id: int, channels: Collection[int], day: date, hour: int) -> int:
        """Messages from the beginning of an hour on."""
        values = {"guild_id": guild_id, "channels": list(channels), "day": day, "hour": hour}
        return int(await self._session.scalar(SINCE_HOUR, values))

    async def days(self, span: Span) -> tuple[int, int, int, int, int]:
        """Joins, leaves, reactions, most people on a day, people on all days together."""
        joins, leaves, reactions, most, people = (await self._session.execute(DAYS, span.values)).one()
        return joins, leaves, reactions, most, people

    async def known_from(self, guild_id: int, zone: str) -> KnownFrom:
        """From which days on anything is known of a guild."""
        values = {"guild_id": guild_id, "zone": zone}
        return KnownFrom(*(await self._session.execute(KNOWN_FROM, values)).one())

    async def members_now(self, guild_id: int, role_id: int | None = None) -> tuple[int, int]:
        """Members, and those of them who are people; of the guild or with a role."""
        row = (await self._session.execute(MEMBERS_NOW, {"guild_id": guild_id, "role_id": role_id})).one()
        return row[0], row[1]

    async def people(
        self,
        span: Span,
        *,
        user_id: int | None = None,
        role_id: int | None = None,
        everywhere: bool = False,
    ) -> list[tuple[date | None, int | None, int | None, Totals]]:
        """Totals of each day, each channel and each person, with the one of these that it is about.

        ``everywhere`` counts what was written in other channels than the span's, too.
        """
        values = {**span.values, "user_id": user_id, "role_id": role_id, "everywhere": everywhere}
        rows = await self._session.execute(PEOPLE, values)
        return [(day, channel_id, user, Totals(*sums)) for day, channel_id, user, *sums in rows]

    async def ranked(self, span: Span, limit: int) -> list[tuple[int, int]]:
        """Who is here, takes part in the leaderboard and wrote most, with how many messages."""
        rows = await self._session.execute(RANKED, {**span.values, "limit": limit})
        return [(user_id, messages) for user_id, messages in rows]

    async def knows(self, guild_id: int, user_id: int) -> bool:
        """Whether anything was counted of somebody in the guild, or they are known to be there."""
        found = await self._session.scalar(KNOWS, {"guild_id": guild_id, "user_id": user_id})
        return bool(found)

    async def present(self, guild_id: int, user_ids: Collection[int]) -> frozenset[int]:
        """Which of these people are in the guild now."""
        values = {"guild_id": guild_id, "user_ids": list(user_ids)}
        return frozenset(await self._session.scalars(PRESENT, values))

    async def threads_of(self, guild_id: int, user_id: int) -> frozenset[int]:
        """The threads that somebody has joined."""
        return frozenset(await self._session.scalars(THREADS_OF, {"guild_id": guild_id, "user_id": user_id}))

    async def sharing(self, guild_id: int) -> frozenset[int]:
        """Who lets others see their figures."""
        return frozenset(await self._session.scalars(SHARING, {"guild_id": guild_id}))

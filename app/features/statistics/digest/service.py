"""The daily report: once a day, at the guild's own time, whatever restarts in between."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from loguru import logger

from app.core import markup
from app.core.actor import Actor, Permission
from app.core.cards import Button, Card
from app.core.clock import Clock
from app.core.errors import Forbidden, InvalidInput, NotFound
from app.core.guild import GuildPolicy
from app.core.guild_options import TIME_ZONE
from app.core.i18n import joined, t, tn
from app.core.localized import Day, Number, Words
from app.core.ports.channels import Channels, Visibility
from app.core.ports.messages import Messages
from app.features.statistics.actions import DIGEST_CHANGED, DIGEST_CHOSEN, DIGEST_ENDED
from app.features.statistics.digest.repository import DigestRepository
from app.features.statistics.models import Digest
from app.features.statistics.policy import readable
from app.features.statistics.repository import PUBLIC_THREADS, Place, Span, StatisticsRepository
from app.features.statistics.rollups.service import RollupRefresher
from app.infra.audit import AuditLog
from app.infra.db.engine import Sessions
from app.infra.db.guilds_and_members import remember
from app.infra.jobs.kinds import job_kind


@job_kind("statistics.digest")
def post_digest(*, guild_id: int, day: date) -> str:
    """Post a guild's report of one day."""
    return f"{guild_id} {day}"


LATEST_DAYS = 7
"""After a long downtime no more days than this are day late."""
CATEGORY = 4
WEEK = Button(label=t("The last 7 days"), action="stats.recent", argument=7, shared=True)
"""Under each report: the figures of what whoever presses it can see, for them alone."""


class DigestService:
    """Lets a guild have a daily report, and posts it."""

    def __init__(
        self,
        sessions: Sessions,
        policy: GuildPolicy,
        visibility: Visibility,
        channels: Channels,
        messages: Messages,
        rollups: RollupRefresher,
        audit: AuditLog,
        clock: Clock,
    ) -> None:
        self._sessions = sessions
        self._policy = policy
        self._visibility = visibility
        self._channels = channels
        self._messages = messages
        self._rollups = rollups
        self._audit = audit
        self._clock = clock

    async def begin(self, actor: Actor, channel_id: int, at: time) -> bool:
        """Report every day from today on, on the day after at that local time. Needs Manage Server.

        Where there are reports already, they go on without a gap, in that channel and at that time.
        Tells whether there were none. Refuses a channel that is not the guild's, or in which the bot cannot write.
        """
        actor.require(Permission.MANAGE_GUILD)
        await self._channels.require_writable(actor.guild_id, channel_id)
        today = self._clock.now().astimezone(await self._zone(actor.guild_id)).date()
        async with self._sessions.begin() as session:
            await remember(session, actor)
            digests = DigestRepository(session)
            before = await digests.hold(actor.guild_id)
            was = _told(before) if before else None
            last_day = before.last_day if before else today - timedelta(days=1)
            digest = Digest(guild_id=actor.guild_id, channel_id=channel_id, at=at, last_day=last_day)
            await digests.save(digest)
            action = DIGEST_CHANGED if was else DIGEST_CHOSEN
            await self._audit.record(session, actor, action, before=was, after=_told(digest))
        return before is None

    async def end(self, actor: Actor) -> bool:
        """Report no more; tells whether there was a report. Needs Manage Server."""
        actor.require(Permission.MANAGE_GUILD)
        async with self._sessions.begin() as session:
            ended = await DigestRepository(session).remove(actor.guild_id)
            if ended:
                await remember(session, actor)
                await self._audit.record(session, actor, DIGEST_ENDED, before=_told(ended))
        return ended is not None

    async def announce_due(self) -> None:
        """Have the reports that are due posted. A job, every minute."""
        now = self._clock.now()
        async with self._sessions.begin() as session:
            for digest in await DigestRepository(session).all():
                zone = await self._zone(digest.guild_id)
                if (day := due_day(digest, now.astimezone(zone))) is not None:
                    await post_digest.enqueue(session, guild_id=digest.guild_id, day=day)

    async def post(self, guild_id: int, day: date) -> None:
        """Post the report of one day, unless it was posted. A job."""
        await self._rollups.refresh()
        async with self._sessions.begin() as session:
            # Whoever holds the row posts; another process that comes later finds the day done.
            digest = await DigestRepository(session).hold(guild_id)
            if digest is None or digest.last_day >= day:
                return
            card = await self._card(StatisticsRepository(session), digest, day)
            nonce = hashlib.blake2b(f"{guild_id} {day}".encode(), digest_size=10).hexdigest()
            try:
                await self._messages.send(guild_id, digest.channel_id, card, nonce=nonce)
            except (NotFound, Forbidden, InvalidInput) as error:
                logger.warning("the report of guild {} cannot be posted and is given up: {}", guild_id, error)
                await DigestRepository(session).remove(guild_id)
                await self._audit.record(
                    session, self._audit.myself(guild_id), DIGEST_ENDED, before=_told(digest), why=str(error)
                )
            else:
                digest.last_day = day

    async def _zone(self, guild_id: int) -> ZoneInfo:
        return ZoneInfo((await self._policy.rules_of(guild_id)).of(TIME_ZONE))

    async def _card(self, repository: StatisticsRepository, digest: Digest, day: date) -> Card:
        places = {place.id: place for place in await repository.places(digest.guild_id)}
        shown = await self._shown(repository, digest, places)
        span = Span(digest.guild_id, day, day, shown, (await self._zone(digest.guild_id)).key)
        counts = {
            channel_id: totals.messages
            for _, channel_id, totals in await repository.by_day_and_channel(span)
            if channel_id is not None and totals.messages
        }
        joins, leaves, *_ = await repository.days(span)
        total = sum(counts.values())
        return Card(
            title=Day(day, "full"),
            body=[
                tn("**One message**", "**{count} messages**", total)
                if total
                else t("Nobody wrote anything."),
                *_tree(counts, places),
            ],
            footer=t("{joins} joined, {leaves} left", joins=Number(joins), leaves=Number(leaves)),
            controls=[[WEEK]],
        )

    async def _shown(
        self, repository: StatisticsRepository, digest: Digest, places: Mapping[int, Place]
    ) -> set[int]:
        """The channels that everybody sees, and the one in which they are told, with their public threads.

        Not all that some readers of the report see: who reads it may hold this role or that one.
        """
        actor = Actor(user_id=0, guild_id=digest.guild_id)
        everybody = await readable(self._visibility, repository, actor, places.values())
        if everybody is None:
            return set(places)
        seen = everybody | {digest.channel_id}
        public = {
            place.id for place in places.values() if place.kind in PUBLIC_THREADS and place.parent_id in seen
        }
        return set(seen) | public


def _tree(counts: Mapping[int, int], places: Mapping[int, Place]) -> Iterator[Words]:
    """Categories by their totals, their channels, and below these their threads, the busiest first."""
    sums: Counter[int | None] = Counter()
    below: dict[int | None, set[int]] = {}
    for channel_id, count in counts.items():
        chain = list(_upwards(channel_id, places))
        for child, parent in zip(chain, [*chain[1:], None], strict=True):
            sums[child] += count
            below.setdefault(parent, set()).add(child)
    yield from _branch(None, 0, sums, below, places)


def _upwards(channel_id: int, places: Mapping[int, Place]) -> Iterator[int]:
    """A channel, the one it is in, and so on."""
    place: Place | None = places.get(channel_id)
    while place is not None:
        yield place.id
        place = places.get(place.parent_id) if place.parent_id else None


def _branch(
    parent: int | None,
    depth: int,
    sums: Mapping[int | None, int],
    below: Mapping[int | None, set[int]],
    places: Mapping[int, Place],
) -> Iterator[Words]:
    for child in sorted(below.get(parent, ()), key=lambda child: (-sums[child], child)):
        place = places[child]
        if place.kind == CATEGORY:
            name = place.name.replace("*", "") or markup.channel(child)
            yield joined([f"**{name}**", Number(sums[child])], " · ")
            yield from _branch(child, 0, sums, below, places)
        else:
            yield joined([f"{'  ' * depth}- {markup.channel(child)}", Number(sums[child])], " · ")
            yield from _branch(child, depth + 1, sums, below, places)


def _told(digest: Digest) -> dict[str, object]:
    """What is written down of a report."""
    return {"channel": digest.channel_id, "at": digest.at.isoformat("minutes")}


def due_day(digest: Digest, local_now: datetime) -> date | None:
    """The day to report now, if any: each is due on the next day at the chosen time."""
    newest = local_now.date() - timedelta(days=1)
    if local_now.time() < digest.at:
        newest -= timedelta(days=1)
    if digest.last_day >= newest:
        return None
    return max(digest.last_day + timedelta(days=1), newest - timedelta(days=LATEST_DAYS - 1))

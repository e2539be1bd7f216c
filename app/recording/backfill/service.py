"""Fetches stretches of history, page by page. What is fetched twice is stored once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from loguru import logger

from app.core.actor import Actor, Permission
from app.core.clock import Clock
from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.core.i18n import t
from app.core.ports.history import History, PastMessage, PastThread
from app.core.snowflake import first_id_at, moment_of
from app.infra.audit import AuditLog
from app.infra.db.engine import Sessions
from app.infra.db.guilds_and_members import remember
from app.recording.actions import BACKFILL_ASKED
from app.recording.backfill.repository import HistoryRepository
from app.recording.batch import Batch
from app.recording.consent.service import ActivityService, RecordingOptOuts
from app.recording.decoder import SAID
from app.recording.models import Gap
from app.recording.sightings import MessageNote
from app.recording.writer import Writer, repair_guild

FORUMS: Final = (15, 16)
WITH_THREADS: Final = (0, 5, *FORUMS)
"""Discord's numbers for channels that hold threads only, and for those that can have threads."""

SOONEST_ARCHIVED: Final = timedelta(hours=1)
"""By itself a thread is archived an hour after its last message at the earliest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far fetching has come: of one channel."""

    channel_id: int
    share: float
    """From 0 to 1, by time."""
    stored: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What of a guild's history is counted, and what is on its way."""

    counted_from: datetime | None
    """When the oldest message that is counted was written."""
    watched_from: datetime | None
    """When the bot came: what is older has to be fetched."""
    fetching: tuple[Progress, ...]

    @property
    def is_fetched(self) -> bool:
        """Whether anything is counted of the days before the bot came."""
        if self.counted_from is None or self.watched_from is None:
            return False
        return self.counted_from.date() < self.watched_from.date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What came of fetching one page."""

    stored: int
    last: bool
    """Whether the stretch is complete."""
    share: float
    """How much of the stretch is done, unless it is complete."""


class HistoryService:
    """Decides what is fetched, and fetches it."""

    def __init__(
        self,
        sessions: Sessions,
        history: History,
        writer: Writer,
        opt_outs: RecordingOptOuts,
        audit: AuditLog,
        clock: Clock,
        activity: ActivityService,
    ) -> None:
        self._sessions = sessions
        self._history = history
        self._writer = writer
        self._opt_outs = opt_outs
        self._audit = audit
        self._clock = clock
        self._activity = activity

    async def backfill(self, actor: Actor, since: datetime) -> int:
        """Have everything since then fetched, in all channels; gives how many. Needs Manage Server."""
        actor.require(Permission.MANAGE_GUILD)
        async with self._sessions.begin() as session:
            await remember(session, actor)
            channels = await self._request(HistoryRepository(session), actor.guild_id, since)
            asked = {"since": since.date().isoformat(), "channels": channels}
            await self._audit.record(session, actor, BACKFILL_ASKED, after=asked)
            await repair_guild.enqueue(session, guild_id=actor.guild_id)
        return channels

    async def request(self, guild_id: int, since: datetime) -> int:
        """The same for an operator at the command line, who then calls ``repair``."""
        async with self._sessions.begin() as session:
            return await self._request(HistoryRepository(session), guild_id, since)

    async def coverage(self, actor: Actor) -> Coverage:
        """What is counted in the actor's guild, and what is being fetched. Needs Manage Server."""
        actor.require(Permission.MANAGE_GUILD)
        async with self._sessions() as session:
            repository = HistoryRepository(session)
            oldest = await repository.oldest_message(actor.guild_id)
            return Coverage(
                counted_from=moment_of(oldest) if oldest else None,
                watched_from=await repository.watched_since(actor.guild_id),
                fetching=tuple(_progress(gap) for gap in await repository.gaps_of(actor.guild_id)),
            )

    async def progress_of(self, guild_id: int) -> list[Progress]:
        """What is being fetched in a guild."""
        async with self._sessions() as session:
            return [_progress(gap) for gap in await HistoryRepository(session).gaps_of(guild_id)]

    async def repair(self, guild_id: int, told: Callable[[float], None] = lambda _: None) -> int:
        """Fetch everything that is to be fetched in a guild; gives how many messages came. A job.

        It goes on where it was interrupted: how far it has come is stored with every page. ``told`` is called
        with the share that is done, from 0 to 1.
        """
        fetched, stretches, done = 0, max(1, len(await self.progress_of(guild_id))), 0
        while (gap := await self._next(guild_id)) is not None:
            page = await self._fetch_page(gap)
            fetched += page.stored
            done += page.last
            told(min(1.0, (done + page.share) / stretches))
        logger.info("the history of guild {} is complete, {} messages were fetched", guild_id, fetched)
        return fetched

    async def repair_all(self) -> None:
        """Make sure that a job is at work wherever something is to be fetched. A job."""
        async with self._sessions.begin() as session:
            for guild_id in await HistoryRepository(session).guilds_with_gaps():
                await repair_guild.enqueue(session, guild_id=guild_id)

    async def _request(self, repository: HistoryRepository, guild_id: int, since: datetime) -> int:
        now = self._clock.now()
        if since >= now:
            raise InvalidInput(t("That day has not come yet."))
        if await repository.next_gap(guild_id) is not None:
            raise Conflict(t("I am still fetching what was asked for before."))
        channels = await repository.recorded_channels(guild_id)
        if not channels:
            raise NotFound(t("I know no channels of that server yet. I have to have been online there once."))
        # What is older than messages are kept would be thrown away at once.
        first, last = max(first_id_at(since), self._writer.oldest_message(now)), first_id_at(now)
        for channel_id in channels:
            repository.add(
                Gap(
                    guild_id=guild_id,
                    channel_id=channel_id,
                    began_id=first,
                    after_id=first,
                    until_id=last,
                )
            )
        return len(channels)

    async def _next(self, guild_id: int) -> Gap | None:
        async with self._sessions() as session:
            return await HistoryRepository(session).next_gap(guild_id)

    async def _read(self, gap: Gap) -> tuple[list[PastMessage], list[PastThread]] | None:
        """The next messages of a gap's channel; after the last of them the threads that are archived there.

        None when they cannot be read.
        """
        async with self._sessions() as session:
            kind = await HistoryRepository(session).kind_of(gap.channel_id)
        page: list[PastMessage] = []
        threads: list[PastThread] = []
        try:
            if kind not in FORUMS:
                page = await self._history.after(gap.channel_id, gap.after_id)
            if kind in WITH_THREADS and _ends(gap, page) and _lasts(gap) >= SOONEST_ARCHIVED:
                threads = await self._history.archived(gap.channel_id, moment_of(gap.began_id))
        except (NotFound, Forbidden) as error:
            logger.info("the history of channel {} cannot be read: {}", gap.channel_id, error)
            # What was read is kept, also where its threads cannot be listed.
            return (page, []) if page else None
        return page, threads

    async def _fetch_page(self, gap: Gap) -> Page:
        """Fetch and store up to 100 messages; closes the gap when there are no more."""
        read = await self._read(gap)
        page, threads = read or ([], [])
        # In this process nobody else may keep up with who paused: a worker, or the command line.
        await self._activity.reload()
        wanted = [message for message in page if message.id <= gap.until_id]
        batch = Batch(0, self._clock.now().timestamp())
        for message in wanted:
            if message.kind in SAID and not self._opt_outs(gap.guild_id, message.author_id):
                batch.message(_note(gap, message))
        complete = _ends(gap, page)
        await self._writer.write(batch)
        async with self._sessions.begin() as session:
            repository = HistoryRepository(session)
            if complete:
                await repository.fetch_threads(gap, threads)
                await repository.close(gap, read=read is not None)
            else:
                await repository.advance(gap.id, page[-1].id, len(wanted))
        share = 0.0 if complete else _share(gap, page[-1].id)
        return Page(stored=len(wanted), last=complete, share=share)


def _progress(gap: Gap) -> Progress:
    return Progress(channel_id=gap.channel_id, share=_share(gap, gap.after_id), stored=gap.stored)


def _ends(gap: Gap, page: list[PastMessage]) -> bool:
    """Whether nothing is left of a gap after this page."""
    return not page or page[-1].id > gap.until_id


def _lasts(gap: Gap) -> timedelta:
    return moment_of(gap.until_id) - moment_of(gap.began_id)


def _share(gap: Gap, reached: int) -> float:
    return (reached - gap.began_id) / max(1, gap.until_id - gap.began_id)


def _note(gap: Gap, message: PastMessage) -> MessageNote:
    edited = message.edited_at.timestamp() if message.edited_at else None
    return MessageNote(
        guild_id=gap.guild_id,
        id=message.id,
        channel_id=gap.channel_id,
        author_id=message.author_id,
        is_bot=message.is_bot,
        is_reply=message.is_reply,
        length=message.length,
        attachments=message.attachments,
        embeds=message.embeds,
        mentions=message.mentions,
        edits=1 if edited else 0,
        edited_at=edited,
    )

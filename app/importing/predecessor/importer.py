"""The import from beginning to end: what can be refused is refused before the first row."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from app.core.clock import Clock
from app.core.errors import AppError
from app.features.guild_settings.service import GuildSettingsService
from app.features.links.service import LINK_TITLES
from app.features.quotes.service import QUOTE_NUMBERS
from app.importing.predecessor.deferred import DeferredExport, keep_creator_links, keep_polls, open_export
from app.importing.predecessor.destination import Destination
from app.importing.predecessor.joins import import_joins
from app.importing.predecessor.links import import_links
from app.importing.predecessor.messages import import_messages
from app.importing.predecessor.part import Import, People
from app.importing.predecessor.people import import_people, read_guild_names
from app.importing.predecessor.quotes import import_quotes
from app.importing.predecessor.reactions import import_reactions
from app.importing.predecessor.report import Report
from app.importing.predecessor.roles import import_roles
from app.importing.predecessor.rules import Rules
from app.importing.predecessor.server_settings import import_settings
from app.importing.predecessor.skipped_tables import skipped_tables
from app.importing.predecessor.source import ImportRefused, Progress, Source
from app.importing.predecessor.voice import import_voice
from app.infra.cache import Cache
from app.infra.db.engine import Sessions, is_outage
from app.infra.db.guilds_and_members import is_known
from app.infra.db.partitions import Partitions
from app.infra.db.readonly_source import SourceUnavailable, open_readonly
from app.recording.consent.service import ActivityService, RecordingOptOuts
from app.recording.intake.service import IntakeService
from app.settings.sections.activity import ActivitySettings

PARTS: Final[Mapping[str, Callable[[Import], Awaitable[None]]]] = {
    "quotes": import_quotes,
    "links": import_links,
    "settings": import_settings,
    "messages": import_messages,
    "reactions": import_reactions,
    "joins": import_joins,
    "roles": import_roles,
    "voice": import_voice,
}
KEPT: Final[Mapping[str, Callable[[Import, DeferredExport], Awaitable[None]]]] = {
    "creator-links": keep_creator_links,
    "polls": keep_polls,
}
ALL = (*PARTS, *KEPT)


class ImportStopped(AppError):
    """One of the databases went away. What was written stays, and the same command goes on."""

    exit_code = 75


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What the operator asks for."""

    source: str
    """The address of the predecessor's database."""
    guild_id: int
    """Who owns what names no server."""
    dry_run: bool = False
    only: frozenset[str] = frozenset(ALL)
    page_size: int = 10_000
    host_time_zone: str = "UTC"
    """In which the predecessor's host wrote some of its moments."""
    until: datetime | None = None
    keep_for_later: Path | None = None
    progress: Progress = field(default=lambda _table, _rows: None)


class PredecessorImport:
    """Runs imports. Running one twice, or again after it was killed, comes to the same."""

    def __init__(
        self,
        sessions: Sessions,
        partitions: Partitions,
        cache: Cache,
        clock: Clock,
        settings: ActivitySettings,
        activity: ActivityService,
        opt_outs: RecordingOptOuts,
        guild_settings: GuildSettingsService,
    ) -> None:
        self._sessions = sessions
        self._partitions = partitions
        self._cache = cache
        self._clock = clock
        self._settings = settings
        self._activity = activity
        self._opt_outs = opt_outs
        self._guild_settings = guild_settings

    async def run(self, options: ImportOptions) -> Report:
        """Import what is wished for; raises ``ImportRefused`` or ``SourceUnavailable`` before anything is done."""
        began = time.monotonic()
        report = Report(
            guild_id=options.guild_id,
            dry_run=options.dry_run,
            host_time_zone=options.host_time_zone,
            started_at=self._clock.now(),
        )
        try:
            await self._run(options, report)
        except Exception as error:
            if is_outage(error):
                raise ImportStopped(f"the database went away: {error}; run the same command again") from error
            raise
        report.seconds = time.monotonic() - began
        return report

    async def _run(self, options: ImportOptions, report: Report) -> None:
        destination = Destination(self._sessions, dry_run=options.dry_run)
        async with AsyncExitStack() as stack:
            database = await stack.enter_async_context(open_readonly(options.source))
            await database.use_time_zone(options.host_time_zone)
            source = Source(database, report, page_size=options.page_size, progress=options.progress)
            source.recognise()
            await stack.enter_async_context(destination.alone())
            await self._activity.reload()
            job = Import(
                source=source,
                destination=destination,
                intake=IntakeService(self._sessions, self._partitions, dry_run=options.dry_run),
                rules=Rules(self._settings, report.started_at, self._opt_outs, options.until),
                report=report,
                people=People(),
                guild_id=options.guild_id,
                guild_settings=self._guild_settings,
            )
            await read_guild_names(job)
            await self._refuse_unknown_guild(job)
            try:
                await self._import(job, options)
            except SourceUnavailable as error:
                raise ImportStopped(f"{error}; run the same command again") from error
            report.skipped_tables.update(skipped_tables(source.tables))

    async def _import(self, job: Import, options: ImportOptions) -> None:
        for name, part in PARTS.items():
            if name in options.only:
                await part(job)
        await import_people(job)
        path = None if options.dry_run else options.keep_for_later
        async with open_export(path, options.guild_id, job.report.started_at) as kept:
            for name, keep in KEPT.items():
                if name in options.only:
                    await keep(job, kept)
        for entry in (QUOTE_NUMBERS, LINK_TITLES):
            for guild_id in {options.guild_id, *job.people.in_guilds}:
                await self._cache.forget(entry, guild_id)

    async def _refuse_unknown_guild(self, job: Import) -> None:
        if job.guild_names and job.guild_id not in job.guild_names:
            async with self._sessions() as session:
                if not await is_known(session, job.guild_id):
                    known = ", ".join(f"{guild_id} ({name})" for guild_id, name in job.guild_names.items())
                    raise ImportRefused(
                        f"neither side knows a server {job.guild_id}; the source knows {known}"
                    )

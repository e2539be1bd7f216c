"""Shows in a guild's log channel what there is to show: in order, a few things at a time, each once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from loguru import logger

from app.core.cards import Card
from app.core.clock import Clock
from app.core.errors import Forbidden, InvalidInput, NotFound
from app.core.ports.messages import Messages
from app.features.message_log.models import Kind, LogEntry
from app.features.message_log.observer import GATHERED, ask_for_post, oldest_kept
from app.features.message_log.options import MESSAGE_LOG
from app.features.message_log.ports import LogPolicy
from app.features.message_log.posting.cards import report
from app.features.message_log.posting.values import Author, Facts, Revision
from app.features.message_log.repository import MessageLogRepository
from app.features.message_log.values import opened
from app.infra.crypto import Keyring
from app.infra.db.engine import Sessions
from app.infra.jobs.kinds import job_kind
from app.recording.consent.repository import ActivityRepository
from app.settings.sections.privacy import PrivacySettings


@job_kind("message_log.catch_up")
def catch_up() -> None:
    """Look for what no other job will show."""


MOST_IN_A_POST = 15
MOST_POSTS = 10
"""Posts that one job sends; then others have their turn."""


class LogPosting:
    """The job of posting. No two run for one guild at a time."""

    def __init__(
        self,
        sessions: Sessions,
        policy: LogPolicy,
        messages: Messages,
        keyring: Keyring,
        clock: Clock,
        settings: PrivacySettings,
    ) -> None:
        self._sessions = sessions
        self._policy = policy
        self._messages = messages
        self._keyring = keyring
        self._clock = clock
        self._days = settings.message_body_days

    async def post(self, guild_id: int) -> None:
        """Show what a guild's log has not shown yet. A job."""
        channel_id = (await self._policy.rules_of(guild_id)).of(MESSAGE_LOG)
        if channel_id is None:
            async with self._sessions() as session:
                await MessageLogRepository(session).forget_entries(guild_id=guild_id)
            return
        for _ in range(MOST_POSTS):
            entries = await self._next_post(guild_id)
            if not entries:
                break
            if not await self._show(channel_id, entries):
                return
        async with self._sessions.begin() as session:
            # For as long as this job is known to the queue it stands in the way of another for the guild: what
            # came since the last look would wait.
            await catch_up.enqueue_after(session, GATHERED)

    async def catch_up(self) -> None:
        """See to it that everything is shown: what came just as a job ended, what Discord did not take. A job.

        Runs after each post, and every minute.
        """
        async with self._sessions.begin() as session:
            for guild_id in await MessageLogRepository(session).guilds_waiting():
                await ask_for_post(session, guild_id)

    async def _next_post(self, guild_id: int) -> list[LogEntry]:
        """The entries of the next post.

        They are put together before it is sent: should it have to be sent again, it is the same post.
        """
        async with self._sessions.begin() as session:
            waiting = await MessageLogRepository(session).waiting(guild_id, MOST_IN_A_POST)
            if not waiting:
                return []
            begun = waiting[0].post_number
            if begun is not None:
                return [entry for entry in waiting if entry.post_number == begun]
            chosen = _first_post(waiting)
            for entry in chosen:
                entry.post_number = chosen[0].number
            return chosen

    async def _show(self, channel_id: int, entries: list[LogEntry]) -> bool:
        """Send one post; False when its channel can no longer be used."""
        first = entries[0]
        shown = await asyncio.to_thread(report, entries, await self._facts(channel_id, entries))
        try:
            if shown.body:
                nonce = f"{int(first.at.timestamp()):x}-{first.number:x}"
                card = Card(body=shown.body, files=shown.files)
                await self._messages.send(first.guild_id, channel_id, card, nonce=nonce)
        except (NotFound, Forbidden) as error:
            logger.warning("a message log is switched off: {}", error)
            await self._policy.lose(first.guild_id, MESSAGE_LOG, channel_id, str(error))
            return False
        except InvalidInput:
            logger.exception("a post of a message log is left out")
        async with self._sessions() as session:
            post_number = first.post_number or first.number
            await MessageLogRepository(session).finish(first.guild_id, post_number, self._clock.now())
        return True

    async def _facts(self, channel_id: int, entries: list[LogEntry]) -> Facts:
        guild_id = entries[0].guild_id
        message_ids = set(_messages_of(entries))
        async with self._sessions() as session:
            repository = MessageLogRepository(session)
            since = oldest_kept(self._clock.now(), self._days)
            rows = await repository.bodies(guild_id, message_ids, since)
            authors = await repository.authors(guild_id, message_ids)
            channels = await repository.channel_names({entry.channel_id or 0 for entry in entries})
            paused = await ActivityRepository(session).paused()
        revisions: dict[int, list[Revision]] = {}
        for row in rows:
            if (guild_id, row.author_id) not in paused and (body := opened(row, self._keyring)):
                revision = Revision(row.written_at, row.author_id, body)
                revisions.setdefault(row.message_id, []).append(revision)
        return Facts(
            log_channel_id=channel_id,
            kept_days=self._days,
            revisions=revisions,
            authors={
                message_id: Author(None if (guild_id, user_id) in paused else user_id, is_bot)
                for message_id, (user_id, is_bot) in authors.items()
            },
            channels=channels,
        )


def _first_post(waiting: list[LogEntry]) -> list[LogEntry]:
    """As many as go into one post; many messages deleted at once have a post, with a file, of their own."""
    if waiting[0].kind == Kind.PURGED:
        return waiting[:1]
    fresh: list[LogEntry] = []
    for entry in waiting:
        if entry.kind == Kind.PURGED or entry.post_number is not None:
            break
        fresh.append(entry)
    return fresh


def _messages_of(entries: Iterable[LogEntry]) -> Iterable[int]:
    for entry in entries:
        if entry.kind in {Kind.EDITED, Kind.DELETED}:
            yield entry.subject
        elif entry.kind == Kind.PURGED:
            yield from entry.message_ids or ()

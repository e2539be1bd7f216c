"""Writes the parts of a batch in the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Coroutine, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias, cast

from sqlalchemy import CursorResult, TextClause
from sqlalchemy.ext.asyncio import AsyncSession

from app.features.message_log import statements as log_statements
from app.features.message_log.observer import LOG_STEP
from app.infra.db.bulk import Bulk
from app.recording import statements
from app.recording.batch import BodyNote, Clearing, MessageNote, ReactionKey, ReactionNote, Seconds

Rows: TypeAlias = Sequence[tuple[Any, ...]]
Write: TypeAlias = Callable[[Rows], Coroutine[Any, Any, object]]


class RecordingRepository:
    """All of it comes to the same however often it is done."""

    def __init__(self, session: AsyncSession, oldest_event: datetime) -> None:
        self._session = session
        self._oldest_event = oldest_event
        """Joins before this are past their time; there may be no part of the table for them."""
        self.gaps: set[int] = set()
        """The guilds in which messages were found to be missing."""
        self._writes: dict[str, Write] = {
            LOG_STEP: self._log_entries,
            # In the order in which they build on each other.
            "guild": self._simple(statements.GUILDS),
            "guild left": self._timed(statements.GUILDS_LEFT),
            "snapshot": self._snapshots,
            "channel": self._simple(statements.CHANNELS),
            "channel gone": self._timed(statements.CHANNELS_GONE),
            "role": self._simple(statements.ROLES),
            "role gone": self._timed(statements.ROLES_GONE),
            "emojis": self._emojis,
            "members": self._member_lists,
            "join": self._joins,
            "member": self._members,
            "leave": self._timed(statements.LEFT),
            "name": self._simple(statements.NAMES),
            "follow": self._simple(statements.FOLLOWED),
            "unfollow": self._simple(statements.UNFOLLOWED),
            "voices": self._voice_lists,
            "voice": self._voices,
        }

    async def messages(self, notes: Collection[MessageNote]) -> None:
        rows = [
            (
                note.guild_id,
                note.id,
                note.channel_id,
                note.author_id,
                note.is_bot,
                note.is_reply,
                note.length,
                note.attachments,
                note.embeds,
                note.mentions,
                note.edits,
                None if note.edited_at is None else moment(note.edited_at),
                None if note.deleted_at is None else moment(note.deleted_at),
            )
            for note in notes
        ]
        await self._run(statements.MESSAGES, rows)
        newest: dict[int, int] = {}
        for note in notes:
            if note.length is not None:
                newest[note.channel_id] = max(newest.get(note.channel_id, 0), note.id)
        await self._run(statements.NEWEST, list(newest.items()))

    async def bodies(self, notes: Iterable[BodyNote]) -> None:
        rows = [(*note[:2], moment(note.written_at), *note[3:]) for note in notes]
        await self._run(log_statements.BODIES, rows)

    async def touched(self, days: Iterable[tuple[int, datetime]]) -> None:
        """Mark days, each a guild and a moment of it, whose aggregates have to be counted anew."""
        await self._run(statements.TOUCHED, list(days))

    async def clearings(self, clearings: Iterable[Clearing]) -> None:
        await self._run(
            statements.CLEARINGS, [(*clearing[:3], moment(clearing.at)) for clearing in clearings]
        )

    async def reactions(self, notes: Iterable[tuple[ReactionKey, ReactionNote]]) -> None:
        rows = [(*key, note.channel_id, moment(note.at), note.present) for key, note in notes]
        await self._run(statements.REACTIONS, rows)

    async def steps(self, steps: dict[str, list[tuple[Any, ...]]]) -> None:
        """Write one round of steps."""
        for kind, write in self._writes.items():
            if kind in steps:
                await write(steps[kind])

    def _simple(self, bulk: Bulk) -> Write:
        """Rows are written as they are."""
        return lambda rows: self._run(bulk, rows)

    def _timed(self, bulk: Bulk) -> Write:
        """The last column is when it happened."""
        return lambda rows: self._run(bulk, [(*row[:-1], moment(row[-1])) for row in rows])

    async def _snapshots(self, rows: Rows) -> None:
        for guild_id, channels, roles, newest, now in rows:
            await self._run(statements.CHANNELS, channels)
            if await self._run(statements.GAPS, newest):
                self.gaps.add(guild_id)
            await self._listed(statements.CHANNELS_LISTED, guild_id, [row[0] for row in channels], now)
            await self._run(statements.ROLES, roles)
            await self._listed(statements.ROLES_LISTED, guild_id, [row[0] for row in roles], now)

    async def _emojis(self, rows: Rows) -> None:
        for guild_id, emojis, now in rows:
            await self._run(statements.EMOJIS, [(guild_id, *emoji) for emoji in emojis])
            await self._listed(statements.EMOJIS_LISTED, guild_id, [emoji[0] for emoji in emojis], now)

    async def _log_entries(self, rows: Rows) -> None:
        await self._run(
            log_statements.ENTRIES,
            [
                (*row[:3], moment(row[3]), moment(row[4]), *row[5:8], row[8] and _array(row[8]))
                for row in rows
            ],
        )

    async def _joins(self, rows: Rows) -> None:
        await self._enter([(*row[:3], moment(row[3]), _array(row[4])) for row in rows])

    async def _members(self, rows: Rows) -> None:
        seen = [(*row[:3], moment(row[3]), _array(row[4]), moment(row[5])) for row in rows]
        await self._run(statements.ROLE_EVENTS, [(row[0], row[1], row[4], row[5]) for row in seen])
        await self._enter([row[:5] for row in seen])

    async def _enter(self, rows: Rows) -> None:
        await self._run(statements.JOINED, [row[:4] for row in rows if row[3] >= self._oldest_event])
        await self._run(statements.MEMBERSHIPS, rows)

    async def _member_lists(self, rows: Rows) -> None:
        for guild_id, ids, began in rows:
            await self._listed(statements.MEMBERS_LISTED, guild_id, ids, began)

    async def _voice_lists(self, rows: Rows) -> None:
        for guild_id, present, now in rows:
            await self._listed(statements.VOICES_LISTED, guild_id, [user_id for user_id, _ in present], now)
            await self._voices([(guild_id, user_id, channel_id, now) for user_id, channel_id in present])

    async def _voices(self, rows: Rows) -> None:
        seen = [(*row[:3], moment(row[3])) for row in rows]
        await self._run(statements.VOICE_ENDED, seen)
        await self._run(statements.VOICE_BEGAN, seen)

    async def _listed(self, clause: TextClause, guild_id: int, ids: list[int], at: Seconds) -> None:
        await self._session.execute(clause, {"guild_id": guild_id, "ids": ids, "at": moment(at)})

    async def _run(self, bulk: Bulk, rows: Rows) -> int:
        """Run a statement for these rows; gives how many it wrote."""
        if not rows:
            return 0
        result = await self._session.execute(bulk.clause, bulk.arrays(rows))
        return cast("CursorResult[Any]", result).rowcount


def moment(seconds: Seconds) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _array(ids: Iterable[int]) -> str:
    """A list of ids in PostgreSQL's notation, sorted so that the order makes no difference."""
    return "{" + ",".join(map(str, sorted(ids))) + "}"

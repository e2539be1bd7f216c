"""Writes the parts of a batch in the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Coroutine, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias

from sqlalchemy import TextClause
from sqlalchemy.ext.asyncio import AsyncSession

from app.infra.db.bulk import Bulk, run
from app.recording import guild_statements, statements
from app.recording.batch import Clearing, MessageNote, ReactionKey, ReactionNote, Seconds
from app.recording.guild_rows import ChannelRow

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
            # In the order in which they build on each other.
            "guild": self._simple(statements.GUILDS),
            "guild left": self._timed(statements.GUILDS_LEFT),
            "snapshot": self._snapshots,
            "channel": self._channels,
            "newest": self._newest,
            "channel gone": self._timed(guild_statements.CHANNELS_GONE),
            "role": self._simple(guild_statements.ROLES),
            "role gone": self._timed(guild_statements.ROLES_GONE),
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
        for guild_id, channels, roles, newest, now, *complete in rows:
            # Batches on disk from an earlier version do not say; they were complete.
            all_channels, all_roles = complete or (True, True)
            await self._channels(channels)
            await self._newest([(guild_id, newest)])
            if all_channels:
                ids = [row[0] for row in channels]
                await self._listed(guild_statements.CHANNELS_LISTED, guild_id, ids, now)
            await self._run(guild_statements.ROLES, roles)
            if all_roles:
                await self._listed(guild_statements.ROLES_LISTED, guild_id, [row[0] for row in roles], now)

    async def _channels(self, rows: Rows) -> None:
        """Write channels and threads; has fetched what was written while they could not be seen."""
        channels = [ChannelRow(*row) for row in rows]
        ids = [row.id for row in channels]
        hidden = set(await self._session.scalars(guild_statements.HIDDEN, {"ids": ids}))
        await self._run(guild_statements.CHANNELS, [row[:8] for row in channels])
        await self._run(guild_statements.THREADS_HIDDEN, [(row.id, row.guild_id) for row in channels])
        await self._overwrites([row for row in channels if row.overwrites is not None])
        for row in channels:
            if row.id in hidden and not row.hidden:
                await self._newest([(row.guild_id, [(row.id, row.last_id)])])

    async def _overwrites(self, told: list[ChannelRow]) -> None:
        rows = [(row.guild_id, row.id, *each) for row in told for each in row.overwrites or ()]
        targets = {"channel_id": 1, "role_id": 2, "user_id": 3}
        values = {name: [row[column] for row in rows] for name, column in targets.items()}
        if told:
            await self._session.execute(
                guild_statements.OVERWRITES_GONE, {"told": [row.id for row in told], **values}
            )
        await self._run(guild_statements.OVERWRITES, rows)

    async def _newest(self, rows: Rows) -> None:
        """Note what is missing of these channels, by their newest messages."""
        for guild_id, newest in rows:
            if await self._run(guild_statements.GAPS, newest):
                self.gaps.add(guild_id)

    async def _emojis(self, rows: Rows) -> None:
        for guild_id, emojis, now in rows:
            await self._run(guild_statements.EMOJIS, [(guild_id, *emoji) for emoji in emojis])
            ids = [emoji[0] for emoji in emojis]
            await self._listed(guild_statements.EMOJIS_LISTED, guild_id, ids, now)

    async def _joins(self, rows: Rows) -> None:
        await self._enter([(*row[:3], moment(row[3]), _told(row[4])) for row in rows])

    async def _members(self, rows: Rows) -> None:
        seen = [(*row[:3], moment(row[3]), _told(row[4]), moment(row[5])) for row in rows]
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
        return await run(self._session, bulk, rows)


def moment(seconds: Seconds) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _told(ids: Iterable[int] | None) -> str | None:
    return None if ids is None else id_array(ids)


def id_array(ids: Iterable[int]) -> str:
    """A list of ids in PostgreSQL's notation, sorted so that the order makes no difference."""
    return "{" + ",".join(map(str, sorted(ids))) + "}"

"""Writes the parts of a batch in the caller's transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import TextClause
from sqlalchemy.ext.asyncio import AsyncSession

from app.infra.db.bulk import Bulk, moment, record, run
from app.recording import guild_statements, statements
from app.recording.batch import ReactionKey, ReactionNote, ReactionsCleared, Round
from app.recording.changes import (
    ChannelDeleted,
    ChannelSeen,
    EmojisListed,
    GuildLeft,
    GuildListed,
    GuildSeen,
    MemberJoined,
    MemberLeft,
    MemberNamed,
    MemberSeen,
    MembersListed,
    Newest,
    NewestListed,
    RecordedChange,
    RoleDeleted,
    RoleSeen,
    Seconds,
    ThreadFollowed,
    ThreadUnfollowed,
    VoiceMoved,
    VoicesListed,
)
from app.recording.models import Gap
from app.recording.sightings import MessageNote

Write: TypeAlias = Callable[[Sequence[Any]], Awaitable[object]]


class RecordingRepository:
    """All of it comes to the same however often it is done."""

    def __init__(self, session: AsyncSession, oldest_event: datetime) -> None:
        self._session = session
        self._oldest_event = oldest_event
        """Joins before this are past their time; there may be no part of the table for them."""
        self.gaps: set[int] = set()
        """The guilds in which messages were found to be missing."""
        self._writes: dict[type[RecordedChange], Write] = {
            # In the order in which they build on each other.
            GuildSeen: self._by(statements.GUILDS),
            GuildLeft: self._by(statements.GUILDS_LEFT),
            GuildListed: self._guilds_listed,
            ChannelSeen: self._channels,
            NewestListed: self._newest_listed,
            ChannelDeleted: self._by(guild_statements.CHANNELS_GONE),
            RoleSeen: self._by(guild_statements.ROLES),
            RoleDeleted: self._by(guild_statements.ROLES_GONE),
            EmojisListed: self._emojis,
            MembersListed: self._members_listed,
            MemberJoined: self._members,
            MemberSeen: self._members_seen,
            MemberLeft: self._by(statements.LEFT),
            MemberNamed: self._by(statements.NAMES),
            ThreadFollowed: self._by(statements.FOLLOWED),
            ThreadUnfollowed: self._by(statements.UNFOLLOWED),
            VoicesListed: self._voices_listed,
            VoiceMoved: self._voices,
        }

    async def messages(self, notes: Collection[MessageNote]) -> None:
        await self._record(statements.MESSAGES, list(notes))
        newest: dict[int, int] = {}
        for note in notes:
            if note.length is not None:
                newest[note.channel_id] = max(newest.get(note.channel_id, 0), note.id)
        await run(self._session, statements.NEWEST, list(newest.items()))

    def add_gaps(self, gaps: Iterable[Gap]) -> None:
        self._session.add_all(gaps)

    async def dirty(self, hours: Iterable[tuple[int, datetime]]) -> None:
        """Mark hours, each a guild and a moment of it, whose day has to be counted anew."""
        await run(self._session, statements.DIRTY_DAYS, list(hours))

    async def clearings(self, clearings: Sequence[ReactionsCleared]) -> None:
        await self._record(statements.REACTIONS_CLEARED, clearings)

    async def reactions(self, notes: Iterable[tuple[ReactionKey, ReactionNote]]) -> None:
        rows = [(*key, note.channel_id, moment(note.at), note.present) for key, note in notes]
        await run(self._session, statements.REACTIONS, rows)

    async def changes(self, changes: Round) -> None:
        """Write one round of changes; those of observers are not for here."""
        for kind, write in self._writes.items():
            if found := changes.of(kind):
                await write(found)

    def _by(self, bulk: Bulk) -> Callable[[Sequence[object]], Awaitable[int]]:
        return lambda changes: self._record(bulk, changes)

    async def _guilds_listed(self, guilds: Sequence[GuildListed]) -> None:
        for guild in guilds:
            await self._channels(guild.channels)
            await self._newest(guild.guild_id, guild.newest)
            if guild.all_channels:
                ids = [channel.id for channel in guild.channels]
                await self._listed(guild_statements.CHANNELS_LISTED, guild.guild_id, ids, guild.at)
            await self._record(guild_statements.ROLES, guild.roles)
            if guild.all_roles:
                ids = [role.id for role in guild.roles]
                await self._listed(guild_statements.ROLES_LISTED, guild.guild_id, ids, guild.at)

    async def _channels(self, channels: Sequence[ChannelSeen]) -> None:
        """Write channels and threads; has fetched what was written while they could not be seen."""
        ids = [channel.id for channel in channels]
        hidden = set(await self._session.scalars(guild_statements.HIDDEN, {"ids": ids}))
        await self._record(guild_statements.CHANNELS, channels)
        await self._record(guild_statements.THREADS_HIDDEN, channels)
        await self._overwrites([channel for channel in channels if channel.overwrites is not None])
        for channel in channels:
            if channel.id in hidden and not channel.hidden:
                await self._newest(channel.guild_id, [(channel.id, channel.last_id)])

    async def _overwrites(self, told: list[ChannelSeen]) -> None:
        rows = [
            (channel.guild_id, channel.id, *overwrite)
            for channel in told
            for overwrite in channel.overwrites or ()
        ]
        targets = {"channel_id": 1, "role_id": 2, "user_id": 3}
        values = {name: [row[column] for row in rows] for name, column in targets.items()}
        if told:
            await self._session.execute(
                guild_statements.OVERWRITES_GONE, {"told": [channel.id for channel in told], **values}
            )
        await run(self._session, guild_statements.OVERWRITES, rows)

    async def _newest_listed(self, changes: Sequence[NewestListed]) -> None:
        for change in changes:
            await self._newest(change.guild_id, change.newest)

    async def _newest(self, guild_id: int, newest: Newest) -> None:
        """Note what is missing of these channels, by their newest messages."""
        if await run(self._session, guild_statements.GAPS, newest):
            self.gaps.add(guild_id)

    async def _emojis(self, changes: Sequence[EmojisListed]) -> None:
        for change in changes:
            rows = [(change.guild_id, *emoji) for emoji in change.emojis]
            await run(self._session, guild_statements.EMOJIS, rows)
            ids = [emoji_id for emoji_id, *_ in change.emojis]
            await self._listed(guild_statements.EMOJIS_LISTED, change.guild_id, ids, change.at)

    async def _members_seen(self, members: Sequence[MemberSeen]) -> None:
        await self._record(statements.ROLE_EVENTS, members)
        await self._members(members)

    async def _members(self, members: Sequence[MemberJoined | MemberSeen]) -> None:
        oldest = self._oldest_event.timestamp()
        kept = [member for member in members if member.joined_at >= oldest]
        await self._record(statements.JOINED, kept)
        await self._record(statements.MEMBERSHIPS, members)

    async def _members_listed(self, changes: Sequence[MembersListed]) -> None:
        for change in changes:
            await self._listed(statements.MEMBERS_LISTED, change.guild_id, change.user_ids, change.at)

    async def _voices_listed(self, changes: Sequence[VoicesListed]) -> None:
        for change in changes:
            ids = [user_id for user_id, _ in change.present]
            await self._listed(statements.VOICES_LISTED, change.guild_id, ids, change.at)
            await self._voices([VoiceMoved(change.guild_id, *each, change.at) for each in change.present])

    async def _voices(self, moves: Sequence[VoiceMoved]) -> None:
        await self._record(statements.VOICE_ENDED, moves)
        await self._record(statements.VOICE_BEGAN, moves)

    async def _listed(self, clause: TextClause, guild_id: int, ids: Sequence[int], at: Seconds) -> None:
        await self._session.execute(clause, {"guild_id": guild_id, "ids": ids, "at": moment(at)})

    async def _record(self, bulk: Bulk, things: Sequence[object]) -> int:
        return await record(self._session, bulk, things)

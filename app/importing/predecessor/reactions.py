"""Reactions, one for each person, message and emoji."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from app.core.snowflake import moment_of
from app.importing.predecessor import reasons
from app.importing.predecessor.part import Import
from app.importing.predecessor.source import Source
from app.infra.db.readonly_source import Row
from app.recording.models import LONGEST_EMOJI


async def import_reactions(job: Import) -> None:
    """Reactions to messages that are there; of several rows about one, the newest counts."""
    source = job.source
    useful = {
        "emoji_id": "no emoji counts as the server's own",
        "date": "reactions are as old as their messages",
        "removed": "no reaction counts as taken back",
    }
    if not source.offers("reactions", ("id", "message_id", "user_id", "unicode_emoji"), useful):
        return
    place = ("message_id", "server_id", "channel_id")
    if not source.offers(
        "messages", place, otherwise="where a reaction was is not known, so none is imported"
    ):
        return
    tally = job.report.tally("reactions")
    reader = _Reader(job)
    async for page in source.pages("reactions", _query(source)):
        tally.read += len(page)
        rows = list(reader.rows(page))
        job.people.saw({(row[0], row[2]) for row in rows})
        tally.delivered(len(rows), of_which_new=await job.intake.reactions(rows))


def _query(source: Source) -> str:
    custom = f"nullif({source.column('reactions', 'emoji_id', 'NULL::bigint')}, 0)::text"
    # Old rows have the character only as the emoji's name.
    name = source.column("reactions", "emoji_name", "NULL")
    is_custom = source.column("reactions", "is_custom_emoji", "false")
    emoji = f"""coalesce({custom}, nullif(reactions.unicode_emoji, ''),
        CASE WHEN {is_custom} IS NOT TRUE THEN nullif({name}, '') END) COLLATE "C" """
    at = source.moment("reactions", "date", local=True)
    return f"""
        SELECT reactions.id, reactions.message_id, messages.server_id, messages.channel_id, reactions.user_id,
            {emoji} AS emoji, {at} AS at, {source.column("reactions", "removed", "false")}
        FROM reactions LEFT JOIN messages ON messages.message_id = reactions.message_id
        ORDER BY reactions.message_id, reactions.user_id, emoji, at DESC NULLS LAST, reactions.id DESC
    """


class _Reader:
    """Turns pages into rows of ours; remembers where the last one ended."""

    def __init__(self, job: Import) -> None:
        self._tally = job.report.tally("reactions")
        self._rules = job.rules
        self._last: tuple[Any, ...] | None = None

    def rows(self, page: list[Row]) -> Iterator[tuple[Any, ...]]:
        for number, message_id, guild_id, channel_id, user_id, emoji, at, removed in page:
            reason = self._refuse(message_id, guild_id, channel_id, user_id, emoji)
            if reason or (reason := at and self._rules.future(at)):
                self._tally.skip(reason, number)
                continue
            self._last = message_id, user_id, emoji
            added_at: datetime = at or moment_of(message_id)
            # When it was taken back was not kept.
            yield (guild_id, message_id, user_id, emoji, channel_id, added_at, added_at if removed else None)

    def _refuse(
        self,
        message_id: int | None,
        guild_id: int | None,
        channel_id: int | None,
        user_id: int | None,
        emoji: str | None,
    ) -> str | None:
        if message_id is None or guild_id is None or channel_id is None:
            return reasons.NO_MESSAGE
        if user_id is None:
            return reasons.NO_PERSON
        if emoji is None:
            return reasons.NO_EMOJI
        if len(emoji) > LONGEST_EMOJI:
            return reasons.LONG_EMOJI
        if (message_id, user_id, emoji) == self._last:
            return reasons.TWICE
        return self._rules.reactions.refuse(message_id) or self._rules.about(guild_id, user_id)

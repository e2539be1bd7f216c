"""Messages as figures. What they say is not read: their length is counted where they are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from app.core.snowflake import moment_of
from app.importing.predecessor import attached, reasons
from app.importing.predecessor.attached import Attached, Found
from app.importing.predecessor.part import Import
from app.importing.predecessor.source import Source
from app.infra.db.readonly_source import Row
from app.recording.decoder import MOST_COUNTED

NONE: Found = Found(0, 0, 0, 0, None)


async def import_messages(job: Import) -> None:
    """Messages with what hangs on them, in the order of their ids."""
    needed = ("message_id", "server_id", "channel_id", "user_id")
    useful = {
        "content": "messages have no length",
        "is_bot": "no message counts as a bot's",
        "deleted": "no message counts as deleted",
        "reference": "no message counts as a reply",
    }
    if not job.source.offers("messages", needed, useful):
        return
    tally = job.report.tally("messages")
    tables = [
        kind(job) for kind in (attached.attachments, attached.embeds, attached.mentions, attached.edits)
    ]
    reader = _Reader(job)
    async for page in job.source.pages("messages", _query(job.source)):
        tally.read += len(page)
        found = [await table.up_to(page[-1][0]) for table in tables]
        rows = list(reader.rows(page, found))
        new = await _deliver(job, rows)
        tally.delivered(len(rows), of_which_new=len(new))
        known, kept = {row[0] for row in page}, {row[1] for row in rows}
        _settle(tables, found, known, kept, new)
    _settle(tables, [await table.up_to(attached.ALL) for table in tables], (), (), ())


def _query(source: Source) -> str:
    is_bot, deleted = (source.column("messages", name, "false") for name in ("is_bot", "deleted"))
    return f"""
        SELECT message_id, server_id, channel_id, user_id, {is_bot}, {deleted},
            {source.column("messages", "reference", "NULL")} IS NOT NULL,
            char_length({source.column("messages", "content", "''")})
        FROM messages ORDER BY message_id
    """


class _Reader:
    """Turns pages into rows of ours; remembers where the last one ended."""

    def __init__(self, job: Import) -> None:
        self._tally = job.report.tally("messages")
        self._rules = job.rules
        self._last: int | None = None

    def rows(self, page: Sequence[Row], found: Sequence[dict[int, Found]]) -> Iterator[tuple[Any, ...]]:
        attachments, embeds, mentions, edits = found
        for message_id, guild_id, channel_id, user_id, is_bot, deleted, is_reply, length in page:
            if reason := self._refuse(message_id, guild_id, channel_id, user_id):
                self._tally.skip(reason, message_id)
                continue
            self._last = message_id
            edited = edits.get(message_id, NONE)
            yield (
                guild_id,
                message_id,
                channel_id,
                user_id,
                bool(is_bot),
                is_reply,
                length or 0,
                min(attachments.get(message_id, NONE).things, MOST_COUNTED),
                min(embeds.get(message_id, NONE).things, MOST_COUNTED),
                min(mentions.get(message_id, NONE).things, MOST_COUNTED),
                min(edited.things, MOST_COUNTED),
                edited.newest,
                # When it was deleted was not kept: not before it was written, or changed for the last time.
                (edited.newest or moment_of(message_id)) if deleted else None,
            )

    def _refuse(
        self, message_id: int, guild_id: int | None, channel_id: int | None, user_id: int | None
    ) -> str | None:
        if message_id == self._last:
            return reasons.TWICE
        if reason := self._rules.messages.refuse(message_id):
            return reason
        if guild_id is None or channel_id is None:
            return reasons.NO_PLACE
        return self._rules.about(guild_id, user_id or 0)


async def _deliver(job: Import, rows: list[tuple[Any, ...]]) -> Collection[int]:
    new = await job.intake.messages(rows)
    job.people.saw({(row[0], row[3]) for row in rows if row[3] is not None})
    return frozenset(new)


def _settle(
    tables: Sequence[Attached],
    found: Sequence[dict[int, Found]],
    known: Collection[int],
    kept: Collection[int],
    new: Collection[int],
) -> None:
    for table, each in zip(tables, found, strict=True):
        table.settle(each, known, kept, new)

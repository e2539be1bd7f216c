"""What hangs on messages: attachments, embeds, mentions and edits, counted for each message.

Read beside the messages and in their order: these tables have no index on the message, and asking for the rows
of each page would read them whole each time.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from datetime import datetime
from typing import NamedTuple

from app.importing.predecessor import reasons
from app.importing.predecessor.part import Import
from app.importing.predecessor.report import Tally
from app.infra.db.readonly_source import Row

ALL = 2**63
EMBED_COLUMNS = (
    "title",
    "description",
    "url",
    "color",
    "timestamp",
    "footer_text",
    "image_url",
    "thumbnail",
    "thumbnail_url",
    "video_url",
    "provider_name",
    "author_name",
)
"""What tells the embeds of a message apart, in either spelling: their ids do not, as each save made new ones."""


class Found(NamedTuple):
    """The rows about one message."""

    message_id: int
    rows: int
    things: int
    """Without those that come twice."""
    ignored: int
    """Rows that are counted nowhere."""
    newest: datetime | None


class Attached:
    """One such table. Without it, nothing hangs on any message."""

    def __init__(
        self, tally: Tally | None, pages: AsyncIterator[list[Row]] | None, ignored_because: str = ""
    ) -> None:
        self._tally = tally
        self._pages = pages
        self._ignored_because = ignored_because
        self._page: list[Row] = []
        self._position = 0

    async def up_to(self, message_id: int) -> dict[int, Found]:
        """What comes next, up to a message and what hangs on it."""
        found: dict[int, Found] = {}
        while self._position < len(self._page) or await self._turn():
            row = self._page[self._position]
            if row[0] > message_id:
                break
            found[row[0]] = Found(*row)
            self._position += 1
        return found

    def settle(
        self, found: dict[int, Found], known: Collection[int], kept: Collection[int], new: Collection[int]
    ) -> None:
        """Count what became of it: ``known`` messages were read, ``kept`` ones delivered, ``new`` ones written."""
        if self._tally is None:
            return
        for message_id, each in found.items():
            self._tally.read += each.rows
            if each.ignored:
                self._tally.skip(self._ignored_because, message_id, each.ignored)
            if twice := each.rows - each.things - each.ignored:
                self._tally.skip(reasons.TWICE, message_id, twice)
            if message_id in kept:
                self._tally.delivered(each.things, of_which_new=each.things if message_id in new else 0)
            elif each.things:
                reason = reasons.MESSAGE_SKIPPED if message_id in known else reasons.NO_MESSAGE
                self._tally.skip(reason, message_id, each.things)

    async def _turn(self) -> bool:
        if self._pages is not None:
            self._page, self._position = await anext(self._pages, []), 0
        return bool(self._page)


def attachments(job: Import) -> Attached:
    told_apart = job.source.column("attachments", "id", "coalesce(attachments.url, '')")
    return _attached(job, "attachments", _Figures(f"count(DISTINCT {told_apart})"))


def embeds(job: Import) -> Attached:
    columns = [f"embeds.{column}" for column in EMBED_COLUMNS if job.source.has("embeds", column)]
    return _attached(
        job, "embeds", _Figures(f"count(DISTINCT ({', '.join(columns)}))" if columns else "count(*)")
    )


def mentions(job: Import) -> Attached:
    figures = _Figures("count(DISTINCT user_mention)", "user_mention IS NULL", reasons.ROLE_MENTION)
    return _attached(job, "mentions", figures, needed="user_mention")


def edits(job: Import) -> Attached:
    at = job.source.moment("message_edit", "edit_timestamp")
    figures = _Figures(f"count(DISTINCT {at})", f"{at} IS NULL", reasons.NO_TIME, f"max({at})")
    return _attached(job, "message_edit", figures, key="id", needed="edit_timestamp")


class _Figures(NamedTuple):
    """Expressions for the columns of ``Found``."""

    things: str
    ignored: str = "false"
    ignored_because: str = ""
    newest: str = "NULL::timestamptz"


def _attached(
    job: Import, table: str, figures: _Figures, *, key: str = "message_id", needed: str = ""
) -> Attached:
    if not job.source.offers(table, [column for column in (key, needed) if column]):
        return Attached(None, None)
    query = f"""
        SELECT coalesce({table}.{key}, 0), count(*), {figures.things}, count(*) FILTER (WHERE {figures.ignored}),
            {figures.newest}
        FROM {table} GROUP BY 1 ORDER BY 1
    """
    return Attached(job.report.tally(table), job.source.pages(table, query), figures.ignored_because)

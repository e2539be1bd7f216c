"""Time in voice channels, from the rows that tell who came and who went."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from app.importing.predecessor import reasons
from app.importing.predecessor.part import Import
from app.importing.predecessor.report import Tally
from app.importing.predecessor.rules import Rules
from app.importing.predecessor.source import Source

TABLE = "voice_activity"
CAME, WENT = "joined", "left"


class Sign(NamedTuple):
    """One row: somebody came to a channel or went from it. Any of it but the guild can be missing."""

    number: int
    guild_id: int
    user_id: Any
    channel_id: Any
    at: Any
    action: Any


async def import_voice(job: Import) -> None:
    """A stay for each two rows that belong together. A move is a going and a coming at the same moment."""
    needed = ("id", "user_id", "channel_id", "action", "timestamp")
    useful = {"guild_id": "all of it counts for the server of --guild"}
    if not job.source.offers(TABLE, needed, useful):
        return
    tally = job.report.tally(TABLE)
    pairing = Pairing(tally, job.rules)
    async for page in job.source.pages(TABLE, _query(job.source), job.guild_id):
        tally.read += len(page)
        rows = [stay for row in page for stay in pairing.take(*row)]
        job.people.saw((row[0], row[1]) for row in rows)
        # Each stands for two rows of the source.
        tally.delivered(2 * len(rows), of_which_new=2 * await job.intake.voice_stays(rows))
    pairing.forget()


def _query(source: Source) -> str:
    # Going sorts after coming, and at the same moment comes first.
    return f"""
        SELECT id, coalesce({source.column(TABLE, "guild_id", "NULL")}, $1::bigint) AS guild, user_id, channel_id,
            {source.moment(TABLE, "timestamp", local=True)} AS at, lower(trim(action)) AS action
        FROM {TABLE} ORDER BY guild, user_id, at, action DESC, id
    """


class Pairing:
    """Puts the rows of one person after another together."""

    def __init__(self, tally: Tally, rules: Rules) -> None:
        self._tally = tally
        self._rules = rules
        self._last: Sign | None = None
        self._came: Sign | None = None

    def take(self, *row: Any) -> Iterator[tuple[Any, ...]]:
        """The stay that this row ends, if it does."""
        sign = Sign(*row)
        if reason := self._unfit(sign):
            self._tally.skip(reason, sign.number)
            return
        if self._last is not None and self._last[1:] == sign[1:]:
            self._tally.skip(reasons.TWICE, sign.number)
            return
        if self._last is not None and self._last[1:3] != sign[1:3]:
            self.forget()
        self._last = sign
        if sign.action == CAME:
            self.forget()
            self._came = sign
        elif self._came is None or self._came.channel_id != sign.channel_id:
            self._tally.skip(reasons.NO_BEGINNING, sign.number)
        else:
            yield from self._stay(self._came, sign)
            self._came = None

    def forget(self) -> None:
        """Count somebody who came as never having gone: whoever comes again, or to another channel, has."""
        if self._came is not None:
            self._tally.skip(reasons.NO_END, self._came.number)
            self._came = None

    def _stay(self, came: Sign, went: Sign) -> Iterator[tuple[Any, ...]]:
        reason = self._rules.event(came.guild_id, came.user_id, came.at) or self._rules.future(went.at)
        if reason:
            self._tally.skip(reason, came.number, 2)
        else:
            yield came.guild_id, came.user_id, came.at, came.channel_id, went.at

    def _unfit(self, sign: Sign) -> str | None:
        return reasons.lacking(
            (sign.user_id, reasons.NO_PERSON),
            (sign.channel_id, reasons.NO_PLACE),
            (sign.at, reasons.NO_TIME),
            (sign.action if sign.action in {CAME, WENT} else None, reasons.UNKNOWN_ACTION),
        )

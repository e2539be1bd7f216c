"""Many messages that were deleted at once, as a text file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from app.core.cards import File
from app.core.markdown import hidden
from app.core.snowflake import moment_of
from app.features.message_log.models import LogEntry
from app.features.message_log.posting.values import Facts
from app.features.message_log.values import Body

INDENT = "    "
"""Further lines of a message are set in, so that none can pass for somebody else's."""


def transcript(entry: LogEntry, message_ids: Sequence[int], facts: Facts) -> File:
    """The messages in their order, a line each: time, author, text. Covered when anything in it is."""
    known = [found.body for each in message_ids if (found := facts.last_words(each))]
    channel = facts.channels.get(entry.channel_id or 0) or str(entry.channel_id)
    head = f"Deleted from #{channel}, {_stamp(entry.at)} UTC"
    lines = [head, "", *(line for each in sorted(message_ids) for line in _lines(each, facts))]
    return File(
        name=f"deleted-{_stamp(entry.at).replace(' ', '-').replace(':', '')}.txt",
        content="\n".join([*lines, ""]).encode(errors="replace"),
        spoiler=any(map(_covered, known)),
    )


def _lines(message_id: int, facts: Facts) -> Iterator[str]:
    time = _stamp(moment_of(message_id))
    author = facts.author_of(message_id)
    found = facts.last_words(message_id)
    if found is None:
        who = "somebody" if author.user_id is None else f"{author.user_id}"
        yield f"{time} {who}: (not known)"
        return
    name = " ".join(found.body.author.split())
    first, *more = found.body.text.splitlines() or ["(without text)"]
    yield f"{time} {name} ({found.author_id}): {first}"
    yield from (f"{INDENT}{line}" for line in more)
    for attachment in found.body.attachments:
        yield f"{INDENT}[{' '.join(attachment.name.split())}]"


def _stamp(at: datetime) -> str:
    """The same for every reader: the file may be kept, and sorted."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "seconds")


def _covered(body: Body) -> bool:
    return bool(hidden(body.text)) or any(attachment.spoiler for attachment in body.attachments)

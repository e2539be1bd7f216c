"""Log entries as staff read them. Blocking: comparing long texts takes a moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from app.core import markup
from app.core.cards import File
from app.core.diff import compared
from app.core.i18n import Text, joined, t, tn
from app.core.localized import Duration, Words
from app.core.markdown import BARS, hidden
from app.core.markup import escape
from app.core.snowflake import moment_of
from app.core.words import rendered, words_of
from app.features.message_log.models import Kind, LogEntry
from app.features.message_log.posting.values import Facts
from app.features.message_log.values import Attachment, Body

REMOVED, ADDED = "~~", "**"
MOST_ROLES = 20
INDENT = "    "
"""Further lines of a message are set in, so that none can pass for somebody else's."""


@dataclass(frozen=True, slots=True)
class Report:
    """One post: blocks of Markdown, and files. Empty when nothing of it is for the log."""

    body: list[Words]
    files: list[File]


def report(entries: Sequence[LogEntry], facts: Facts) -> Report:
    """The entries, in their order."""
    body: list[Words] = []
    files: list[File] = []
    for entry in entries:
        match Kind(entry.kind):
            case Kind.STARTED:
                body += _started(facts)
            case Kind.EDITED:
                body += _edited(entry, facts)
            case Kind.DELETED:
                body += _deleted(entry, facts)
            case Kind.PURGED:
                words, file = _purged(entry, facts)
                body += words
                files += [file] if file else []
            case Kind.JOINED:
                body.append(_joined(entry))
            case Kind.LEFT:
                body.append(_left(entry))
    return Report(body, files)


def _started(facts: Facts) -> Iterator[Words]:
    yield t(
        "The message log begins here: what is edited and deleted in the channels that I see, and who comes and "
        "goes. For this I keep the text of messages, encrypted, for {period} at most.",
        period=Duration(facts.kept_days, "day"),
    )


def _edited(entry: LogEntry, facts: Facts) -> Iterator[Words]:
    before, after = facts.sides(entry)
    if after is None or (before is not None and _same(before, after)):
        return
    yield t(
        "{who} edited {message} in {channel}, {when}",
        who=markup.named_user(entry.user_id or 0, after.author),
        message=_linked(entry, entry.subject, t("a message")),
        channel=_channel(entry),
        when=markup.moment(entry.at),
    )
    if before is None:
        yield t("-# Before: not known")
        yield t("-# After")
        yield from _said(after)
        return
    change = compared(before.text, after.text)
    yield t("-# Before")
    yield from rendered(change.before, REMOVED)
    yield from _attached(t("Attachments that are gone: {names}"), before.attachments, after.attachments)
    yield t("-# After")
    yield from rendered(change.after, ADDED)
    yield from _attached(t("New attachments: {names}"), after.attachments, before.attachments)


def _deleted(entry: LogEntry, facts: Facts) -> Iterator[Words]:
    author = facts.author_of(entry.subject)
    # The bot's own posts in the log may be unknown to it, too; nothing there may tell of them.
    if author.is_bot or (author.user_id is None and entry.channel_id == facts.log_channel_id):
        return
    known = facts.last_words(entry.subject)
    place: dict[str, Words] = {
        "message": _linked(entry, entry.subject, t("A message")),
        "channel": _channel(entry),
        "written": markup.moment(moment_of(entry.subject)),
        "when": markup.moment(entry.at),
    }
    if author.user_id is None:
        yield t("{message} in {channel} from {written} was deleted, {when}", **place)
    else:
        who = markup.named_user(author.user_id, known.body.author if known else "")
        yield t("{message} of {who} in {channel} from {written} was deleted, {when}", who=who, **place)
    if known is None:
        yield t("-# What it said is not known.")
    else:
        yield from _said(known.body)


def _purged(entry: LogEntry, facts: Facts) -> tuple[list[Words], File | None]:
    ids = [each for each in entry.message_ids or () if not facts.author_of(each).is_bot]
    bots = len(entry.message_ids or ()) - len(ids)
    known = [each for each in ids if facts.last_words(each)]
    if not ids:
        return [], None
    words: list[Words] = [
        tn(
            "One message in {channel} was deleted in one go, {when}",
            "{count} messages in {channel} were deleted in one go, {when}",
            len(ids),
            channel=_channel(entry),
            when=markup.moment(entry.at),
        )
    ]
    if bots:
        words.append(tn("-# One more was a bot's.", "-# {count} more were bots' messages.", bots))
    if not known:
        return [*words, t("-# What they said is not known.")], None
    return words, transcript(entry, ids, facts)


def _joined(entry: LogEntry) -> Text:
    age = _span(entry.at - moment_of(entry.subject))
    return t(
        "{who} joined, with an account {age} old", who=markup.named_user(entry.subject, entry.name), age=age
    )


def _left(entry: LogEntry) -> Text:
    who = markup.named_user(entry.subject, entry.name)
    if entry.joined_at is None:
        return t("{who} left", who=who)
    stay = _span(entry.at - entry.joined_at)
    roles = [markup.role(role_id) for role_id in entry.role_ids or ()]
    if not roles:
        return t("{who} left after {stay}", who=who, stay=stay)
    if len(roles) > MOST_ROLES:
        roles = [*roles[:MOST_ROLES], "…"]
    return t("{who} left after {stay}, as {roles}", who=who, stay=stay, roles=" ".join(roles))


def _said(body: Body) -> Iterator[Words]:
    if text := rendered(words_of(body.text)):
        yield from text
    else:
        yield t("-# without text")
    yield from _attached(t("Attachments: {names}"), body.attachments)


def _attached(
    sentence: Text, attachments: Iterable[Attachment], others: Iterable[Attachment] = ()
) -> Iterator[Words]:
    names = [_name(each) for each in attachments if each not in set(others)]
    if names:
        yield replace(sentence, values={"names": joined(names)})


def _name(attachment: Attachment) -> str:
    name = escape(" ".join(attachment.name.split())).replace("|", "¦")
    return f"{BARS}{name}{BARS}" if attachment.spoiler else name


def _same(before: Body, after: Body) -> bool:
    return (before.text, before.attachments) == (after.text, after.attachments)


def _channel(entry: LogEntry) -> str:
    return markup.channel(entry.channel_id or 0)


def _linked(entry: LogEntry, message_id: int, words: Text) -> Text:
    link = markup.message_url(entry.guild_id, entry.channel_id or 0, message_id)
    return Text("[{words}]({link})", {"words": words, "link": link})


def _span(time: timedelta) -> Duration:
    """A span in its largest unit, rounded down."""
    if years := time.days // 365:
        return Duration(years, "year")
    if time.days > 0:
        return Duration(time.days, "day")
    if hours := time.seconds // 3600:
        return Duration(hours, "hour")
    return Duration(max(1, time.seconds // 60), "minute")


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

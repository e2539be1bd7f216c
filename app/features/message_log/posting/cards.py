"""Log entries as staff read them. Blocking: comparing long texts takes a moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from app.core.cards import File
from app.core.diff import compared
from app.core.i18n import Text, joined, t, tn
from app.core.markdown import BARS, escape
from app.core.snowflake import moment_of
from app.core.words import rendered, words_of
from app.features.message_log.models import Kind, LogEntry
from app.features.message_log.posting.files import transcript
from app.features.message_log.posting.values import Facts
from app.features.message_log.values import Attachment, Body

Words: TypeAlias = Text | str
REMOVED, ADDED = "~~", "**"
MOST_ROLES = 20


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
        "goes. For this I keep the text of messages, encrypted, for {days} days at most.",
        days=facts.kept_days,
    )


def _edited(entry: LogEntry, facts: Facts) -> Iterator[Words]:
    before, after = facts.sides(entry)
    if after is None or (before is not None and _same(before, after)):
        return
    yield t(
        "{who} edited {message} in {channel}, {when}",
        who=_who(entry.user_id, after.author),
        message=_linked(entry, entry.subject, t("a message")),
        channel=_channel(entry),
        when=_moment(entry.at),
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
    place = {
        "message": _linked(entry, entry.subject, t("A message")),
        "channel": _channel(entry),
        "written": _moment(moment_of(entry.subject)),
        "when": _moment(entry.at),
    }
    if author.user_id is None:
        yield t("{message} in {channel} from {written} was deleted, {when}", **place)
    else:
        who = _who(author.user_id, known.body.author if known else "")
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
            when=_moment(entry.at),
        )
    ]
    if bots:
        words.append(tn("-# One more was a bot's.", "-# {count} more were bots' messages.", bots))
    if not known:
        return [*words, t("-# What they said is not known.")], None
    return words, transcript(entry, ids, facts)


def _joined(entry: LogEntry) -> Text:
    age = _span(entry.at - moment_of(entry.subject))
    return t("{who} joined, with an account {age} old", who=_who(entry.subject, entry.name), age=age)


def _left(entry: LogEntry) -> Text:
    who = _who(entry.subject, entry.name)
    if entry.joined_at is None:
        return t("{who} left", who=who)
    stay = _span(entry.at - entry.joined_at)
    roles = [f"<@&{role_id}>" for role_id in entry.role_ids or ()]
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


def _who(user_id: int | None, name: str | None) -> str:
    return f"<@{user_id}> ({escape(name)})" if name else f"<@{user_id}>"


def _channel(entry: LogEntry) -> str:
    return f"<#{entry.channel_id}>"


def _moment(at: datetime) -> str:
    return f"<t:{int(at.timestamp())}:f>"


def _linked(entry: LogEntry, message_id: int, words: Text) -> Text:
    link = f"https://discord.com/channels/{entry.guild_id}/{entry.channel_id}/{message_id}"
    return Text("[{words}]({link})", {"words": words, "link": link})


def _span(time: timedelta) -> Text:
    """A span in its largest unit, rounded down."""
    if years := time.days // 365:
        return tn("one year", "{count} years", years)
    if time.days > 0:
        return tn("one day", "{count} days", time.days)
    if hours := time.seconds // 3600:
        return tn("one hour", "{count} hours", hours)
    return tn("one minute", "{count} minutes", max(1, time.seconds // 60))

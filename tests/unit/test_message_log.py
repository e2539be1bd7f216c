"""How the message log puts things."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.core.diff import compared
from app.core.snowflake import first_id_at
from app.core.words import rendered, words_of
from app.features.message_log.models import Kind, LogEntry
from app.features.message_log.posting.cards import report, transcript
from app.features.message_log.posting.values import Author, Facts, Revision
from app.features.message_log.values import Attachment, Body

NOON = datetime(2026, 10, 14, 12, tzinfo=UTC)
MESSAGE = first_id_at(NOON)
LOG = 77


def sides(before: str, after: str) -> tuple[str, str]:
    change = compared(before, after)
    return "\n".join(rendered(change.before, "~~")), "\n".join(rendered(change.after, "**"))


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("a b c", "a x c", ("> a ~~b~~ c", "> a **x** c")),
        ("a b", "a b c", ("> a b", "> a b **c**")),
        ("a, b", "a, b, c", ("> a, b", "> a, b**, c**")),
        ("one two", "three four", ("> one two", "> three four")),
        ("first\nsecond", "first\nthird", ("> first\n> ~~second~~", "> first\n> **third**")),
        ("x *b* y", "x *c* y", (r"> x \*~~b~~\* y", r"> x \***c**\* y")),
        ("", "words", ("", "> words")),
        ("12:30", "12:40", (r"> 12\:~~30~~", r"> 12\:**40**")),
        ("say ||it||", "say it", ("> say ||it||", "> say ||it||")),
        ("||a b||", "||a c||", ("> ||a ~~b~~||", "> ||a **c**||")),
        ("a ```x = 1``` b", "a ```x = 2``` b", ("> a \n```x = 1```\n>  b", "> a \n```x = 2```\n>  b")),
    ],
)
def test_an_edit_reads_well(before: str, after: str, shown: tuple[str, str]) -> None:
    assert sides(before, after) == shown


def test_what_is_far_from_a_change_is_left_out() -> None:
    words = [f"w{number}" for number in range(500)]
    before, after = sides(" ".join(words), " ".join([*words[:250], "new", *words[250:]]))
    assert before == f"> … {' '.join(words[238:262])} … "
    assert after == f"> … {' '.join(words[238:250])} **new** {' '.join(words[250:262])} … "


def test_no_edit_takes_long() -> None:
    texts = ["a " * 2000, "a b " * 1000, "!?" * 2000, "b" * 4000, " ".join(map(str, range(900)))]
    began = time.process_time()
    for before in texts:
        for after in texts:
            compared(before, f"new {after} new")
    assert time.process_time() - began < 20


def entry(kind: Kind, subject: int = MESSAGE, **more: Any) -> LogEntry:
    at = NOON + timedelta(minutes=5)
    more = {"moment": at, "at": at, "channel_id": 5, **more}
    return LogEntry(guild_id=1, kind=kind.value, subject=subject, **more)


def facts(revisions: dict[int, list[Revision]] | None = None, **more: Any) -> Facts:
    return Facts(log_channel_id=LOG, kept_days=30, revisions=revisions or {}, **more)


def said(text: str, *, at: datetime = NOON, files: Sequence[Attachment] = ()) -> Revision:
    return Revision(at, 101, Body(text, tuple(files), "Erin"))


def text_of(entries: Sequence[LogEntry], known: Facts) -> str:
    return "\n".join(str(block) for block in report(entries, known).body)


def test_names_of_files_stay_covered_and_are_no_markdown() -> None:
    files = [Attachment("||*a*||.png", spoiler=False), Attachment("b|.png", spoiler=True)]
    told = text_of([entry(Kind.DELETED)], facts({MESSAGE: [said("", files=files)]}))
    assert told.endswith("-# without text\nAttachments: \\¦\\¦\\*a\\*\\¦\\¦.png, ||b\\¦.png||")


def test_files_that_an_edit_removed_are_named() -> None:
    edit = entry(Kind.EDITED, user_id=101)
    before = said("same", files=[Attachment("map.png", spoiler=False)])
    told = text_of([edit], facts({MESSAGE: [before, said("same", at=edit.moment)]}))
    assert "-# Before\n> same\nAttachments that are gone: map.png\n-# After\n> same" in told


def test_an_edit_that_changed_nothing_is_not_told() -> None:
    edit = entry(Kind.EDITED, user_id=101)
    known = facts({MESSAGE: [said("same"), said("same", at=edit.moment)]})
    assert report([edit], known).body == []
    assert report([edit], facts()).body == []


def test_nobody_is_named_of_whom_nothing_is_known() -> None:
    told = text_of([entry(Kind.DELETED)], facts(authors={MESSAGE: Author(None)}))
    assert told.startswith("[A message](https://discord.com/channels/1/5/")
    assert told.endswith("-# What it said is not known.")
    assert "<@" not in told


@pytest.mark.parametrize("author", [Author(9, is_bot=True), Author(None, is_bot=True)])
def test_messages_of_bots_are_not_told_of(author: Author) -> None:
    purge = entry(Kind.PURGED, message_ids=[MESSAGE])
    known = facts(authors={MESSAGE: author})
    assert report([entry(Kind.DELETED), purge], known).body == []


def test_what_is_unknown_in_the_log_itself_is_not_told() -> None:
    assert report([entry(Kind.DELETED, channel_id=LOG)], facts()).body == []


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=5), "1 minute"),
        (timedelta(minutes=59), "59 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(days=1, hours=5), "1 day"),
        (timedelta(days=364), "364 days"),
        (timedelta(days=800), "2 years"),
    ],
)
def test_how_long_somebody_was_here(age: timedelta, words: str) -> None:
    at = NOON + timedelta(minutes=5)
    gone = entry(Kind.LEFT, 101, name="Erin", joined_at=at - age, role_ids=[7, 8])
    assert text_of([gone], facts()) == f"<@101> (Erin) left after {words}, as <@&7> <@&8>"


def test_a_transcript_keeps_who_said_what_apart() -> None:
    second, third = MESSAGE + 1, MESSAGE + 2
    known = facts(
        {MESSAGE: [said("one\n2026-10-14 12:00:00 Maple (1): two")], second: [said("||three||")]},
        authors={third: Author(102)},
        channels={5: "general"},
    )
    file = transcript(entry(Kind.PURGED), [third, second, MESSAGE], known)
    assert file.spoiler
    assert file.content.decode().splitlines() == [
        "Deleted from #general, 2026-10-14 12:05:00 UTC",
        "",
        "2026-10-14 12:00:00 Erin (101): one",
        "    2026-10-14 12:00:00 Maple (1): two",
        "2026-10-14 12:00:00 Erin (101): ||three||",
        "2026-10-14 12:00:00 102: (not known)",
    ]


def test_a_word_that_never_ends_is_dealt_out_too() -> None:
    [block] = rendered(words_of("||" + "a" * 4000 + "||"))
    assert all(len(line) < 1300 for line in block.splitlines())
    assert block.replace("\n> ", "").replace("||", "") == "> " + "a" * 4000

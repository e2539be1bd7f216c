"""Folding: what was seen of one message comes to one note, in whatever order it came."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from app.core.snowflake import HIGHEST_ID
from app.recording.batch import Batch, BodyNote, Lost, ReactionNote, ReactionsCleared
from app.recording.changes import GuildLeft, GuildSeen, RoleDeleted
from app.recording.fields import LONGEST_TEXT, number, text
from app.recording.sightings import MOST_EDITS, MessageNote


def note(**more: Any) -> MessageNote:
    return MessageNote(1, 2, 3, **more)


WRITTEN: dict[str, Any] = {"author_id": 4, "length": 5, "attachments": 1, "embeds": 2, "mentions": 3}
EDIT: dict[str, Any] = {
    "length": 9,
    "attachments": 0,
    "embeds": 1,
    "mentions": 0,
    "edits": 1,
    "edited_at": 20.0,
}
LATER: dict[str, Any] = {"length": 7, "embeds": 3, "edits": 1, "edited_at": 30.0}
GONE = {"deleted_at": 40.0}


def folded(*seen: dict[str, Any]) -> MessageNote:
    batch = Batch(1, 0.0)
    for each in seen:
        batch.message(note(**each))
    [only] = batch.messages.values()
    return only


def test_an_edit_replaces_what_was_said_and_keeps_who_said_it() -> None:
    assert folded(WRITTEN, EDIT) == note(author_id=4, **EDIT)


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_the_last_edit_wins_whenever_it_comes(order: tuple[int, ...]) -> None:
    said_by = {"author_id": 4}
    events: list[dict[str, Any]] = [WRITTEN, EDIT | said_by, LATER | said_by, GONE]
    seen = folded(*(events[index] for index in order))
    assert (seen.author_id, seen.length, seen.edited_at, seen.deleted_at) == (4, 7, 30.0, 40.0)
    assert (seen.attachments, seen.mentions, seen.embeds) == (0, 0, 3)


def test_edits_are_counted_in_their_order() -> None:
    assert folded(WRITTEN, EDIT, LATER).edits == 2
    assert folded(WRITTEN, EDIT, EDIT).edits == 1


def test_a_preview_adds_embeds_and_is_no_edit() -> None:
    preview = {"length": 5, "embeds": 4}
    seen = folded(WRITTEN, preview)
    assert (seen.embeds, seen.edits, seen.edited_at, seen.attachments, seen.mentions) == (4, 0, None, 1, 3)
    assert folded({**WRITTEN, "embeds": 6}, preview).embeds == 6


def test_a_deletion_knows_nothing_of_the_message() -> None:
    seen = folded(GONE, WRITTEN)
    assert (seen.deleted_at, seen.length, seen.attachments, seen.embeds, seen.mentions) == (40.0, 5, 1, 2, 3)
    assert folded(GONE, {"deleted_at": 50.0}).deleted_at == 40.0
    assert folded(WRITTEN, GONE).length == 5


@pytest.mark.parametrize("first", [True, False])
def test_a_bots_reply_is_one_whichever_was_seen_first(first: bool) -> None:
    seen = folded({"is_bot": first, "is_reply": first}, {"is_bot": not first, "is_reply": not first})
    assert (seen.is_bot, seen.is_reply) == (True, True)
    assert folded({}, {}).is_bot is False


def test_who_was_forgotten_is_not_brought_back_by_what_was_known_before() -> None:
    forgotten = {"length": 5, "embeds": 2, "edited_at": 20.0, "edits": 1}
    assert folded(forgotten, WRITTEN | {"is_reply": True}) == note(**forgotten)


def test_edits_are_counted_as_far_as_they_can_be_stored() -> None:
    known = {"length": 5, "edits": MOST_EDITS - 1, "edited_at": 1.0}
    assert folded(known, EDIT).edits == MOST_EDITS
    assert folded(known, EDIT, LATER).edits == MOST_EDITS


def test_an_edit_without_words_keeps_their_number() -> None:
    seen = folded(WRITTEN, {"edits": 1, "edited_at": 1.0})
    assert (seen.length, seen.attachments, seen.edits) == (5, 0, 1)


def test_messages_of_two_guilds_or_with_two_ids_stay_apart() -> None:
    batch = Batch(1, 0.0)
    for guild_id, message_id in ((1, 2), (1, 3), (2, 2)):
        batch.message(MessageNote(guild_id, message_id, 3))
    assert list(batch.messages) == [(1, 2), (1, 3), (2, 2)]


def test_the_first_body_of_a_moment_is_kept() -> None:
    batch = Batch(1, 0.0)
    for moment, content in ((5.0, b"one"), (5.0, b"two"), (6.0, b"three")):
        batch.body(BodyNote(1, 2, moment, 3, 4, "key", content))
    assert [body.content for body in batch.bodies.values()] == [b"one", b"three"]


@pytest.mark.parametrize(("emoji", "left"), [("a", [False, True, True]), (None, [False, False, True])])
def test_a_clearing_takes_away_what_was_there_before_it(emoji: str | None, left: list[bool]) -> None:
    batch = Batch(1, 0.0)
    keys = [(1, 2, 9, "a"), (1, 2, 9, "b"), (1, 3, 9, "a")]
    for key in keys:
        batch.reaction(key, ReactionNote(5, 1.0, present=True))
    clearing = ReactionsCleared(1, 2, emoji, 2.0)
    batch.clear(clearing)
    assert [batch.reactions[key].present for key in keys] == left
    assert batch.reactions[keys[0]] == ReactionNote(5, 1.0, present=False)
    assert batch.clearings == [clearing]
    batch.reaction(keys[0], ReactionNote(5, 3.0, present=True))
    assert batch.reactions[keys[0]].present


def test_no_round_has_two_changes_about_the_same_thing() -> None:
    batch = Batch(1, 0.0)
    erin, ryoka, gone = GuildSeen(1, "Erin"), GuildSeen(2, "Ryoka"), GuildLeft(1, 5.0)
    again, other = GuildSeen(1, "Erin again"), RoleDeleted(1, 5.0)
    for change in (erin, ryoka, gone, again, other):
        batch.change(change)
    found = [(each.of(GuildSeen), each.of(GuildLeft), each.of(RoleDeleted)) for each in batch.rounds()]
    assert found == [([erin, ryoka], [], [other]), ([], [gone], []), ([again], [], [])]
    assert list(Batch(1, 0.0).rounds()) == []


def test_a_batch_with_anything_in_it_is_worth_writing() -> None:
    filled = [Batch(1, 0.0, events=3) for _ in range(5)]
    filled[0].message(note())
    filled[1].reaction((1, 2, 3, "a"), ReactionNote(5, 1.0, present=False))
    filled[2].clear(ReactionsCleared(1, 2, None, 1.0))
    filled[3].change(GuildLeft(1, 5.0))
    assert [bool(batch) for batch in filled] == [True, True, True, True, False]


def test_what_was_lost_reaches_from_the_first_to_the_last() -> None:
    assert Lost(1, 2, 10, 20).widened(15) == Lost(1, 2, 10, 20)
    assert Lost(1, 2, 10, 20).widened(5).widened(30) == Lost(1, 2, 5, 30)


@pytest.mark.parametrize("value", [0, "12", HIGHEST_ID, -HIGHEST_ID, str(HIGHEST_ID)])
def test_ids_and_figures_are_numbers(value: Any) -> None:
    assert number(value) == int(value)


@pytest.mark.parametrize("value", [HIGHEST_ID + 1, -HIGHEST_ID - 1, "9" * 30])
def test_a_number_that_cannot_be_stored_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"^a number is out of range$"):
        number(value)


@pytest.mark.parametrize("value", ["one", None, [], {}])
def test_what_is_no_number_is_refused(value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        number(value)


def test_a_name_is_a_text_of_a_sane_length() -> None:
    assert text("x" * LONGEST_TEXT) == "x" * LONGEST_TEXT
    with pytest.raises(ValueError, match=r"^a text is too long$"):
        text("x" * (LONGEST_TEXT + 1))
    with pytest.raises(TypeError, match=r"^a text is something else$"):
        text(5)

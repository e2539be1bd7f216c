"""Which of two sightings of a message wins: in a batch, when recorded, when imported, and when an import is tried."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import astuple
from itertools import product
from typing import TypeAlias

import pytest

from app.container import Container
from app.infra.db.bulk import moment
from app.recording import models
from app.recording.intake.service import IntakeService
from app.recording.repository import RecordingRepository
from app.recording.sightings import MOST_EDITS, MessageNote
from tests.integration.conftest import Rows
from tests.support.payloads import NOON, id_at

Pair: TypeAlias = tuple[MessageNote, MessageNote]
PAIRS = 3000
AT = NOON.timestamp()
STORED = """
    SELECT author_id, is_bot, is_reply, length, attachments, embeds, mentions, edits,
        extract(epoch FROM edited_at)::float, extract(epoch FROM deleted_at)::float
    FROM messages WHERE guild_id = :guild ORDER BY id
"""


def sightings(guild_id: int, first: int) -> Callable[[int], MessageNote]:
    """Anything that can be seen of a message."""
    seen = [
        *product((None,), (False,), (None,), (0,), (None,), (AT + 60, AT + 70)),
        *product((4, 5), (False, True), (0, 5, 9), (0, 2, 3), (None, AT + 10, AT + 20), (None, AT + 60)),
    ]
    chance = random.Random(1)

    def one(number: int) -> MessageNote:
        author_id, flag, length, embeds, edited_at, deleted_at = chance.choice(seen)
        return MessageNote(
            guild_id,
            first + number,
            3,
            author_id,
            is_bot=flag,
            is_reply=chance.random() < 0.5 and length is not None,
            length=length,
            attachments=0 if length is None else chance.randrange(3),
            embeds=embeds,
            mentions=0 if length is None else chance.randrange(3),
            edits=0 if edited_at is None else chance.choice((1, 2)),
            edited_at=edited_at,
            deleted_at=deleted_at,
        )

    return one


@pytest.fixture
async def pairs(container: Container, guild_id: int) -> list[Pair]:
    """What is known of messages, all of it stored, and what is seen of them then."""
    first = id_at(NOON)
    await container.partitions().ensure(models.MESSAGES, [first])
    one = sightings(guild_id, first)
    pairs = [(one(number), one(number)) for number in range(PAIRS)]
    for known, _ in pairs[: PAIRS // 10]:
        # Somebody who was forgotten.
        known.author_id = None
    await record(container, (known for known, _ in pairs))
    return pairs


async def record(container: Container, notes: Iterable[MessageNote]) -> None:
    async with container.sessions().begin() as session:
        await RecordingRepository(session, NOON).messages(list(notes))


def folded(known: MessageNote, later: MessageNote) -> MessageNote:
    both = copy(known)
    both.absorb(later)
    return both


async def test_what_is_recorded_is_what_a_batch_comes_to(
    container: Container, rows: Rows, pairs: list[Pair]
) -> None:
    await record(container, (later for _, later in pairs))
    found = await rows(STORED)
    assert found == [astuple(folded(*pair))[3:] for pair in pairs]
    assert len(set(found)) > 100


def imported(known: MessageNote, later: MessageNote) -> MessageNote:
    """An import brings the number of all edits, and nothing back of somebody who was forgotten."""
    if known.length is not None and known.author_id != later.author_id:
        return known
    both = folded(known, later)
    # What tells nothing more changes nothing.
    both.edits = known.edits if both == known else max(known.edits, later.edits)
    return both


async def test_what_is_imported_follows_the_same_rule_and_is_told_before(
    container: Container, rows: Rows, pairs: list[Pair]
) -> None:
    whole = [pair for pair in pairs if pair[1].length is not None]
    lines = [
        (*astuple(later)[:11], *(at and moment(at) for at in (later.edited_at, later.deleted_at)))
        for _, later in whole
    ]
    told, done, again = [
        set(await intake(container, dry_run=dry_run).messages(lines)) for dry_run in (True, False, False)
    ]
    assert told == done
    assert again == set()
    expected = {pair[0].id: imported(*pair) if pair in whole else pair[0] for pair in pairs}
    assert await rows(STORED) == [astuple(note)[3:] for note in expected.values()]
    assert done == {known.id for known, _ in pairs if expected[known.id] != known}


def intake(container: Container, *, dry_run: bool) -> IntakeService:
    return IntakeService(container.sessions(), container.partitions(), dry_run=dry_run)


async def test_edits_are_counted_no_further_than_they_can_be_stored(
    container: Container, rows: Rows, guild_id: int
) -> None:
    note = MessageNote(guild_id, id_at(NOON), 3, 4, length=5)
    await container.partitions().ensure(models.MESSAGES, [note.id])
    for number in (MOST_EDITS, 1):
        edited = copy(note)
        edited.edits, edited.edited_at = number, (note.edited_at or AT) + 1
        await record(container, [edited])
        note.absorb(edited)
    assert note.edits == MOST_EDITS
    assert await rows("SELECT edits FROM messages WHERE guild_id = :guild") == [(MOST_EDITS,)]

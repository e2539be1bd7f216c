"""What a message said: out of Discord's payload, and back out of a row of the table."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from loguru import logger

from app.features.message_log.models import MessageBody
from app.features.message_log.values import Attachment, Body, opened, place_of
from app.infra.crypto import Keyring
from tests.support.payloads import message

WRITTEN = datetime(2026, 10, 14, 12, 0, 0, 123456, UTC)
PLACE = {"guild_id": 1, "channel_id": 2, "message_id": 3, "author_id": 4}
SAID = Body("Erin plays ♟ with a skeleton.", (Attachment("a.png", spoiler=True),), "Erin")


def file(**told: Any) -> Attachment:
    [attachment] = Body.of(message(1, attachments=[told])).attachments
    return attachment


@pytest.mark.parametrize(
    ("told", "covered"),
    [
        ({"filename": "map.png"}, False),
        ({"filename": "map.png", "flags": None}, False),
        ({"filename": "map.png", "flags": 1 << 2}, False),
        ({"filename": "map.png", "flags": 1 << 3}, True),
        ({"filename": "map.png", "flags": "9"}, True),
        ({"filename": "SPOILER_map.png"}, True),
        ({"filename": "SPOILER_map.png", "flags": 0}, True),
        ({"filename": "map_SPOILER_.png"}, False),
    ],
)
def test_a_file_is_covered_by_its_name_or_its_flag(told: dict[str, Any], covered: bool) -> None:
    assert file(**told) == Attachment(told["filename"], covered)


def test_a_file_may_have_no_name() -> None:
    assert file() == Attachment("", spoiler=False)


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({}, "erin"),
        ({"member": None}, "erin"),
        ({"member": {"nick": None}}, "erin"),
        ({"member": {"nick": "The Innkeeper"}}, "The Innkeeper"),
        ({"author": {"username": "erin", "global_name": "Erin Solstice"}}, "Erin Solstice"),
        (
            {"author": {"username": "erin", "global_name": "Erin"}, "member": {"nick": "Crazy Human"}},
            "Crazy Human",
        ),
        ({"author": {"username": "erin", "global_name": None}}, "erin"),
        ({"author": {"username": None}}, ""),
    ],
)
def test_an_author_is_called_as_the_guild_calls_them(more: dict[str, Any], name: str) -> None:
    assert Body.of(message(1, content="Hello") | more) == Body("Hello", (), name)


@pytest.mark.parametrize("body", [SAID, Body(""), Body("a\0b\n", (), ""), replace(SAID, attachments=())])
def test_a_body_comes_back_as_it_went_in(body: Body) -> None:
    assert Body.unpack(body.pack()) == body


@pytest.fixture
def keyring() -> Keyring:
    return Keyring(["a secret of the tests"], "tests")


def row(keyring: Keyring, **other: Any) -> MessageBody:
    about = place_of(1, 2, 3, 4, round(WRITTEN.timestamp() * 1e6))
    sealed = keyring.seal(SAID.pack(), owner=PLACE["guild_id"], about=about)
    return MessageBody(
        **{**PLACE, "written_at": WRITTEN, "key_id": sealed.key_id, "content": sealed.content, **other}
    )


def test_a_row_says_what_was_written(keyring: Keyring) -> None:
    assert opened(row(keyring), keyring) == SAID


@pytest.mark.parametrize(
    "other",
    [
        {"guild_id": 9},
        {"channel_id": 9},
        {"message_id": 9},
        {"author_id": 9},
        {"written_at": WRITTEN + timedelta(microseconds=1)},
        {"key_id": "unknown"},
    ],
)
def test_a_row_that_is_not_as_it_was_written_says_nothing(keyring: Keyring, other: dict[str, Any]) -> None:
    said: list[str] = []
    handler = logger.add(lambda line: said.append(line.record["message"]), level="WARNING")
    try:
        assert opened(row(keyring, **other), keyring) is None
    finally:
        logger.remove(handler)
    [line] = said
    assert line in {
        "the text of a message cannot be read: there is no key unknown",
        "the text of a message cannot be read: the value does not belong to this row",
    }

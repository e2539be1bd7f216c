"""Batches as bytes: every change comes back as it was, and what an earlier version left is still understood."""

from __future__ import annotations

import base64
import inspect
import typing
import zlib
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.features.message_log import values as message_log
from app.recording import changes as module
from app.recording.batch import Batch, BodyNote, ReactionNote, ReactionsCleared
from app.recording.changes import (
    CHANGES,
    ChannelDeleted,
    ChannelSeen,
    EmojisListed,
    GuildLeft,
    GuildListed,
    GuildSeen,
    MemberJoined,
    MemberLeft,
    MemberNamed,
    MemberSeen,
    MembersListed,
    NewestListed,
    RecordedChange,
    RoleDeleted,
    RoleSeen,
    ThreadFollowed,
    ThreadUnfollowed,
    VoiceMoved,
    VoicesListed,
)
from app.recording.codec import BatchCodec, without_bodies
from app.recording.sightings import MessageNote
from tests.unit.test_spill import full_batch

ALL = {**CHANGES, **message_log.CHANGES}
CODEC = BatchCodec(ALL)
LEFT_BY_VERSION_1 = (
    "eAGlVMtu20AM/JWAZyKw5FcsIIccCrSXHnopWsEw1hYtK12tDD2cGkH+vUOulLqHnAoDlpYcksMhV68UhnovLWVrpr2ULlD2cD9j"
    "kouEvqNsw1RL17lScMhfqRwqX+yqgrKESR8p0+HkQhBv1jmTG/pT09ppAUy32zc9ZUfnO7FjK2d/fTd4CWV/omyJwL53h1MdCysH"
    "MCtQFq9qrJoQD1JUSk0ReJNi55A/DN4zFeLl1vK2RVtNURn7POGUV/dLnjOI/ZIrMT19/up/fP/tfz49PtIW6FbcYSyV5xYBrKMt"
    "53NeQ5m+HWSrwIMX11ahVF2A27AxgHjq7Ho5myMKRgzEDDkg2pcQtFA+yQbf3LInMQPaKiVI6zzxjE02g3fBnbsTpNQsC8uVg9PH"
    "UTGWldwMv2SWLpAo1WQwgQlm3F6bIFpHWWs6desCaJv/U1zT/ZNRDRTkRbrYwRrnZCppznGN7kqj9C7KxhTNqW08mOYrxK2U/Tdx"
    "BRY3imZdGWQKj7gpWOrmuepMOhVbCz9AZ6SsaRwpT9ha966NYM0C8IKX23f/c1OFmyEsRp0RzvmSV7ocORbWrtXfWd3CbFOS2dhY"
    "cLU2hqFyYuWwcJ+wWXFLsGWX0T06k2QMPDbeNy8IxT6bT59afAgfui5NdcBl0HJoyYRY8BxRU/cGGOmkY0XjOwHsC3Dn5RjnGLc6"
    "SUdOviktOOU4YDoPbSkF4eapQNo0rp8ltL8cdii2ffsDi2dZ9w=="
)
"""Written by the last program of that version, with one of everything."""
GENERAL = ChannelSeen(3, 1, None, 0, "general", 0, archived=False)
SEEN = GENERAL._replace(overwrites=[(1, 0, 0, 1024)], last_id=2)
UNDERSTOOD: list[RecordedChange] = [
    GuildSeen(1, "Inn"),
    GENERAL,
    GuildListed(1, [SEEN], [RoleSeen(1, 1, "everyone", 0, 0)], [(3, 2)], 8.0, all_roles=False),
    GuildListed(1, [GENERAL], [], [(3, 2)], 8.0),
    NewestListed(1, [(3, 2)]),
    ChannelDeleted(3, 1, 9.0),
    RoleSeen(6, 1, "Reader", None, 2),
    RoleDeleted(6, 9.0),
    EmojisListed(1, [(8, "golem", True)], 9.0),
    MembersListed(1, [4, 5], 9.0),
    MemberJoined(1, 4, False, 9.0, [5, 6]),
    MemberSeen(1, 4, False, 9.0, None, 10.0),
    MemberNamed(1, 4, "Erin"),
    MemberLeft(1, 4, 11.0),
    ThreadFollowed(1, 3, 4),
    ThreadUnfollowed(1, 3, 4),
    VoicesListed(1, [(4, 3)], 9.0),
    VoiceMoved(1, 4, None, 9.0),
    GuildLeft(1, 12.0),
    message_log.EntryNote(1, "purged", 2, 9.0, 10.0, 3, None, None, [2, 9]),
]


def typed(changes: list[RecordedChange]) -> list[tuple[type, RecordedChange]]:
    """With their types: named tuples of two types can be equal."""
    return [(type(change), change) for change in changes]


def test_a_batch_comes_back_as_it_was() -> None:
    assert CODEC.unpack(CODEC.pack(full_batch())) == full_batch()


def test_what_version_1_left_is_understood() -> None:
    batch = CODEC.unpack(base64.b64decode("".join(LEFT_BY_VERSION_1)))
    assert (batch.number, batch.began, batch.events) == (7, 8.0, 9)
    assert batch.messages == {(1, 2): MessageNote(1, 2, 3, author_id=4, length=5)}
    assert list(batch.bodies.values()) == [BodyNote(1, 2, 6.5, 3, 4, "key", b"\x00sealed")]
    assert batch.reactions == {(1, 2, 4, "a"): ReactionNote(3, 7.0, present=True)}
    assert batch.clearings == [ReactionsCleared(1, 9, None, 8.0)]
    assert typed(batch.changes) == typed(UNDERSTOOD)


def test_every_change_comes_back_as_what_it_was() -> None:
    batch = Batch(1, 2.0, changes=UNDERSTOOD)
    assert {type(change) for change in UNDERSTOOD} == set(ALL.values())
    assert typed(CODEC.unpack(CODEC.pack(batch)).changes) == typed(UNDERSTOOD)


def test_every_change_there_is_has_a_name() -> None:
    classes = {each for _, each in inspect.getmembers(module, inspect.isclass) if hasattr(each, "_fields")}
    assert {each.__name__ for each in classes} == {each.__name__ for each in CHANGES.values()}
    assert all(typing.get_type_hints(each) for each in classes)


@given(st.integers(), st.text(), st.floats(allow_nan=False, allow_infinity=False))
def test_values_come_back(number: int, name: str, at: float) -> None:
    number %= 2**63
    batch = Batch(number, at, changes=[MemberNamed(number, -number, name), GuildLeft(number, at)])
    assert CODEC.unpack(CODEC.pack(batch)) == batch


@pytest.mark.parametrize(
    "more",
    [
        {"version": 3},
        {"changes": [["unheard of", [1]]]},
        {"changes": [["guild", [1, "Inn", "more"]]]},
        {"changes": [["guild", [1]]]},
    ],
)
def test_what_is_not_understood_is_refused(more: dict[str, Any]) -> None:
    fields = orjson.loads(zlib.decompress(CODEC.pack(full_batch()))) | more
    with pytest.raises((ValueError, TypeError, LookupError)):
        CODEC.unpack(zlib.compress(orjson.dumps(fields)))


def test_two_names_for_one_change_are_refused() -> None:
    with pytest.raises(ValueError, match="two names"):
        BatchCodec({"guild": GuildSeen, "inn": GuildSeen})


def test_a_change_without_a_name_is_not_written() -> None:
    batch = Batch(1, 2.0, changes=[GuildSeen(1, "Inn")])
    with pytest.raises(KeyError):
        BatchCodec({}).pack(batch)


def test_what_members_wrote_can_be_taken_out() -> None:
    assert CODEC.unpack(without_bodies(CODEC.pack(full_batch()))).bodies == {}
    assert without_bodies(b"torn") == b""

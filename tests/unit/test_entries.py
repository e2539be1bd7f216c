"""Cached values on their way out of the process and back."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.infra.crypto import NotGenuine, Proofs, derived
from app.infra.entries import Entry, WrongShape
from tests.support.entries import declared

ENTRIES = declared()
# JSON has no word for infinity.
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))


@dataclass(frozen=True)
class Cup:
    """One version of the program knows this …"""

    size: int


@dataclass(frozen=True)
class FullerCup:
    """… and another this."""

    size: int
    full: bool = True


CUPS = Entry("cups", Cup, 60)


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry.name for entry in ENTRIES])
@given(data=st.data())
def test_every_value_survives(entry: Entry[Any], data: st.DataObject) -> None:
    value = data.draw(st.from_type(entry.shape))
    again = entry.unpack(entry.pack(value))
    assert again == value
    assert type(again) is type(value)


@given(st.binary())
def test_no_bytes_do_more_than_not_fit(content: bytes) -> None:
    mark = CUPS.pack(Cup(1))[:8]
    for packed in (content, mark + content):
        with pytest.raises(WrongShape):
            CUPS.unpack(packed)


@pytest.mark.parametrize(
    "content",
    [
        b'{"size": "1"}',
        b'{"size": 1.5}',
        b'{"size": true}',
        b"{}",
        b"[]",
        b"null",
        b'{"size": 1',
        b'{"size": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        pickle.dumps(Cup(1)),
    ],
)
def test_another_shape_does_not_fit(content: bytes) -> None:
    with pytest.raises(WrongShape) as caught:
        CUPS.unpack(CUPS.pack(Cup(1))[:8] + content)
    assert caught.value.args == ("cups",)
    assert caught.value.__suppress_context__


def test_another_version_does_not_fill_with_defaults_what_it_was_not_told() -> None:
    newer = Entry("cups", FullerCup, 60)
    for one, other, value in ((CUPS, newer, Cup(1)), (newer, CUPS, FullerCup(1))):
        with pytest.raises(WrongShape):
            other.unpack(one.pack(value))  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [Cup("1"), Cup(Decimal(1)), "Cup"])  # type: ignore[arg-type]
def test_what_is_not_of_the_shape_is_not_packed(value: Any) -> None:
    with pytest.raises(WrongShape):
        CUPS.pack(value)


@given(st.binary(), st.text(), st.text())
def test_a_proof_holds_for_its_place_alone(content: bytes, place: str, other: str) -> None:
    proofs = Proofs(derived(b"secret", "tests"))
    signed = proofs.sign(content, place=place)
    assert proofs.verified(signed, place=place) == content
    if place != other:
        with pytest.raises(NotGenuine):
            proofs.verified(signed, place=other)


@given(st.binary(), st.data())
def test_every_change_is_noticed_and_the_right_proof_is_not_told(content: bytes, data: st.DataObject) -> None:
    proofs = Proofs(derived(b"secret", "tests"))
    signed = proofs.sign(content, place="here")
    position = data.draw(st.integers(0, len(signed) - 1))
    changed = bytearray(signed)
    changed[position] ^= data.draw(st.integers(1, 255))
    for broken in (bytes(changed), signed[:position], signed + b"\0", b""):
        with pytest.raises(NotGenuine) as caught:
            proofs.verified(broken, place="here")
        assert caught.value.args == ()


def test_keys_are_for_one_purpose() -> None:
    assert len({derived(b"secret", "cache"), derived(b"secret", "panels"), derived(b"other", "cache")}) == 3
    with pytest.raises(NotGenuine):
        Proofs(derived(b"secret", "cache")).verified(
            Proofs(derived(b"secret", "panels")).sign(b"content", place="here"), place="here"
        )

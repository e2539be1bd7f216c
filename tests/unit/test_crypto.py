"""Values that are kept encrypted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.infra.crypto import CannotOpen, Keyring, Sealed

OLD, NEW = "an old key of thirty-two characters", "a new key of thirty-two characters!"
ROW = "message_bodies;1;2;3"


@given(st.binary(max_size=5000))
def test_what_was_sealed_can_be_opened(plain: bytes) -> None:
    keyring = Keyring([OLD], "tests")
    assert keyring.open(keyring.seal(plain, owner=1, about=ROW), owner=1, about=ROW) == plain


def test_the_same_words_never_look_the_same() -> None:
    keyring = Keyring([OLD], "tests")
    assert len({keyring.seal(b"words", owner=1, about=ROW).content for _ in range(100)}) == 100


@pytest.mark.parametrize(("owner", "about"), [(1, "message_bodies;1;2;4"), (2, ROW), (1, "")])
def test_it_opens_nowhere_else(owner: int, about: str) -> None:
    keyring = Keyring([OLD], "tests")
    with pytest.raises(CannotOpen, match="does not belong"):
        keyring.open(keyring.seal(b"words", owner=1, about=ROW), owner=owner, about=about)


@pytest.mark.parametrize("position", [0, 11, 12, -17, -1])
def test_every_changed_byte_is_noticed(position: int) -> None:
    keyring = Keyring([OLD], "tests")
    key_id, content = keyring.seal(b"words", owner=1, about=ROW)
    changed = bytearray(content)
    changed[position] ^= 1
    for broken in (bytes(changed), content[:-1], content[:5], b""):
        with pytest.raises(CannotOpen):
            keyring.open(Sealed(key_id, broken), owner=1, about=ROW)


def test_the_first_key_encrypts_and_all_decrypt() -> None:
    before = Keyring([OLD], "tests").seal(b"before", owner=1, about=ROW)
    rotated = Keyring([NEW, OLD], "tests")
    after = rotated.seal(b"after", owner=1, about=ROW)
    assert [rotated.open(each, owner=1, about=ROW) for each in (before, after)] == [b"before", b"after"]
    assert before.key_id != after.key_id
    with pytest.raises(CannotOpen, match=f"no key {before.key_id}"):
        Keyring([NEW], "tests").open(before, owner=1, about=ROW)
    assert Keyring([NEW], "tests").open(after, owner=1, about=ROW) == b"after"


def test_a_key_is_good_for_one_purpose() -> None:
    sealed = Keyring([OLD], "tests").seal(b"words", owner=1, about=ROW)
    with pytest.raises(CannotOpen):
        Keyring([OLD], "others").open(sealed, owner=1, about=ROW)


def test_what_an_earlier_version_sealed_is_opened() -> None:
    """Rows are as old as a guild wants: how keys are derived and named can never change."""
    sealed = Sealed(
        "7828df3c", bytes.fromhex("5ace314490b5d00c1c8d2056f9bf663b8b34f5202420031069e2c12fabfe34ea8f")
    )
    assert Keyring([OLD], "tests").open(sealed, owner=1, about=ROW) == b"words"


def test_errors_tell_nothing() -> None:
    keyring = Keyring([OLD], "tests")
    sealed = keyring.seal(b"a members words", owner=1, about=ROW)
    with pytest.raises(CannotOpen) as caught:
        keyring.open(sealed, owner=1, about="elsewhere")
    assert str(caught.value) == "the value does not belong to this row"
    assert OLD not in str(caught.value)
    assert "words" not in str(caught.value)

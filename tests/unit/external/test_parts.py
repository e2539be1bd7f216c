from __future__ import annotations

import gzip
import random
import zlib
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict

from app.infra.external.breaker import Breaker
from app.infra.external.decoding import STEP, Body, Caps, Overflow, Undecodable
from app.infra.external.errors import HostUnavailable, TooLarge
from app.infra.external.retries import seconds_to_wait
from app.infra.external.validators import freshness

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
CAPS = Caps(sent=1_000_000, decoded=1_000_000)


class Time:
    def __init__(self) -> None:
        self.now = 50.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def breaker(time: Time) -> Breaker:
    return Breaker("inn.example", 3, 60.0, time)


def fail(breaker: Breaker, *, is_fault: bool = True) -> None:
    with pytest.raises(HostUnavailable, match="does not answer"), breaker.attempt():
        raise HostUnavailable("inn.example", "connection", is_fault=is_fault)


def succeed(breaker: Breaker) -> None:
    with breaker.attempt():
        pass


def refuses(breaker: Breaker) -> bool:
    try:
        with breaker.attempt():
            return False
    except HostUnavailable as error:
        return error.outcome == "breaker"


def test_failures_in_a_row_open_the_breaker(breaker: Breaker) -> None:
    for _ in range(2):
        fail(breaker)
    succeed(breaker)
    for _ in range(3):
        fail(breaker)
    assert refuses(breaker)


def test_after_a_rest_one_request_tries_the_host(breaker: Breaker, time: Time) -> None:
    for _ in range(3):
        fail(breaker)
    time.now += 59.9
    assert refuses(breaker)
    time.now += 0.1
    with breaker.attempt():
        assert refuses(breaker)
    assert not refuses(breaker)


def test_a_failed_trial_opens_it_for_as_long_again(breaker: Breaker, time: Time) -> None:
    for _ in range(3):
        fail(breaker)
    time.now += 60
    fail(breaker)
    time.now += 59.9
    assert refuses(breaker)
    time.now += 0.1
    succeed(breaker)
    fail(breaker)
    assert not refuses(breaker)


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, TooLarge("inn.example")])
def test_a_trial_that_says_nothing_leaves_the_place_to_the_next(
    breaker: Breaker, time: Time, interruption: BaseException
) -> None:
    for _ in range(3):
        fail(breaker)
    time.now += 60
    with pytest.raises((KeyboardInterrupt, TooLarge)), breaker.attempt():
        raise interruption
    fail(breaker, is_fault=False)
    succeed(breaker)
    assert not refuses(breaker)


def test_what_is_not_the_hosts_fault_does_not_count(breaker: Breaker) -> None:
    for _ in range(9):
        fail(breaker, is_fault=False)
    assert not refuses(breaker)


def test_what_was_under_way_does_not_prolong_the_rest(breaker: Breaker, time: Time) -> None:
    with pytest.raises(HostUnavailable), breaker.attempt():
        for _ in range(3):
            fail(breaker)
        time.now += 30
        raise HostUnavailable("inn.example", "timeout")
    time.now += 30
    assert not refuses(breaker)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0),
        (" 120 ", 120.0),
        ("9" * 400, 999_999_999_999.0),
        ("Sun, 01 Mar 2026 12:00:30 GMT", 30.0),
        ("Sunday, 01-Mar-26 12:00:30 GMT", 30.0),
        ("Sun Mar  1 12:00:30 2026", 30.0),
        ("Sun, 01 Mar 2026 13:00:30 +0100", 30.0),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0.0),
        (None, None),
        ("", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("²", None),
        ("Sun, 99 Mar 2026 12:00:30 GMT", None),
        ("Sun, 01 Mar 99999 12:00:30 GMT", None),
    ],
)
def test_retry_after_has_two_forms(text: str | None, seconds: float | None) -> None:
    assert seconds_to_wait(text, NOW) == seconds


@given(st.text(max_size=40))
def test_any_retry_after_can_be_read(text: str) -> None:
    found = seconds_to_wait(text, NOW)
    assert found is None or found >= 0


def decoded(encoding: str, data: bytes, sizes: int = 7, caps: Caps = CAPS) -> bytes:
    body = Body(encoding, caps)
    for start, end in pairwise([*range(0, len(data), sizes), len(data)]):
        body.feed(data[start:end])
    return body.end()


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@given(st.binary(max_size=5000), st.integers(1, 400))
def test_every_encoding_comes_out_as_it_went_in(data: bytes, sizes: int) -> None:
    assert decoded("", data, sizes) == data
    assert decoded("identity", data, sizes) == data
    assert decoded("GZIP", gzip.compress(data), sizes) == data
    assert decoded("x-gzip", gzip.compress(data) + gzip.compress(b"more"), sizes) == data + b"more"
    assert decoded("gzip", gzip.compress(data) + b"\0\0\0", sizes) == data
    assert decoded("deflate", zlib.compress(data), sizes) == data
    assert decoded("deflate", raw_deflate(data), sizes) == data


def test_a_large_body_in_one_piece_comes_out_whole() -> None:
    data = random.Random(1).randbytes(500_000).hex().encode()
    packed = gzip.compress(data)
    assert decoded("gzip", packed, len(packed), Caps(sent=10_000_000, decoded=10_000_000)) == data


@pytest.mark.parametrize(
    "encoding", ["gzip, gzip", "br", "zstd", "compress", "gzip;q=1", "deflate,gzip", "?"]
)
def test_other_encodings_are_not_read(encoding: str) -> None:
    with pytest.raises(Undecodable):
        decoded(encoding, b"anything")


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
@pytest.mark.parametrize(
    "data", [b"plain text", b"\x1f\x8b", b"\x78\x9c", b"\x00", gzip.compress(b"x" * 99, mtime=0)[:-9]]
)
def test_broken_data_is_said_to_be(encoding: str, data: bytes) -> None:
    with pytest.raises(Undecodable):
        decoded(encoding, data)


def test_what_a_decompressor_still_holds_at_the_end_comes_out() -> None:
    for size in range(STEP - 300, STEP + 600):
        assert len(decoded("deflate", raw_deflate(bytes(size)), STEP)) == size


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_what_is_sent_has_a_limit_of_its_own(encoding: str) -> None:
    data = random.Random(2).randbytes(5000)
    body = Body(encoding, Caps(sent=4000, decoded=1_000_000))
    with pytest.raises(Overflow):
        body.feed(gzip.compress(data) if encoding else data)
    assert not body.so_far


def test_an_empty_body_needs_no_frame() -> None:
    assert decoded("gzip", b"") == b""


@given(st.binary(min_size=1, max_size=500), st.integers(1, 600), st.sampled_from(["", "gzip", "deflate"]))
def test_no_more_comes_out_than_is_allowed(data: bytes, most: int, encoding: str) -> None:
    packed = {"": data, "gzip": gzip.compress(data), "deflate": zlib.compress(data)}[encoding]
    body = Body(encoding, Caps(sent=10_000, decoded=most))
    if len(data) > most:
        with pytest.raises(Overflow):
            body.feed(packed)
        assert body.so_far == data[:most]
    else:
        body.feed(packed)
        assert body.end() == data


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_bomb_is_cut_by_its_ratio(encoding: str) -> None:
    pack = gzip.compress if encoding == "gzip" else zlib.compress
    packed = pack(bytes(50_000_000))
    body = Body(encoding, Caps(sent=1_000_000, decoded=1_000_000_000))
    with pytest.raises(Overflow):
        body.feed(packed)
    assert len(body.so_far) < 8_000_000


def test_blanks_in_a_small_file_are_no_bomb() -> None:
    assert len(decoded("gzip", gzip.compress(bytes(200_000)))) == 200_000


@pytest.mark.parametrize(
    ("control", "age", "seconds"),
    [
        ("max-age=60", None, 60.0),
        ("public, MAX-AGE = 60", None, 60.0),
        ('max-age="60"', None, 60.0),
        ("max-age=60", "20", 40.0),
        ("max-age=60", "80", 0.0),
        ("max-age=60", "old", 0.0),
        ("max-age=60, no-cache", None, 0.0),
        ("max-age=-1", None, 0.0),
        ("max-age=" + "9" * 400, None, 86_400.0),
        ("max-age=", None, 0.0),
        ("", None, 0.0),
        ("max-age=²", None, 0.0),
    ],
)
def test_how_long_an_answer_stays_fresh(control: str, age: str | None, seconds: float) -> None:
    headers = CIMultiDict({"cache-control": control})
    if age is not None:
        headers["age"] = age
    assert freshness(headers) == seconds

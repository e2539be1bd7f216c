"""What may be said of errors and of libraries' lines."""

from __future__ import annotations

import logging
import os
import traceback
from collections.abc import Callable

import pytest

from app.core.errors import NotFound
from app.core.i18n import t
from app.core.wordless import summary, traceback_of
from app.infra.redaction import message_of, redactor

WORDS = "what a member wrote"


def record(message: object, *values: object, name: str = "library") -> logging.LogRecord:
    return logging.LogRecord(name, logging.INFO, "file", 1, message, values, None)


def raised(act: Callable[[], object]) -> Exception:
    try:
        act()
    except Exception as error:  # noqa: BLE001 - whichever it is
        return error
    raise AssertionError("nothing was raised")


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("the key is hunter2!", "the key is [redacted]!"),
        ("hunter2 and hunter2-longer", "[redacted] and [redacted]"),
        ("short: abcde", "short: abcde"),
        ("six: abcdef", "six: [redacted]"),
        ("a.c*d+", "[redacted]"),
        ("aXc*d+", "aXc*d+"),
        ("postgresql://twi:pass@db/twi", "postgresql://[redacted]@db/twi"),
        ("/webhooks/12/abc?wait=1", "/webhooks/12/[redacted]?wait=1"),
        ("token=abc&x=1", "token=[redacted]&x=1"),
    ],
)
def test_only_the_secret_goes(said: str, left: str) -> None:
    assert redactor(["hunter2", "hunter2-longer", "abcde", "abcdef", "a.c*d+"])(said) == left


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (record("plain"), "plain"),
        (record("%s of %d", "one", 2), "one of 2"),
        (record("told %s", {"content": WORDS}), "told <dict>"),
        (record("told %(content)s", {"content": WORDS}), f"told {WORDS}"),
        (record("told %(content)s", {"content": [WORDS]}), "told <list>"),
        (record("told %s, %s, %s", [WORDS], {WORDS}, frozenset({WORDS})), "told <list>, <set>, <frozenset>"),
        (record("told %s and %s", WORDS.encode(), bytearray(2)), "told <bytes> and <bytearray>"),
        (record("failed: %s", ValueError(f"not {WORDS!r}")), "failed: ValueError: not […]"),
        (record("%d of them", WORDS), "%d of them"),
        (record("%s and %s", "one"), "%s and %s"),
        (record("first\nsecond"), "first\nsecond"),
        (record("first\nsecond\nthird", name="asyncio"), "first"),
        (record(ValueError("as it is")), "as it is"),
        (record("50%y", 1), "50%y"),
        (record("100% sure"), "100% sure"),
    ],
)
def test_a_librarys_line_is_told_without_its_data(told: logging.LogRecord, said: str) -> None:
    assert message_of(told) == said


def test_a_named_value_that_is_missing_does_not_break_a_log() -> None:
    assert message_of(record("%(a)s", {"b": 1})) == "%(a)s"


class Speechless(Exception):
    def __str__(self) -> str:
        raise RuntimeError(WORDS)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError(), "ValueError"),
        (ValueError("plain"), "ValueError: plain"),
        (ValueError(f"not a number: {WORDS!r} at all"), "ValueError: not a number: […]"),
        (ValueError(f'not "{WORDS}"'), "ValueError: not […]"),
        (ValueError(f"not `{WORDS}`"), "ValueError: not […]"),
        (KeyError(WORDS), "KeyError: […]"),
        (TypeError("'int' object is not 'a.b'"), "TypeError: 'int' object is not 'a.b'"),
        (TypeError(f"'int' object, '{WORDS}'"), "TypeError: […]"),
        (AttributeError("'str' has no 'x'"), "AttributeError: 'str' has no 'x'"),
        (
            FileNotFoundError(2, "No such file", "a.toml"),
            "FileNotFoundError: [Errno 2] No such file: 'a.toml'",
        ),
        (NotFound(t("There is no 'x' here.")), "NotFound: There is no 'x' here."),
        (Speechless(), "Speechless"),
    ],
)
def test_what_an_error_quotes_is_cut_off(error: Exception, said: str) -> None:
    assert summary(error) == said


def chained() -> None:
    try:
        int("one")
    except ValueError as error:
        raise RuntimeError("two") from error


def during() -> None:
    try:
        int("one")
    except ValueError:
        raise RuntimeError("two")  # noqa: B904 - on purpose


def hidden() -> None:
    try:
        int("one")
    except ValueError:
        raise RuntimeError("two") from None


def without_marks(text: str) -> list[str]:
    """The lines, but for those that mark a part of the one above."""
    return [line for line in text.splitlines() if line.strip(" ^~") or not line]


@pytest.mark.parametrize("act", [chained, during, hidden, lambda: next(iter(()))])
def test_a_traceback_reads_as_pythons_own(act: Callable[[], object]) -> None:
    error = raised(act)
    pythons = "".join(traceback.format_exception(error)).replace("'one'", "[…]")
    assert without_marks(traceback_of(error)) == without_marks(pythons)


def test_every_error_of_a_group_is_told() -> None:
    one, two = raised(lambda: int("1x")), raised(lambda: os.environ["2X"])
    told = traceback_of(ExceptionGroup("several", [one, two]))
    assert [told.count(each) for each in ("ExceptionGroup: several", "ValueError: ", "KeyError: […]")] == [
        1,
        1,
        1,
    ]
    assert "1x" not in told.replace('int("1x")', "")


def test_errors_in_a_circle_are_told_once() -> None:
    one, two = ValueError("one"), ValueError("two")
    one.__cause__, two.__cause__ = two, one
    assert traceback_of(one).count("ValueError: one") == 1
    assert traceback_of(one).count("ValueError: two") == 1

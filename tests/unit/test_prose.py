"""What members write: which of it is taken, and what they are told of the rest."""

from __future__ import annotations

import pytest

from app.core.errors import InvalidInput
from app.core.i18n import t
from app.core.prose import MOST_MARKS, one_line, sanitize, visible

QUOTE = t("A quote")
STROKE, CIRCLE = "\u0337", "\u20dd"


def refused(text: str, *, longest: int = 100, shortest: int = 1, most_lines: int | None = None) -> str:
    with pytest.raises(InvalidInput) as refusal:
        sanitize(text, what=QUOTE, longest=longest, shortest=shortest, most_lines=most_lines)
    return str(refusal.value)


@pytest.mark.parametrize("text", ["abc", "abcd", "abcde"])
def test_both_limits_belong_to_what_is_allowed(text: str) -> None:
    assert sanitize(text, what=QUOTE, longest=5, shortest=3) == text


def test_a_refusal_says_what_would_do() -> None:
    assert refused("a\0b") == "A quote cannot contain characters that are no text."
    assert refused("") == "A quote needs at least one character."
    assert refused(" ab ", shortest=3) == "A quote needs at least 3 characters."
    assert refused("abcdef", longest=5) == "A quote can have 5 characters at most; this one has 6."
    assert refused("a\nb\nc", most_lines=2) == "A quote can have 2 lines at most."


def test_one_letter_is_enough_where_nothing_else_is_said() -> None:
    assert sanitize("a", what=QUOTE, longest=5) == "a"
    assert one_line("a", what=QUOTE, longest=5) == "a"


@pytest.mark.parametrize("text", ["a\nb\nc", "a\r\nb\r\nc", "a\rb\rc", "\n\na\nb\r\nc\n\n"])
def test_lines_are_lines_however_they_end(text: str) -> None:
    assert sanitize(text, what=QUOTE, longest=100, most_lines=3) == "a\nb\nc"


def test_what_fits_into_one_line_is_put_there() -> None:
    assert one_line(" a\n b\t\tc ", what=QUOTE, longest=5) == "a b c"
    with pytest.raises(InvalidInput, match=r"^A quote needs at least 2 characters\.$"):
        one_line("\n a \n", what=QUOTE, longest=5, shortest=2)


@pytest.mark.parametrize("mark", [STROKE, CIRCLE])
@pytest.mark.parametrize("before", ["", "Z", "aZ", "é"])
def test_a_letter_keeps_as_many_marks_as_a_language_may_need(mark: str, before: str) -> None:
    assert visible(before + mark * 9 + "x") == before + mark * MOST_MARKS + "x"


def test_each_letter_has_marks_of_its_own() -> None:
    text = f"a{STROKE * MOST_MARKS}b{STROKE * MOST_MARKS}"
    assert visible(text) == text

"""An edit, word by word."""

from __future__ import annotations

import pytest

from app.core.diff import CONTEXT, MOST_PAIRS, compared
from app.core.words import CUT, PLAIN, rendered


def sides(before: str, after: str) -> tuple[str, str]:
    change = compared(before, after)
    return "\n".join(rendered(change.before, "~~")), "\n".join(rendered(change.after, "**"))


def numbers(first: int, last: int) -> str:
    return " ".join(f"w{number}" for number in range(first, last))


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("a b c d e", "a x c y e", ("> a ~~b~~ c ~~d~~ e", "> a **x** c **y** e")),
        ("a b, c d", "a x, y d", ("> a ~~b, c~~ d", "> a **x, y** d")),
        ("a b, c d", "a x, c d", ("> a ~~b~~, c d", "> a **x**, c d")),
        ("a b c, d e", "a x c, y e", ("> a ~~b~~ c, ~~d~~ e", "> a **x** c, **y** e")),
        ("a, b c", "a, x c", ("> a, ~~b~~ c", "> a, **x** c")),
        ("a b c d", "a c d e", ("> a ~~b~~ c d", "> a c d **e**")),
        ("a b c", "a c", ("> a ~~b~~ c", "> a c")),
        ("a b c", "b c", ("> ~~a~~ b c", "> b c")),
        ("a  b", "a b", ("> a  b", "> a b")),
        ("a\nb c", "a\nb x", ("> a\n> b ~~c~~", "> a\n> b **x**")),
        ("a b! c? d e", "a x! y? z e", ("> a ~~b! c? d~~ e", "> a **x! y? z** e")),
        (", a", ", b", ("> , a", "> , b")),
        ("same", "same", ("> same", "> same")),
    ],
)
def test_what_stayed_and_what_changed(before: str, after: str, shown: tuple[str, str]) -> None:
    assert sides(before, after) == shown


def test_what_only_stands_elsewhere_has_not_stayed_there() -> None:
    assert sides("x a b c y", "x b c a y") == ("> x ~~a~~ b c y", "> x b c **a** y")


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("a ||b|| c", "a b c", ("> a ||b|| c", "> a ||b|| c")),
        ("a b d ||c||", "a x d ||c||", ("> a ~~b~~ d ||c||", "> a **x** d ||c||")),
        ("a b d ||c|| e", "a x d c e", ("> a ||~~b~~|| d ||c|| e", "> a ||**x**|| d ||c|| e")),
        ("k ||a|| b", "k ||a|| ```c```", ("> k ||a|| ~~b~~", "> k ||a|| \n```c```")),
    ],
)
def test_what_one_side_hides_both_hide(before: str, after: str, shown: tuple[str, str]) -> None:
    assert sides(before, after) == shown


def test_code_that_may_have_been_hidden_is_no_block_any_more() -> None:
    before, after = sides("k ||b|| m", "k ```b``` m")
    assert (before, after) == ("> k ||~~b~~|| m", r"> k ||**\`\`\`b\`\`\`**|| m")


@pytest.mark.parametrize("more", [0, 1])
def test_what_lies_between_two_changes_is_shortened_when_it_is_long(more: int) -> None:
    fitting = 2 * CONTEXT + CONTEXT // 2 + more
    before, after = (f"start {one} {numbers(0, fitting)} {two} end" for one, two in (("a", "b"), ("c", "d")))
    middle = f"{numbers(0, CONTEXT)} … {numbers(fitting - CONTEXT, fitting)}" if more else numbers(0, fitting)
    assert sides(before, after)[0] == f"> start ~~a~~ {middle} ~~b~~ end"
    assert {word.kind for word in compared(before, after).after} == ({PLAIN, CUT} if more else {PLAIN})


@pytest.mark.regression(9)
def test_all_of_a_long_new_text_is_told() -> None:
    assert sides("", numbers(0, 90)) == ("", f"> {numbers(0, 90)}")
    assert sides("k a", f"k {numbers(0, 90)}") == ("> k ~~a~~", f"> k **{numbers(0, 90)}**")


def test_words_that_are_everywhere_are_compared_too() -> None:
    """Python's difflib would leave out what makes up more than one in a hundred of a long text."""
    filler = " ".join(["so"] * 300)
    before, _ = sides(f"a {filler} b k c", f"d {filler} e k f")
    assert before.startswith("> ~~a~~ so so")


def test_of_too_many_equal_words_it_is_not_asked_which_stayed() -> None:
    half = int(MOST_PAIRS**0.5)
    before, after = (f"{one} {'so ' * (half + 1)}{two}" for one, two in (("a", "b"), ("c", "d")))
    change = compared(before, after)
    assert not any(word.changed for word in change.before + change.after)
    assert len(change.before) > half

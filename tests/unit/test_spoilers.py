"""Whatever members write, no copy of it shows more than the original does."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.core.diff import compared
from app.core.excerpts import caption, excerpt, pack, plain, shortened
from app.core.excerpts import covered as clear
from app.core.markdown import hidden
from app.core.words import quoted, rendered, words_of
from tests.support.markdown import visible

PIECES = [
    "|", "`", "```", "```\n", "**", "*", "__", "_", "~~", "\\", "\n", "\n> ", "\n>>> ", "\n# ",
    "\n- ", " ", " ", "https://a.b/", "<https://a.b/>", "<:golem:5>", "<@1>", "(", "[", "]", ">", "<", "1. ",
]  # fmt: skip
"""What texts are made of, beside words."""

piece = st.one_of(st.just("||"), st.sampled_from(PIECES), st.integers(0, 40).map("w{}".format))
texts = st.lists(piece, min_size=4, max_size=40).map("".join)
TRICKY = (
    "**||w1**||w2||",
    "> ||w1\n||w2||",
    "`||` ||w1||",
    "https://a.b/|| ||w1||",
    r"\||w1||w2||",
    "||w1 `||` w2||",
)
tricky = st.sampled_from(TRICKY)
runs_of_bars = st.lists(
    st.one_of(st.integers(1, 9).map("|".__mul__), st.sampled_from(["w1", " w1 ", "\\", "`", "__", "\n"])),
    min_size=4,
    max_size=30,
).map("".join)
LIMIT = 90


def numbered(text: str, start: int = 0) -> str:
    """``text`` with every word another one, so that each can be found again."""
    count = iter(range(start, 10_000))
    return re.sub(r"w\d+", lambda _: f"w{next(count)}x", text)


def covered(text: str) -> set[str]:
    """The words of ``text`` that nobody sees without clicking."""
    return words_in(text) - words_in(visible(text))


def words_in(text: str) -> set[str]:
    return set(re.findall(r"w\d+x", text))


def shown(blocks: list[str], limit: int = LIMIT) -> set[str]:
    """The words that are seen in the messages into which the blocks are dealt out."""
    return {word for part in pack(blocks, limit) for word in words_in(visible(part))}


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a ||b|| c", "a  c"),
        ("||a", "||a"),
        ("|| a `||` b", "` b"),
        ("`||a||`", "||a||"),
        ("```\n||a||\n```", "\n||a||"),
        (r"\||a||b||", "||a"),
        ("**||a**||b||", "||a"),
        ("> ||a\n> b||\nc", "\nc"),
        ("> ||a\nb||", "||a\nb||"),
    ],
)
def test_the_judge_sees_what_discord_shows(text: str, seen: str) -> None:
    assert visible(text) == seen


@settings(max_examples=300)
@given(st.one_of(tricky, texts).map(numbered))
def test_nothing_that_is_covered_counts_as_open(text: str) -> None:
    inside = {word for start, end in hidden(text) for word in words_in(text[start:end])}
    assert covered(text) <= inside


@settings(max_examples=300)
@given(st.one_of(tricky, texts).map(numbered), st.integers(60, 400))
def test_a_quotation_opens_no_spoiler(text: str, limit: int) -> None:
    assert not shown(rendered(words_of(text)), limit) & covered(text)


@settings(max_examples=300)
@given(st.lists(st.one_of(tricky, texts), min_size=2, max_size=2), st.integers(60, 400))
def test_a_comparison_opens_no_spoiler_of_either_side(both: list[str], limit: int) -> None:
    before, after = (numbered(text) for text in both)
    change = compared(before, after)
    secret = covered(before) | covered(after)
    for side, mark in ((change.before, "~~"), (change.after, "**")):
        assert not shown(rendered(side, mark), limit) & secret


@settings(max_examples=400)
@example(numbered("||" + "w1 " * 40 + "||"), 60)
@example(numbered("w1 " * 15 + "# w2 ||w3\nw4||" + " w5" * 9), 60)
@example(numbered("||" + "|" * 60 + "w1|| w2 ||w3||"), 60)
@given(st.one_of(tricky, runs_of_bars, texts).map(numbered), st.integers(30, 400))
def test_dealing_out_opens_no_spoiler(text: str, limit: int) -> None:
    assert not shown([text], limit) & covered(text)


@settings(max_examples=600)
@example(numbered("> w1 || w2\n||w3||"), 100)
@example(numbered("> w1 ||\n||w2||"), 100)
@given(st.one_of(tricky, runs_of_bars, texts).map(numbered), st.integers(1, 120))
def test_shortening_opens_no_spoiler(text: str, limit: int) -> None:
    for cut in (shortened, excerpt):
        short = cut(text, limit)
        assert not words_in(visible(short)) & covered(text)
        assert not words_in(visible(f"> {excerpt(text, limit)}")) & covered(text)


@settings(max_examples=600)
@example(numbered("> w1 ||\n||w2||"))
@given(st.one_of(tricky, runs_of_bars, texts).map(numbered))
def test_a_block_quote_opens_no_spoiler(text: str) -> None:
    for shown_there in (visible(quoted(text)), visible(without_nesting(quoted(text)))):
        assert not words_in(shown_there) & covered(text)


def without_nesting(text: str) -> str:
    """A block quote as one paragraph: that is how Discord reads what quotes again."""
    return re.sub(r"^> (?:>+ )?", "", text, flags=re.MULTILINE)


@settings(max_examples=600)
@given(st.one_of(tricky, runs_of_bars, texts).map(numbered), st.integers(1, 120))
def test_a_plain_line_tells_nothing_that_is_covered(text: str, limit: int) -> None:
    for told in (plain(text), plain(text, limit), caption(text, limit), clear(text)):
        assert not words_in(told) & covered(text)


@given(texts.map(numbered))
def test_everything_is_still_there(text: str) -> None:
    told = "".join(rendered(words_of(text)))
    assert words_in(told) == words_in(text)


def nested(marks: list[str], inner: str) -> str:
    """``inner`` within marks, each of which has a word of its own."""
    opening = "".join(f"{mark}w{number} " for number, mark in enumerate(marks))
    return opening + inner + "".join(f" w{number}{mark}" for number, mark in enumerate(reversed(marks)))


@pytest.mark.parametrize(
    "text",
    [
        "*" * 2000,
        "_" * 2000,
        "~~" * 1000,
        "**a **" * 600,
        nested(["**", "__", "~~", "*"] * 200, "end"),
    ],
)
def test_any_number_of_marks_is_cut(text: str) -> None:
    for short in (shortened(text, 50), excerpt(text, 50), plain(text, 50), caption(text, 50)):
        assert len(short) <= 50
    assert all(len(piece) <= 500 for piece in pack([text], 500))


@pytest.mark.parametrize("deep", [3, 4, 8, 40])
def test_what_is_hidden_deep_within_marks_stays_hidden(deep: int) -> None:
    text = nested(["**", "__", "~~"] * deep, f"||secret {'w ' * 30}||")
    for limit in range(40, len(text), 7):
        for short in (shortened(text, limit), excerpt(text, limit), plain(text, limit)):
            assert "secret" not in visible(short)
        assert all("secret" not in visible(piece) for piece in pack([text], limit))

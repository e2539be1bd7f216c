from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.markdown import BARS, FENCE
from app.core.markup import escape, quoted
from app.core.excerpts import excerpt, pack, shortened

LIMIT = 60
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)
plain = words.filter(lambda text: FENCE not in text and BARS not in text)


@given(st.lists(words, max_size=8))
def test_no_packed_text_is_too_long(blocks: list[str]) -> None:
    assert all(0 < len(text) <= LIMIT for text in pack(blocks, LIMIT))


@given(st.lists(plain, max_size=8))
def test_packing_loses_nothing(blocks: list[str]) -> None:
    packed = "".join("".join(pack(blocks, LIMIT)).split())
    assert packed == "".join("".join(blocks).split())


@given(words)
def test_every_code_block_is_closed_where_it_is_cut(text: str) -> None:
    block = f"{FENCE}\n{text.replace('`', '')}\n{FENCE}"
    assert all(part.count(FENCE) % 2 == 0 for part in pack([block], LIMIT))


def test_short_blocks_share_a_text() -> None:
    assert pack(["one", "two", "three"], 11) == ["one\ntwo", "three"]


def test_a_long_block_is_cut_between_words() -> None:
    assert pack(["alpha beta gamma delta epsilon zeta"], 24) == ["alpha beta gamma delta ", "epsilon zeta"]


@given(words, st.integers(1, 50))
def test_shortening_is_visible(text: str, limit: int) -> None:
    short = shortened(text, limit)
    assert len(short) <= limit
    assert short == text or short.endswith("…")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*bold* _it_ ~~no~~", r"\*bold\* \_it\_ \~\~no\~\~"),
        ("||spoiler||", r"\|\|spoiler\|\|"),
        ("# heading", r"\# heading"),
        ("- item", r"\- item"),
        ("1. item", r"1\. item"),
        ("> quote", r"\> quote"),
        ("<@123>", r"\<@123\>"),
        ("[a](b)", r"\[a\](b)"),
        ("a-b #c", "a-b #c"),
    ],
)
def test_markdown_of_members_is_taken_literally(text: str, shown: str) -> None:
    assert escape(text) == shown


def test_an_excerpt_is_one_line() -> None:
    assert excerpt("first\n\nsecond   third", 14) == "first second…"


def test_every_line_of_a_quotation_is_marked() -> None:
    assert quoted("a\n\nb") == "> a\n> \n> b"


@pytest.mark.parametrize("whole", ["<@1234567>", "<@&1234567>", "<#1234567>", "\\*"])
@pytest.mark.parametrize("before", range(12))
def test_what_has_to_stay_whole_is_never_cut(whole: str, before: int) -> None:
    text = "x" * before + whole + "y" * 20
    kept = shortened(text, 12).removesuffix("…")
    assert text.startswith(kept)
    assert (whole in kept) == (before + len(whole) <= 11)
    assert kept.strip("xy") in {"", whole}

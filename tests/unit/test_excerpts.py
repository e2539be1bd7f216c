from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.excerpts import caption, excerpt, pack, plain, shortened
from app.core.markdown import BARS, FENCE
from app.core.markup import escape
from app.core.words import quoted

LIMIT = 60
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)
barless = words.filter(lambda text: FENCE not in text and BARS not in text)


@given(st.lists(words, max_size=8))
def test_no_packed_text_is_too_long(blocks: list[str]) -> None:
    assert all(0 < len(text) <= LIMIT for text in pack(blocks, LIMIT))


@given(st.lists(barless, max_size=8))
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


FAMILY = "👨‍👩‍👧‍👦"


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("before ||Erin dies in volume nine|| after", 22, "before ||Erin dies…||"),
        ("||Erin|| lives, and ||Ryoka|| runs away", 24, "||Erin|| lives, and…"),
        ("**bold and longer than that**", 12, "**bold an…**"),
        ("*a **b ~~c d e f g h~~***", 15, "*a **b…***"),
        ("```py\nprint('hello world')\n```", 20, "```py\nprint('hel…```"),
        ("`some code that is long`", 12, "`some code…`"),
        (FAMILY * 3, 12, FAMILY + "…"),
        (f"||{FAMILY * 3}||", 16, f"||{FAMILY}…||"),
        ("a" * 9 + "e\u0301\u0301" * 3, 12, "a" * 9 + "…"),
        ("see <:golem:123456789012345678> there", 16, "see…"),
        ("at <t:1700000000:R> or so and so on", 12, "at…"),
        ("read https://a.b/c/d/e/f now and then", 25, "read…"),
        ("read https://a.b/c/d/e/f now and then", 26, "read https://a.b/c/d/e/f …"),
        ("[a title](https://a.b/c) and more of it", 30, "[a title](https://a.b/c) and…"),
        ("</quote add:123456789012345678> it is", 20, "…"),
        (r"||a|| \|| b and some more words", 20, r"||a¦¦ \\|| b and so…"),
    ],
)
def test_a_cut_closes_what_is_open_and_takes_nothing_apart(text: str, limit: int, short: str) -> None:
    assert (shortened(text, limit), len(short) <= limit) == (short, True)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Erin ||dies|| in volume ||nine||", "Erin ▒▒▒ in volume ▒▒▒"),
        ("**||a||** _b_ ~~c~~ `d` __e__", "▒▒▒ b c d e"),
        ("# A title\n> said\n-# small", "A title said small"),
        ("<@1> and <@!2> of <@&3> in <#4>", "@Erin and @… of @Gnolls in #inn"),
        ("at <t:1700000000:R>, <t:0>", "at 2023-11-14 22:13 UTC, 1970-01-01 00:00 UTC"),
        ("<t:99999999999999999:F>", "…"),
        ("</quote add:1> <id:customize> <:golem:5> <a:run:6>", "/quote add #customize :golem: :run:"),
        ("[a *title*](https://a.b/c) <https://d.e>", "a title https://d.e"),
        (r"\*a\* 2 * 3 * 4 snake_case_name", "*a* 2 * 3 * 4 snake_case_name"),
        ("```py\nx = 1\n```", "x = 1"),
        ("`||a||`", "▒▒▒"),
        ("||open", "||open"),
    ],
)
def test_a_plain_line_reads_as_the_text_does(text: str, line: str) -> None:
    assert plain(text, names={1: "Erin", 3: "Gnolls", 4: "inn"}) == line


def test_what_is_shown_letter_by_letter_keeps_its_letters_but_no_secret() -> None:
    assert caption("__init__ of <@5>\n||Erin dies||", 60) == "__init__ of @… ▒▒▒"
    assert caption("a ||b|| cdefgh", 8) == "a ▒▒▒ c…"


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

"""Where long texts are cut, and what is closed and opened again there."""

from __future__ import annotations

import pytest

from app.core.excerpts import excerpt, pack, shortened


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("abcde", 5, "abcde"),
        ("abcdef", 5, "abcd…"),
        ("abc def", 5, "abc…"),
        ("", 5, ""),
        ("ends ", 5, "ends "),
    ],
)
def test_what_fits_stays_as_it_is(text: str, limit: int, short: str) -> None:
    assert shortened(text, limit) == short
    assert excerpt(f"\n{text}\n", limit) == short.rstrip()


@pytest.mark.parametrize(
    ("blocks", "limit", "texts"),
    [
        (["abc", "de"], 6, ["abc\nde"]),
        (["abc", "de"], 5, ["abc", "de"]),
        (["abcdef"], 6, ["abcdef"]),
        (["abcdefg"], 6, ["abcdef", "g"]),
        (["", "a", ""], 6, ["a"]),
        (["one two\nthree four"], 14, ["one two\n", "three four"]),
        (["a\nb\nc d e f g"], 8, ["a\nb\n", "c d e f ", "g"]),
        (["\nabcdef"], 4, ["\nabc", "def"]),
        ([" abcdef"], 4, [" abc", "def"]),
        (["x\nabcdef"], 4, ["x\n", "abcd", "ef"]),
        (["x abcdef"], 4, ["x ", "abcd", "ef"]),
        (["ab cd\n"], 5, ["ab ", "cd\n"]),
    ],
)
def test_texts_are_cut_after_a_line_else_after_a_word_else_anywhere(
    blocks: list[str], limit: int, texts: list[str]
) -> None:
    assert pack(blocks, limit) == texts


@pytest.mark.parametrize(
    ("block", "limit", "texts"),
    [
        ("```\naaaa\nbbbb\n```", 17, ["```\naaaa\nbbbb\n```"]),
        ("```\naaaa\nbbbb\ncccc\n```", 21, ["```\naaaa\nbbbb\n```", "```\ncccc\n```"]),
        ("```a``` bbbb cccc dddd", 18, ["```\na``` bbbb ", "cccc dddd"]),
        ("aaa ||bbb ccc|| ddd", 19, ["aaa ||bbb ccc|| ddd"]),
        ("aaa ||bbb ccc|| ddd", 18, ["aaa ||bbb ccc|| ", "ddd"]),
        ("||open aaaa bbbb cccc", 20, ["||open aaaa bbbb ", "cccc"]),
        (r"\|| open aaaa ||bbbb", 18, [r"\\|| open aaaa ||", "bbbb"]),
        ("aaaaaaaaaa||||", 13, ["aaaaaaaaaa|||", "|"]),
        ("aaaa||bbbb||cc", 13, ["aaaa||bbbb||c", "c"]),
        ("aaa ||bbb ccc|| ddd", 14, ["aaa ||bbb ||", "||ccc|| ddd"]),
        ("||a||||| b ||||", 10, ["||a¦ b ||", "||"]),
        ("**aaa bbb**", 9, ["**aaa **", "**bbb**"]),
        ("*a ~~b c~~ d*", 11, ["*a ~~b ~~*", "*~~c~~ d*"]),
        ("`aaa bbb ccc`", 10, ["`aaa bbb `", "`ccc`"]),
        ("a b c # d e", 7, ["a b c ", "\\# d e"]),
    ],
)
@pytest.mark.regression(10)
def test_what_is_open_where_a_text_is_cut_is_closed_and_opened_again(
    block: str, limit: int, texts: list[str]
) -> None:
    assert pack([block], limit) == texts


def test_what_opens_a_block_again_counts_for_the_length() -> None:
    texts = pack(["```\naaaa\nbbbb\ncccc\nddddd\n```"], 18)
    assert texts == ["```\naaaa\nbbbb\n```", "```\ncccc\nddddd\n```"]

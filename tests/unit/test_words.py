"""Texts of members in words, and how they are shown again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.core.words import CODE, LONGEST_LINE, Word, rendered, words_of


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", []),
        ("a *b* c", [r"> a \*b\* c"]),
        ("a\nb\n\nc", ["> a\n> b\n> c"]),
        ("hello <@1>, <@&2> in <#3>", ["> hello <@1>, <@&2> in <#3>"]),
        ("<:golem:5> <a:run:6> <t:7:R>", ["> <:golem:5> <a:run:6> <t:7:R>"]),
        ("see https://a.b/c?d=e.", [r"> see <https://a.b/c?d=e>."]),
        ("```a```", ["```a```"]),
        ("x ```a``` y ```b```", ["> x ", "```a```", ">  y ", "```b```"]),
        ("||a|| b ```c```", ["> ||a||  b ".replace("  ", " "), "```c```"]),
        ("```c``` ||a||", ["```c```", ">  ||a||"]),
        ("||a|| ||b||", ["> ||a|| ||b||"]),
        ("|| a ||", [">  ||a|| "]),
        ("||a\nb||", ["> ||a||\n> ||b||"]),
        ("||a | ||", [r"> ||a \| || "]),
    ],
)
def test_a_text_is_shown_letter_by_letter(text: str, shown: list[str]) -> None:
    assert rendered(words_of(text)) == shown


def test_a_block_of_code_is_one_word() -> None:
    assert words_of("```a b```") == [Word("```a b```", CODE)]


def changed(*words: Word) -> list[Word]:
    return [replace(word, changed=True) for word in words]


def test_what_changed_is_marked_where_a_mark_is_given() -> None:
    words = [Word("a"), Word(" "), *changed(Word(" "), Word("b"), Word(" ")), Word("c")]
    assert rendered(words, "**") == ["> a  **b** c"]
    assert rendered(words) == ["> a  b c"]


def test_marks_stay_within_a_line_however_long() -> None:
    long = changed(*[Word("x" * 300)] * 5)
    [block] = rendered(long, "**")
    assert block == f"> **{'x' * LONGEST_LINE}**\n> **{'x' * 300}**"


@pytest.mark.parametrize("letters", [LONGEST_LINE - 300, LONGEST_LINE - 299])
def test_a_line_is_as_long_as_it_may_be(letters: int) -> None:
    parts = [Word("x" * 300), Word("y" * letters), Word("z" * 300)]
    [block] = rendered(parts)
    fitting = "x" * 300 + "y" * letters
    expected = (
        [fitting, "z" * 300] if letters == LONGEST_LINE - 300 else ["x" * 300, "y" * letters, "z" * 300]
    )
    assert block.splitlines() == [f"> {line}" for line in expected]

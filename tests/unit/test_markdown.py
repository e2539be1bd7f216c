"""What is behind spoilers, what is a block of code, and how texts are quoted."""

from __future__ import annotations

import pytest

from app.core.markdown import fences, hidden
from app.core.markup import escape
from app.core.words import quoted


def parts(text: str, spans: list[tuple[int, int]]) -> list[str]:
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("nothing to hide", []),
        ("", []),
        ("one || alone", []),
        ("at once ||||", []),
        ("*at once* ||||", []),
        ("*one* || alone", []),
        ("bars ||| alone", []),
        ("||a||", ["a"]),
        ("see ||a|| and ||b c|| there", ["a", "b c"]),
        ("||a\nb||", ["a\nb"]),
        ("three ||a|| of || them", ["a"]),
        ("in code ```a || b || c``` only", []),
        ("||a|| and ```code```", ["a|| and ```code"[:1]]),
        ("||a|| and ```x || y``` and ||b||", ["a|| and ```x || y``` and ||b"]),
        ("**||a|| b ||c||**", ["a|| b ||c"]),
        ("# ||a|| b ||c||", ["a|| b ||c"]),
        ("> ||a|| b ||c||", ["a|| b ||c"]),
        (r"\||a|| b||", ["a|| b"]),
        ("https://a.b/ ||a|| b ||c||", ["a|| b ||c"]),
    ],
)
def test_what_is_hidden(text: str, covered: list[str]) -> None:
    assert parts(text, hidden(text)) == covered


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("no code", []),
        ("a ```b``` c ```py\nd\n``` e", ["```b```", "```py\nd\n```"]),
        ("*a* ```b```", ["```b```"]),
        ("> a\n```b```", ["```b```"]),
        ("``` ```", []),
        ("```b``` ||c||", ["```b```"]),
        ("*a* ```b``` ||c||", ["```b```"]),
        ("*a ```b``` ||c||", []),
        ("```b || c```", ["```b || c```"]),
    ],
)
def test_what_is_a_block_of_code(text: str, blocks: list[str]) -> None:
    assert parts(text, fences(text)) == blocks


def test_each_line_of_a_text_is_taken_literally() -> None:
    assert escape("# a\n  - b\n 12. c\nd # e") == "\\# a\n  \\- b\n 12\\. c\nd # e"
    assert quoted("") == ""
    assert quoted("# a") == "> # a"

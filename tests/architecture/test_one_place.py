"""What people read is written in one place: Discord's markup, and numbers and dates in the reader's language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.settings.loader import ROOT

MARKUP = re.compile(r"<@[&!]?|<#|<t:|</[^<>]+:|discord(?:app)?\.com/channels")
"""The beginnings of mentions, of moments, and of the addresses of messages."""


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from (ROOT / folder).rglob("*.py")


def texts(source: str) -> Iterator[str]:
    """What is written in strings, docstrings left out; what an f-string puts in stands as ``{}``."""
    tree = ast.parse(source)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def hand_built(source: str) -> list[str]:
    """The texts that hold Discord's markup."""
    return [text for text in texts(source) if MARKUP.search(text)]


@pytest.mark.parametrize(
    "source",
    [
        'f"<@{user_id}>"',
        '"<@&{}>".format(role_id)',
        'f"in <#{channel}>"',
        't("since <t:{since}:f>", since=1)',
        'f"</{name}:{id}>"',
        'FORM = "https://discord.com/channels/%s/%s/%s"',
    ],
)
def test_markup_is_found_in_every_spelling(source: str) -> None:
    assert hand_built(source)


@pytest.mark.parametrize("source", ['"""Shows <@5>."""', "markup.user(5)", '"a < b"', '"<dim>{a:b}</dim>"'])
def test_what_is_no_markup_is_left_alone(source: str) -> None:
    assert hand_built(source) == []


def test_only_one_place_writes_markup() -> None:
    found = {
        str(path.relative_to(ROOT)): written
        for path in sources("app", "plugins")
        if path != ROOT / "app/core/markup.py" and (written := hand_built(path.read_text(encoding="utf-8")))
    }
    assert found == {}

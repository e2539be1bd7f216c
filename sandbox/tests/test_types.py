"""How much of the program says what it takes and gives: ``Any`` says nothing, and neither does an alias of it."""

from __future__ import annotations

import ast
from pathlib import Path

import discord_sandbox
from sandbox.tests.signatures import aliases, loose, trees, uses

MOST_ANY = 97
"""Signatures with ``Any``, or with an alias of it other than ``Payload``. The number may only fall."""
MOST_PAYLOADS = 292
"""Signatures with ``Payload``: JSON that is read without finding out what is in it. The number may only fall."""
PROGRAM = trees(Path(discord_sandbox.__file__).parent)


def test_few_signatures_say_anything() -> None:
    names = loose(aliases(PROGRAM))
    assert "Payload" in names
    found = uses(PROGRAM, names - {"Payload"})
    assert len(found) <= MOST_ANY, "\n".join(found)


def test_few_signatures_take_or_give_json_that_nobody_looked_at() -> None:
    found = uses(PROGRAM, {"Payload"})
    assert len(found) <= MOST_PAYLOADS, "\n".join(found)


def test_an_alias_of_an_alias_hides_nothing() -> None:
    text = "A: TypeAlias = 'list[B]'\nB: TypeAlias = dict[str, Any]\nC: TypeAlias = int\n"
    text += "def f(a: A, c: C) -> None: ...\ndef g(*b: int) -> 'B | None': ...\n"
    modules = [(Path("x.py"), ast.parse(text))]
    names = loose(aliases(modules))
    assert names == {"Any", "A", "B"}
    assert [each.partition(" ")[2] for each in uses(modules, names)] == ["f: A", "g: 'B | None'"]

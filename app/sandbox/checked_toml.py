"""TOML files that people write: read strictly, with everything that is wrong told at once and by name."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from app.sandbox.payload import Payload
from app.sandbox.rules.form import Check, Errors

_NAMES = ("key", "name", "username", "title", "question")
"""What tells the tables of a list apart, where they have it."""


class BadFile(ValueError):
    """A file cannot be used; ``problems`` says why, a line for each reason."""

    def __init__(self, name: str, problems: Sequence[str]) -> None:
        super().__init__("\n".join([f"{name} cannot be used:", *(f"  {problem}" for problem in problems)]))
        self.problems = list(problems)


def read(path: Path, check: Check) -> Payload:
    """The content of a file that passes ``check``. Raises ``BadFile``."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile(path.name, [f"it cannot be read: {error}"]) from error
    return parse(text, check, path.name)


def parse(text: str, check: Check, name: str) -> Payload:
    """The content of a text that passes ``check``. Raises ``BadFile``."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadFile(name, [f"it is no TOML: {error}"]) from error
    errors = check(document)
    if errors:
        raise BadFile(name, list(_lines(errors, document, ())))
    return document


def unknown(name: str, known: Sequence[str]) -> str:
    """That a name is not among those ``known``, and which of them may be meant."""
    near = get_close_matches(name, known, n=1)
    return f"there is no {name!r}" + (f"; do you mean {near[0]!r}?" if near else "")


def _lines(errors: Errors, document: Any, path: tuple[str, ...]) -> Iterator[str]:
    for problem in errors.get("_errors", ()):
        where = ", ".join(_named(document, path))
        yield f"{where}: {problem['message']}" if where else problem["message"]
    for step, below in errors.items():
        if step != "_errors":
            yield from _lines(below, document, (*path, step))


def _named(document: Any, path: tuple[str, ...]) -> Iterator[str]:
    """The steps to a value, in words: ``guild inn``, ``step 3``."""
    value, before = document, ""
    for step in path:
        if isinstance(value, list):
            value = value[int(step)]
            names = [value[name] for name in _NAMES if name in value] if isinstance(value, dict) else []
            yield f"{before} {names[0] if names else int(step) + 1}"
            before = ""
            continue
        if before:
            yield before
        before = step
        value = value.get(step) if isinstance(value, dict) else None
    if before:
        yield before

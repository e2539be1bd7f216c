"""What can be said of an error without quoting what it is about, which may be members' words or a secret."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator

OWN = frozenset({"app", "plugins", "hikari", "sqlalchemy", "asyncpg"})
"""Whose errors quote nothing: ours, those of Discord's answers, and those of the database, which are cleaned
where they come from."""
ABOUT_TYPES = (TypeError, AttributeError)
"""These quote names of types and attributes."""

QUOTE = re.compile(r"[\"'`]")
NAME = re.compile(r"'[A-Za-z_][\w.]*'")
LEFT_OUT = "[…]"

CAUSED = "\nThe above exception was the direct cause of the following exception:\n\n"
MEANWHILE = "\nDuring handling of the above exception, another exception occurred:\n\n"


def summary(error: BaseException) -> str:
    """The type, and the text up to where it begins to quote."""
    text = _text(error)
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def traceback_of(error: BaseException) -> str:
    """As Python prints it, each error by its summary."""
    return "".join(_steps(error, frozenset()))


def _text(error: BaseException) -> str:
    try:
        text = str(error)
    except Exception:  # noqa: BLE001 - there are errors of libraries that cannot even say what they are
        return ""
    if type(error).__module__.partition(".")[0] in OWN or isinstance(error, OSError):
        return text
    if isinstance(error, ABOUT_TYPES) and not QUOTE.search(NAME.sub("", text)):
        return text
    quoted = QUOTE.search(text)
    return text[: quoted.start()] + LEFT_OUT if quoted else text


def _steps(error: BaseException, seen: frozenset[int]) -> Iterator[str]:
    seen |= {id(error)}
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if earlier is not None and id(earlier) not in seen:
        yield from _steps(earlier, seen)
        yield CAUSED if error.__cause__ else MEANWHILE
    yield "Traceback (most recent call last):\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{summary(error)}\n"
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _steps(inner, seen)

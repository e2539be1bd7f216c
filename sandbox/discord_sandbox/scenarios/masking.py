"""What changes from run to run, in the text of a recording, and the placeholders that take its place."""

from __future__ import annotations

import re
from collections.abc import Mapping

from discord_sandbox.scenarios.placeholders import escaped

_ID = re.compile(r"(?<!\d)\d{15,20}(?!\d)")
_NUMBER = re.compile(r"\d{1,14}")
_VOLATILE = (
    (re.compile(r"(?<=<t:)\d+"), "${digits}"),
    (re.compile(r"\b\d+(?:\.\d+)?(?= ?(?:ms|milliseconds?|seconds?)\b)"), "${digits}"),
    (re.compile(r"\b\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?"), "${any}"),
)
"""Moments and durations."""


class Masks:
    """Puts placeholders in the place of ids, moments, durations, and the numbers that later actions speak of."""

    def __init__(self, things: Mapping[str, str]) -> None:
        self._things = {snowflake: name for name, snowflake in things.items() if snowflake}
        self._names: dict[str, str] = {}
        """The names of numbers that are given after they came."""
        self._known: set[str] = set()
        """The names that have got a value."""

    def name_number(self, number: str, name: str) -> None:
        """Let a number have a name, from the next text that has it."""
        if _NUMBER.fullmatch(number) and number not in self._names:
            taken = name in self._names.values()
            self._names[number] = f"{name}_{number}" if taken else name

    def given(self, text: str) -> str:
        """What somebody gives, with names for ids and for numbers that came before."""
        name = self._names.get(text)
        if name in self._known:
            return f"${{{name}}}"
        return self._with_names(escaped(text), unknown=None)

    def expected(self, text: str) -> str:
        """What came, with placeholders."""
        masked = escaped(text)
        for volatile, placeholder in _VOLATILE:
            masked = volatile.sub(placeholder, masked)
        masked = self._with_names(masked, unknown="${id}")
        for number, name in self._names.items():
            masked = self._with_number(masked, number, name)
        return masked

    def _with_names(self, text: str, unknown: str | None) -> str:
        def named(match: re.Match[str]) -> str:
            name = self._things.get(match[0])
            return f"${{{name}}}" if name else unknown or match[0]

        return _ID.sub(named, text)

    def _with_number(self, text: str, number: str, name: str) -> str:
        """The first mention gives the number its name, unless it has it already."""
        found = re.compile(rf"(?<![\w.,:{{-]){number}(?![\w}}]|[.,:]\d)")
        if name not in self._known:
            text, count = found.subn(lambda _: f"${{{name}=digits}}", text, count=1)
            if not count:
                return text
            self._known.add(name)
        return found.sub(lambda _: f"${{{name}}}", text)

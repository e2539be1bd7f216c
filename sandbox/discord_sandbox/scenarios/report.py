"""What a replay says, for people: a line for each step, and the differences line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import ndiff

from discord_sandbox.scenarios.comparison import Difference
from discord_sandbox.scenarios.placeholders import BadPlaceholder, pattern
from discord_sandbox.scenarios.runner import Result

FINE, WRONG, LEFT_OUT = "ok", "DIFFERS", "not played"


def lines(result: Result, values: Mapping[str, str] | None = None) -> Iterator[str]:
    """A step and what was different: ``-`` stands before what was expected, ``+`` before what came."""
    said = FINE if not result.differences else WRONG
    yield f"{said if result.played else LEFT_OUT:<10} {result.step.number:>2}  {result.step.title}"
    for difference in result.differences:
        yield f"    {difference.about}"
        yield from (f"      {line}" for line in compared(difference, values or {}))


def compared(difference: Difference, values: Mapping[str, str]) -> list[str]:
    """Both sides line by line; an expected line that fits one that came counts as the same."""
    wanted = [_as_it_came(line, difference.result, values) for line in difference.wanted]
    return [line.rstrip() for line in ndiff(wanted, difference.result) if not line.startswith("?")]


def _as_it_came(line: str, result: list[str], values: Mapping[str, str]) -> str:
    """The line that came which this one describes, else itself."""
    try:
        described = re.compile(pattern(line, values))
    except BadPlaceholder:
        return line
    return next((each for each in result if described.fullmatch(each)), line)

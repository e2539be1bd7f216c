"""Text with placeholders, for what changes from run to run.

``${user:erin}``, ``${role:Readers}``, ``${channel:general}``, ``${guild}`` and ``${bot}`` stand for ids, ``${name}``
for a value that was given or found. In what is expected ``${digits}`` stands for any number, and
``${name=digits}`` keeps the number that came under a name. ``$${`` is the text ``${``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from discord_sandbox.model.payload import Payload

KINDS = {
    "any": r"[^\n]*?",
    "lines": r"[\s\S]*?",
    "word": r"\w+",
    "digits": r"-?\d+",
    "id": r"\d{15,20}",
}
"""What a placeholder can stand for: anything on the line, anything, a word, a whole number, one of Discord's ids."""

_HOLE = re.compile(r"(\$?)\$\{([^{}\n]*)\}")
_VARIABLE = re.compile(r"[A-Za-z_]\w*")
_THING = re.compile(r"(?:user|role|channel|guild):.+|guild|bot")


class BadPlaceholder(ValueError):
    """What stands between the braces means nothing."""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A place for a value: of a kind, of a name, or both."""

    name: str | None
    kind: str | None


Part: TypeAlias = "str | Placeholder"


def parts(text: str) -> Iterator[Part]:
    """The text and the placeholders in it. Raises ``BadPlaceholder``."""
    position = 0
    for match in _HOLE.finditer(text):
        yield text[position : match.start()]
        yield match[0][1:] if match[1] else _placeholder(match[2])
        position = match.end()
    yield text[position:]


def placeholders(text: str) -> list[Placeholder]:
    return [part for part in parts(text) if isinstance(part, Placeholder)]


def _placeholder(inside: str) -> Placeholder:
    name, given, kind = inside.partition("=")
    if not given and name in KINDS:
        return Placeholder(None, name)
    if given and kind in KINDS and _VARIABLE.fullmatch(name) and name not in KINDS:
        return Placeholder(name, kind)
    if not given and (_VARIABLE.fullmatch(name) or _THING.fullmatch(name)):
        return Placeholder(name, None)
    raise BadPlaceholder(f"${{{inside}}} means nothing; kinds are {', '.join(KINDS)}")


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with every placeholder filled. Raises ``BadPlaceholder`` where there is nothing for one."""
    return "".join(part if isinstance(part, str) else _value(part, values) for part in parts(text))


def pattern(text: str, values: Mapping[str, str]) -> str:
    """A regular expression for the text, with a group for each name that it keeps."""
    kept: set[str] = set()
    return "".join(
        re.escape(part) if isinstance(part, str) else _pattern(part, values, kept) for part in parts(text)
    )


def escaped(text: str) -> str:
    """The text as it has to be written so that nothing in it is a placeholder."""
    return text.replace("${", "$${")


def _pattern(placeholder: Placeholder, values: Mapping[str, str], kept: set[str]) -> str:
    if placeholder.kind is None:
        return (
            f"(?P={placeholder.name})" if placeholder.name in kept else re.escape(_value(placeholder, values))
        )
    if placeholder.name is None:
        return KINDS[placeholder.kind]
    if placeholder.name in kept:
        return f"(?P={placeholder.name})"
    kept.add(placeholder.name)
    return f"(?P<{placeholder.name}>{KINDS[placeholder.kind]})"


def _value(placeholder: Placeholder, values: Mapping[str, str]) -> str:
    if placeholder.name is None or placeholder.name not in values:
        raise BadPlaceholder(f"there is nothing to put in for ${{{placeholder.name or placeholder.kind}}}")
    return values[placeholder.name]


def things(ids: Payload, guild: str) -> dict[str, str]:
    """What the placeholders for ids stand for in a guild; ``ids`` is what the sandbox says of names and ids."""
    here = ids["guilds"].get(guild, {"id": "", "roles": {}, "channels": {}})
    return {
        "bot": ids["bot"],
        "guild": here["id"],
        **{f"user:{name}": snowflake for name, snowflake in ids["users"].items()},
        **{f"role:{name}": snowflake for name, snowflake in here["roles"].items()},
        **{f"channel:{name}": snowflake for name, snowflake in here["channels"].items()},
        **{f"guild:{key}": found["id"] for key, found in ids["guilds"].items()},
    }

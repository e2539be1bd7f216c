"""Reading a slash command as somebody types it into one line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"(?=\s|$)', re.DOTALL)
_LIKE_AN_OPTION = re.compile(r"(?:^|\s)[^\s:]+:")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


class NotACommand(ValueError):
    """The line is not a slash command that is known."""


@dataclass(frozen=True, slots=True)
class SlashLine:
    """A command's full name, and the text given for each option."""

    command: str
    options: dict[str, str]

    def __str__(self) -> str:
        given = [f"{name}:{quoted(value)}" for name, value in self.options.items()]
        return " ".join([f"/{self.command}", *given])


@dataclass(frozen=True, slots=True)
class Given:
    """An option as it stands in a line."""

    name: str
    value: str
    begin: int
    """Where its value begins."""
    end: int
    """Where the next option begins."""


def typed(command: str, options: Mapping[str, str]) -> str:
    """The line for a command, with quotation marks only where they are needed."""
    given = [f"{name}:{quoted(value) if _ambiguous(value) else value}" for name, value in options.items()]
    return " ".join([f"/{command}", *given])


def parse(line: str, known: Mapping[str, Iterable[str]]) -> SlashLine:
    r"""Read ``/name sub option:value other:"value"``.

    ``known`` has the options of every command by its full name. A value ends where ``known_option:`` begins;
    in double quotes it may hold even that, and ``\"`` and ``\\`` stand for the characters themselves.
    """
    text = line.strip()
    if not text.startswith("/"):
        raise NotACommand("a slash command begins with /")
    command, rest = _command(text[1:], known)
    return SlashLine(command, _options(rest, list(known[command])))


def command_in(text: str, known: Iterable[str]) -> tuple[str, int] | None:
    """The longest known name that the text begins with, and where what follows it begins."""
    for name in sorted(known, key=len, reverse=True):
        beginning = re.match(r"\s+".join(map(re.escape, name.split())) + r"(?:\s+|$)", text)
        if beginning:
            return name, beginning.end()
    return None


def given_in(text: str, names: Iterable[str]) -> tuple[list[Given], int]:
    """The options at the beginning of ``text``, and where what can be read as such ends."""
    begins = re.compile(rf"(?:^|(?<=\s))({'|'.join(map(re.escape, names)) or '(?!)'}):")
    given: list[Given] = []
    position = 0
    while position < len(text):
        start = begins.match(text, position)
        if start is None:
            break
        value, position = _value(text, start.end(), begins)
        given.append(Given(start[1], value, start.end(), position))
    return given, position


def _command(text: str, known: Mapping[str, Iterable[str]]) -> tuple[str, str]:
    found = command_in(text, known)
    if found:
        return found[0], text[found[1] :]
    offered = ", ".join("/" + name for name in sorted(known)) or "none"
    raise NotACommand(f"there is no command in {'/' + text!r}; there are {offered}")


def _options(text: str, names: list[str]) -> dict[str, str]:
    given, end = given_in(text, names)
    if end < len(text):
        offered = ", ".join(names) or "none"
        raise NotACommand(f"expected an option at {text[end:]!r}; there are: {offered}")
    options: dict[str, str] = {}
    for option in given:
        if option.name in options:
            raise NotACommand(f"{option.name} is given twice")
        options[option.name] = option.value
    return options


def _value(text: str, position: int, begins: re.Pattern[str]) -> tuple[str, int]:
    """The value that starts at ``position``, and where the next option is."""
    whole = _QUOTED.match(text, position)
    if whole:
        following = len(text) - len(text[whole.end() :].lstrip())
        # A quotation mark that closes in the middle of a sentence is part of the sentence.
        if following == len(text) or begins.match(text, following):
            return _ESCAPED.sub(r"\1", whole[1]), following
    following_option = begins.search(text, position)
    end = following_option.start() if following_option else len(text)
    return text[position:end].strip(), end


def quoted(value: str) -> str:
    """The value so that it is read whole, whatever is in it."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _ambiguous(value: str) -> bool:
    """Whether the value could be read as more, or less, than it is."""
    return value != value.strip() or not value or value[0] == '"' or bool(_LIKE_AN_OPTION.search(value))

"""What a client suggests while somebody types: commands, options and their values, names to mention."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, TypeAlias

from discord_sandbox.clients.errors import ActionUnavailable, ResponseTimeout
from discord_sandbox.model.command import CommandType, OptionType
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.page import candidates, menus
from discord_sandbox.page.typed_line import TypedLine
from discord_sandbox.page.values import suggested_values
from discord_sandbox.page.viewer import Viewer

AskBot: TypeAlias = Callable[[str, dict[str, Any]], Awaitable[list[Payload]]]
"""Lets the application complete the last of a command's options."""

_MENTION = re.compile(r"(?:^|\s)([@#]\S*)$")
_TYPES = {int(kind): kind.name.lower().replace("_", " ") for kind in OptionType}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that may take the place of ``begin`` to ``end`` of the line."""

    label: str
    insert: str
    begin: int
    end: int
    detail: str = ""
    colour: str | None = None


@dataclass(slots=True)
class Completion:
    """What is shown above the line."""

    suggestions: list[Suggestion] = field(default_factory=list)
    eager: bool = False
    """Whether Enter takes the first suggestion rather than sending the line."""
    hidden: list[Payload] = field(default_factory=list)
    """Commands that fit and are not offered, with the reason."""
    command: Payload | None = None
    problem: str | None = None

    def payload(self) -> Payload:
        return asdict(self)


async def complete(viewer: Viewer, line: str, cursor: int, ask: AskBot) -> Completion:
    """What to suggest at ``cursor``."""
    if viewer.channel is None:
        return Completion()
    if not line.startswith("/"):
        return _mentions(viewer, line[:cursor])
    typed = TypedLine.read(viewer.world, viewer.channel, line, cursor)
    if typed is None:
        return _commands(viewer, line[1:cursor], cursor)
    completion = Completion(command=_described(viewer, typed))
    current = typed.current
    if current is None:
        completion.suggestions = _options(typed, typed.partial, typed.partial_begin, cursor)
        completion.eager = bool(typed.partial)
        return completion
    try:
        values = await suggested_values(viewer, typed, ask)
    except (ResponseTimeout, ActionUnavailable) as error:
        completion.problem = f"Loading options failed: {error}"
        return completion
    exact = any(each.is_written(current.value) for each in values)
    completion.suggestions = [
        Suggestion(
            each.label,
            typed.written(each.typed or each.value) + " ",
            current.begin,
            cursor,
            each.detail,
            each.colour,
        )
        for each in values
    ]
    completion.eager = bool(values) and not exact
    if not values:
        completion.suggestions = _next_option(typed, current.value, cursor)
    return completion


def _commands(viewer: Viewer, text: str, cursor: int) -> Completion:
    wanted = text.strip().casefold()
    found = [
        each for each in menus.commands(viewer, CommandType.CHAT_INPUT) if wanted in each.name.casefold()
    ]
    found.sort(key=lambda each: not each.name.casefold().startswith(wanted))
    suggestions = [
        Suggestion(
            f"/{each.name}", f"/{each.name} {_first_option(viewer, each.name)}", 0, cursor, each.description
        )
        for each in found
        if each.hidden is None
    ]
    hidden = [{"name": each.name, "reason": each.hidden} for each in found if each.hidden is not None]
    return Completion(suggestions, eager=bool(suggestions), hidden=hidden)


def _first_option(viewer: Viewer, path: str) -> str:
    """The beginning of the option that has to be given, as clients write it by themselves."""
    options = TypedLine.known(viewer.world, viewer.channel)[path] if viewer.channel else []
    return f"{options[0]['name']}:" if options and options[0].get("required") else ""


def _options(typed: TypedLine, text: str, begin: int, end: int) -> list[Suggestion]:
    return [
        Suggestion(option["name"], f"{option['name']}:", begin, end, _about(option))
        for option in typed.missing
        if option["name"].startswith(text.casefold())
    ]


def _next_option(typed: TypedLine, value: str, cursor: int) -> list[Suggestion]:
    """Options whose name begins like the last word of a text that may go on."""
    *before, last = value.rsplit(maxsplit=1) or [""]
    return _options(typed, last, cursor - len(last), cursor) if before and last else []


def _about(option: Payload) -> str:
    needed = "required" if option.get("required") else "optional"
    return f"{option['description']} ({_TYPES[option['type']]}, {needed})"


def _described(viewer: Viewer, typed: TypedLine) -> JsonObject:
    """The command that is being typed, with what is given and what is missing."""
    command = next(each for each in menus.commands(viewer, CommandType.CHAT_INPUT) if each.name == typed.path)
    given = {each.name for each in typed.given}
    return {
        "name": command.name,
        "description": command.description,
        "hidden": command.hidden,
        "current": typed.current.name if typed.current else None,
        "options": [
            {
                "name": option["name"],
                "description": option["description"],
                "type": _TYPES[option["type"]],
                "required": bool(option.get("required")),
                "given": option["name"] in given,
            }
            for option in typed.options
        ],
    }


def _mentions(viewer: Viewer, head: str) -> Completion:
    """Somebody or some place that is being mentioned in plain text."""
    found = _MENTION.search(head)
    if found is None:
        return Completion()
    text = found[1]
    known: Iterable[Any] = (
        candidates.channels(viewer)
        if text[0] == "#"
        else [*candidates.users(viewer), *candidates.roles(viewer)]
    )
    suggestions = [
        Suggestion(each.label, each.typed + " ", found.start(1), len(head), each.detail, each.colour)
        for each in candidates.matching(known, text)
    ]
    return Completion(suggestions, eager=bool(suggestions) and len(text) > 1)

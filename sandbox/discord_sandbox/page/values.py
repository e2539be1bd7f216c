"""Suggestions for the value of the option that is being typed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from discord_sandbox.clients.reply import Choice
from discord_sandbox.model.command import OptionType
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.page.candidates import Candidate, channels, matching, roles, users
from discord_sandbox.page.typed_line import TypedLine
from discord_sandbox.page.viewer import Viewer

_YES_OR_NO = (Candidate("true", "True"), Candidate("false", "False"))


async def suggested_values(
    viewer: Viewer, typed: TypedLine, ask: Callable[[str, JsonObject], Awaitable[list[Choice]]]
) -> list[Candidate]:
    """What to choose from, by the application if it completes the option itself."""
    current = typed.current
    if current is None:
        return []
    option = typed.option(current.name)
    if option.get("autocomplete"):
        others: JsonObject = {each.name: each.value for each in typed.given if each.name != current.name}
        return [
            Candidate(str(choice.value), choice.name)
            for choice in await ask(typed.path, others | {current.name: current.value})
        ]
    known = _known(viewer, option)
    exact = any(each.is_written(current.value) for each in known)
    return [] if exact else matching(known, current.value)


def _known(viewer: Viewer, option: Payload) -> Sequence[Candidate]:
    if option.get("choices"):
        return [
            Candidate(
                str(each["value"]), each["name"], _unlike(each["name"], each["value"]), typed=each["name"]
            )
            for each in option["choices"]
        ]
    match option["type"]:
        case OptionType.BOOLEAN:
            return _YES_OR_NO
        case OptionType.USER:
            return users(viewer)
        case OptionType.ROLE:
            return roles(viewer)
        case OptionType.MENTIONABLE:
            return [*users(viewer), *roles(viewer)]
        case OptionType.CHANNEL:
            return channels(viewer, option.get("channel_types") or ())
        case _:
            return ()


def _unlike(name: str, value: object) -> str:
    """The value, where the name does not tell it."""
    return "" if str(value) == name else str(value)

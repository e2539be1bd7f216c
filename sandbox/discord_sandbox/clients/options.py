"""From the values that somebody gives to the options of an interaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from discord_sandbox.clients.errors import ActionUnavailable
from discord_sandbox.clients.offers import Offer, check_value
from discord_sandbox.clients.resolved import Resolved
from discord_sandbox.model.command import OptionType
from discord_sandbox.model.payload import JsonObject, Payload


class Options:
    """Turns values into options; unless ``checked``, as a client would that checks nothing."""

    def __init__(self, resolved: Resolved, *, checked: bool) -> None:
        self._resolved = resolved
        self._checked = checked

    def for_command(self, offer: Offer, values: Mapping[str, object]) -> list[JsonObject]:
        """The options of a finished command."""
        given = [self._option(self._described(offer, name), value) for name, value in values.items()]
        if self._checked:
            for option in offer.options:
                if option.get("required") and option["name"] not in values:
                    raise ActionUnavailable(f"/{' '.join(offer.path)} needs {option['name']}")
        return _nested(offer, given)

    def for_autocomplete(self, offer: Offer, values: Mapping[str, object]) -> list[JsonObject]:
        """The options of a command that is still being typed; the last is the one with the cursor."""
        *before, (name, text) = values.items()
        given = [self._option(self._described(offer, other), value) for other, value in before]
        described = self._described(offer, name)
        if self._checked and not described.get("autocomplete"):
            raise ActionUnavailable(f"{name} is not completed by the application")
        focused = {"name": name, "type": described["type"], "value": str(text), "focused": True}
        return _nested(offer, [*given, focused])

    def _described(self, offer: Offer, name: str) -> JsonObject:
        for option in offer.options:
            if option["name"] == name:
                return option
        if self._checked:
            known = ", ".join(option["name"] for option in offer.options)
            raise ActionUnavailable(f"/{' '.join(offer.path)} has no option {name!r}, only: {known}")
        return {"name": name, "type": OptionType.STRING}

    def _option(self, described: JsonObject, given: object) -> JsonObject:
        value = self._value(described, given)
        if self._checked:
            check_value(described, value)
        return {"name": described["name"], "type": described["type"], "value": value}

    def _value(self, described: Payload, given: object) -> Any:
        for choice in described.get("choices") or ():
            if given == choice["name"]:
                return choice["value"]
        match described["type"]:
            case OptionType.USER:
                return self._resolved.user(given)
            case OptionType.ROLE:
                return self._resolved.role(given)
            case OptionType.MENTIONABLE:
                return self._resolved.mentionable(given)
            case OptionType.CHANNEL:
                return self._resolved.channel(given, described.get("channel_types") or ())
            case OptionType.ATTACHMENT:
                return self._resolved.attachment(given, described.get("file_types") or ())
            case kind:
                return _plain(described["name"], given, _PLAIN[kind])


def _yes_or_no(given: object) -> bool:
    readings = {True: True, False: False, "true": True, "false": False, "True": True, "False": False}
    return readings[given]


_PLAIN: dict[int, Callable[[Any], Any]] = {
    OptionType.STRING: str,
    OptionType.INTEGER: int,
    OptionType.NUMBER: float,
    OptionType.BOOLEAN: _yes_or_no,
}


def _plain(name: str, given: object, convert: Callable[[object], object]) -> Any:
    try:
        return convert(given)
    except (ValueError, TypeError, KeyError) as error:
        raise ActionUnavailable(f"{name} does not take {given!r}") from error


def _nested(offer: Offer, options: list[JsonObject]) -> list[JsonObject]:
    """Put the options below the subcommand, and that below its group."""
    path = offer.path[1:]
    kind = OptionType.SUB_COMMAND
    for name in reversed(path):
        options = [{"name": name, "type": int(kind), "options": options}]
        kind = OptionType.SUB_COMMAND_GROUP
    return options

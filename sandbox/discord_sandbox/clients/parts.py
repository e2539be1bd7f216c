"""Buttons and selects of a message, found by what somebody sees of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from discord_sandbox.clients.errors import ActionUnavailable
from discord_sandbox.clients.resolved import Forged, Resolved
from discord_sandbox.clients.seen import SeenMessage
from discord_sandbox.model.component import ButtonStyle, ComponentType
from discord_sandbox.model.payload import JsonObject, Payload


def button(message: SeenMessage, wanted: str, *, checked: bool) -> JsonObject:
    """The button with this label, emoji or custom id."""
    found = _find(message.buttons, wanted, _button_names)
    if checked:
        if found["style"] == ButtonStyle.LINK:
            raise ActionUnavailable(f"{wanted!r} opens a link, it asks nothing of the application")
        if found.get("disabled"):
            raise ActionUnavailable(f"{wanted!r} is disabled")
    return found


def select(message: SeenMessage, wanted: str, *, checked: bool) -> Payload:
    """The select with this placeholder or custom id."""
    found = _find(message.selects, wanted, lambda part: [part["custom_id"], part.get("placeholder")])
    if checked and found.get("disabled"):
        raise ActionUnavailable(f"{wanted!r} is disabled")
    return found


def _button_names(part: Payload) -> list[Any]:
    return [part.get("custom_id"), part.get("label"), part.get("emoji", {}).get("name")]


def _find(parts: Sequence[JsonObject], wanted: str, names: Any) -> Payload:
    for part in parts:
        if wanted in names(part):
            return part
    known = ", ".join(str(next(name for name in reversed(names(part)) if name)) for part in parts)
    raise ActionUnavailable(f"there is no {wanted!r} on the message, only: {known or 'nothing'}")


def values(part: Payload, chosen: Iterable[object], resolved: Resolved, *, checked: bool) -> list[str]:
    """What is chosen in a select, as the application gets it."""
    given = [_value(part, each, resolved, checked=checked) for each in chosen]
    least, most = part.get("min_values", 1), part.get("max_values", 1)
    if checked and not least <= len(given) <= most:
        raise ActionUnavailable(f"between {least} and {most} values can be chosen, not {len(given)}")
    return given


def _value(part: Payload, chosen: object, resolved: Resolved, *, checked: bool) -> str:
    match part["type"]:
        case ComponentType.USER_SELECT:
            return resolved.user(chosen)
        case ComponentType.ROLE_SELECT:
            return resolved.role(chosen)
        case ComponentType.MENTIONABLE_SELECT:
            return resolved.mentionable(chosen)
        case ComponentType.CHANNEL_SELECT:
            return resolved.channel(chosen, part.get("channel_types", ()))
        case _:
            wanted = chosen.value if isinstance(chosen, Forged) else str(chosen)
            return _option(part, wanted, checked=checked)


def _option(part: Payload, chosen: str, *, checked: bool) -> str:
    for option in part["options"]:
        if chosen in {option["value"], option["label"]}:
            return str(option["value"])
    if checked:
        known = ", ".join(option["label"] for option in part["options"])
        raise ActionUnavailable(f"{chosen!r} cannot be chosen, only: {known}")
    return chosen

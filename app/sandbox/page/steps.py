"""Entries of the timeline as lines of a test in Python."""

from __future__ import annotations

from typing import Any

from app.sandbox.payload import Payload

_NESTED = (1, 2)
_HELD = ("reply", "message")
"""What a test holds in variables."""
_METHODS = {
    "slash": ("reply = ", "slash", ("command",)),
    "user_menu": ("reply = ", "user_menu", ("command", "target")),
    "message_menu": ("reply = ", "message_menu", ("command", "message")),
    "click": ("reply = ", "click", ("reply", "button")),
    "select": ("reply = ", "select", ("reply", "select", "values")),
    "submit": ("reply = ", "submit", ("reply", "fields")),
    "say": ("message = ", "say", ("content",)),
    "react": ("", "react", ("message", "emoji")),
    "take_back": ("", "take_back", ("message", "emoji")),
}
"""What a person does, by the kind of act: what comes of it, the method, and what it is given."""


def step_of(payload: Payload) -> str | None:
    """What a test writes to do the same, or to expect it; None for what a test has no use for."""
    match payload["kind"]:
        case "act":
            return _act(payload["deed"])
        case "call" if payload["route"]:
            return (
                f"assert any(call.method == {payload['method']!r} and call.route == {payload['route']!r} "
                f"and call.status == {payload['status']} for call in discord.calls)"
            )
        case _:
            return None


def _act(deed: Payload) -> str | None:
    kind = deed.get("kind")
    if kind not in _METHODS or (kind == "slash" and "command" not in deed):
        return None
    result, method, names = _METHODS[kind]
    given = [name if name in _HELD else repr(_value(deed, name)) for name in names]
    given += _given(deed.get("options", {})) if kind == "slash" else []
    return f"{result}await {_person(deed)}.{method}({', '.join(given)})"


def _value(deed: Payload, name: str) -> Any:
    """What is pressed or chosen from is known by its label: an id may be signed anew each time."""
    return deed.get("label") or deed[name] if name in {"button", "select"} else deed.get(name)


def _person(deed: Payload) -> str:
    if deed.get("dm"):
        return f"discord.user({deed['who']!r}).dm()"
    where = f", {deed['channel']!r}" if deed.get("channel") else ""
    guild = f"{deed['guild']!r}" if deed.get("guild") else ""
    return f"discord.guild({guild}).member({deed['who']!r}{where})"


def _given(options: dict[str, Any]) -> list[str]:
    """Values as keyword arguments, where their names are such as Python takes."""
    if all(name.isidentifier() for name in options):
        return [f"{name}={value!r}" for name, value in options.items()]
    return [f"**{options!r}"]


def command_of(data: Payload) -> str:
    """The command that an interaction names, with its subcommand."""
    names, options = [str(data["name"])], data.get("options") or []
    while options and options[0]["type"] in _NESTED:
        names.append(str(options[0]["name"]))
        options = options[0].get("options") or []
    return ("/" if data.get("type") == 1 else "") + " ".join(names)

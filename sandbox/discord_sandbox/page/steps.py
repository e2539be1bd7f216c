"""Entries of the timeline as lines of a test in Python."""

from __future__ import annotations

from discord_sandbox.clients.action_kinds import python_line
from discord_sandbox.model.payload import Payload

_NESTED = (1, 2)


def step_of(payload: Payload) -> str | None:
    """What a test writes to do the same, or to expect it; None for what a test has no use for."""
    match payload["kind"]:
        case "act":
            return python_line(payload["request"])
        case "call" if payload["route"]:
            return (
                f"assert any(call.method == {payload['method']!r} and call.route == {payload['route']!r} "
                f"and call.status == {payload['status']} for call in discord.calls)"
            )
        case _:
            return None


def command_of(data: Payload) -> str:
    """The command that an interaction names, with its subcommand."""
    names, options = [str(data["name"])], data.get("options") or []
    while options and options[0]["type"] in _NESTED:
        names.append(str(options[0]["name"]))
        options = options[0].get("options") or []
    return ("/" if data.get("type") == 1 else "") + " ".join(names)

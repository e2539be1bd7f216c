"""Actions as the lines of Python that do the same in a test.

For example ``reply = await erin.slash("quote add", quote="…")``; later lines speak of that ``reply``.
"""

from __future__ import annotations

from collections.abc import Callable
from keyword import iskeyword

from discord_sandbox.model.payload import JsonObject, Payload


def by_person(
    method: str, arguments: Callable[[JsonObject], str], *, gives: bool = False
) -> Callable[[Payload], str]:
    """A call of somebody's method; one that ``gives`` something makes it the ``reply``."""
    result = "reply = " if gives else ""
    return lambda action: f"{result}await {_somebody(action)}.{method}({arguments(action)})"


def by_guild(method: str, arguments: Callable[[Payload], str]) -> Callable[[Payload], str]:
    """A call of a method of the guild's."""
    return lambda action: f"await {_guild(action.get('guild', 'inn'))}.{method}({arguments(action)})"


def _somebody(action: Payload) -> str:
    name, channel = action["who"], action.get("channel")
    if action.get("dm"):
        person = f"discord.user({quoted(name)}).dm()"
    elif action.get("guild") or not name.isidentifier():
        where = f", {quoted(channel)}" if channel else ""
        person = f"{_guild(action.get('guild', 'inn'))}.member({quoted(name)}{where})"
    else:
        person = f"{name}.in_channel({quoted(channel)})" if channel else name
    return person + (".unchecked" if action.get("unchecked") else "")


def _guild(key: str) -> str:
    return key if key.isidentifier() else f"discord.guild({quoted(key)})"


def form_fields(action: Payload) -> str:
    fields = action.get("fields", {})
    if all(map(_is_name, fields)):
        return ", ".join(["reply", *_named(fields)])
    return f"reply, {quoted(fields)}"


def said(action: Payload) -> str:
    arguments = [quoted(action["content"])]
    files = [(file["filename"], str(file.get("text", "")).encode()) for file in action.get("files", ())]
    if files:
        arguments.append(f"files={files!r}")
    if action.get("message"):
        arguments.append("reply_to=reply")
    return ", ".join(arguments)


def command_call(action: Payload) -> str:
    # A line that no command was found in stays as it was typed.
    command = action["command"] if "command" in action else action["line"].removeprefix("/")
    return _call(command, action.get("options", {}))


def _call(command: str, options: JsonObject) -> str:
    if all(map(_is_name, options)):
        return ", ".join([quoted(command), *_named(options)])
    return f"{quoted(command)}, **{quoted(options)}"


def _is_name(text: str) -> bool:
    """Whether Python takes it for the name of an argument."""
    return text.isidentifier() and not iskeyword(text)


def _named(values: JsonObject) -> list[str]:
    return [f"{name}={quoted(value)}" for name, value in values.items()]


def on_reply(*parts: str) -> Callable[[Payload], str]:
    """The reply, and these parts of the action."""
    return lambda action: ", ".join(["reply", *(quoted(action[part]) for part in parts)])


def given(*parts: str) -> Callable[[Payload], str]:
    """These parts of the action."""
    return lambda action: ", ".join(quoted(action[part]) for part in parts)


def quoted(value: object) -> str:
    """A literal, with double quotes as the formatter writes them."""
    if isinstance(value, str):
        text = repr(value)
        return text if '"' in value else '"' + text[1:-1].replace("\\'", "'") + '"'
    if isinstance(value, list):
        return f"[{', '.join(map(quoted, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{quoted(name)}: {quoted(each)}' for name, each in value.items())}}}"
    return repr(value)

"""An act as the line of Python that does the same in a test."""

from __future__ import annotations

from collections.abc import Callable
from keyword import iskeyword

from discord_sandbox.model.payload import Payload


def python_line(act: Payload) -> str:
    """For example ``reply = await erin.slash("quote add", quote="…")``; later lines speak of that ``reply``."""
    kind = act["kind"]
    if kind in _OF_THE_SANDBOX:
        return _OF_THE_SANDBOX[kind](act)
    if kind in _OF_THE_GUILD:
        return f"await {_guild(act.get('guild', 'inn'))}.{kind}({_OF_THE_GUILD[kind](act)})"
    method, arguments = _OF_SOMEBODY[kind](act)
    result = "reply = " if kind in _WITH_REPLY else ""
    return f"{result}await {_somebody(act)}.{method}({arguments})"


def _somebody(act: Payload) -> str:
    name, channel = act["who"], act.get("channel")
    if act.get("dm"):
        person = f"discord.user({_quoted(name)}).dm()"
    elif act.get("guild") or not name.isidentifier():
        where = f", {_quoted(channel)}" if channel else ""
        person = f"{_guild(act.get('guild', 'inn'))}.member({_quoted(name)}{where})"
    else:
        person = f"{name}.in_channel({_quoted(channel)})" if channel else name
    return person + (".hostile" if act.get("hostile") else "")


def _guild(key: str) -> str:
    return key if key.isidentifier() else f"discord.guild({_quoted(key)})"


def _slash(act: Payload) -> tuple[str, str]:
    return "slash", _call(act["command"], act.get("options", {}))


def _autocomplete(act: Payload) -> tuple[str, str]:
    return "autocomplete", _call(act["command"], act.get("options", {}))


def _submit(act: Payload) -> tuple[str, str]:
    fields = act.get("fields", {})
    if all(map(_is_name, fields)):
        return "submit", ", ".join(["reply", *_named(fields)])
    return "submit", f"reply, {_quoted(fields)}"


def _say(act: Payload) -> tuple[str, str]:
    arguments = [_quoted(act["content"])]
    files = [(file["filename"], str(file.get("text", "")).encode()) for file in act.get("files", ())]
    if files:
        arguments.append(f"files={files!r}")
    if act.get("message"):
        arguments.append("reply_to=reply")
    return "say", ", ".join(arguments)


def _call(command: str, options: Payload) -> str:
    if all(map(_is_name, options)):
        return ", ".join([_quoted(command), *_named(options)])
    return f"{_quoted(command)}, **{_quoted(options)}"


def _is_name(text: str) -> bool:
    """Whether Python takes it for the name of an argument."""
    return text.isidentifier() and not iskeyword(text)


def _named(values: Payload) -> list[str]:
    return [f"{name}={_quoted(value)}" for name, value in values.items()]


def _quoted(value: object) -> str:
    """A literal, with double quotes as the formatter writes them."""
    if isinstance(value, str):
        text = repr(value)
        return text if '"' in value else '"' + text[1:-1].replace("\\'", "'") + '"'
    if isinstance(value, list):
        return f"[{', '.join(map(_quoted, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_quoted(name)}: {_quoted(each)}' for name, each in value.items())}}}"
    return repr(value)


_WITH_REPLY = frozenset(
    {"slash", "autocomplete", "user_menu", "message_menu", "submit", "say", "see", "poll"}
)
_OF_SOMEBODY: dict[str, Callable[[Payload], tuple[str, str]]] = {
    "slash": _slash,
    "autocomplete": _autocomplete,
    "user_menu": lambda act: ("user_menu", f"{_quoted(act['command'])}, {_quoted(act['target'])}"),
    "message_menu": lambda act: ("message_menu", f"{_quoted(act['command'])}, reply"),
    "click": lambda act: ("click", f"reply, {_quoted(act.get('label', act['button']))}"),
    "select": lambda act: (
        "select",
        f"reply, {_quoted(act.get('label', act['select']))}, {_quoted(act.get('values', []))}",
    ),
    "submit": _submit,
    "say": _say,
    "edit": lambda act: ("edit", f"reply, {_quoted(act['content'])}"),
    "delete": lambda _: ("delete", "reply"),
    "react": lambda act: ("react", f"reply, {_quoted(act['emoji'])}"),
    "take_back": lambda act: ("take_back", f"reply, {_quoted(act['emoji'])}"),
    "pin": lambda _: ("moderator.pin", "reply"),
    "unpin": lambda _: ("moderator.unpin", "reply"),
    "vote": lambda act: ("vote", ", ".join(["reply", *map(_quoted, act["answers"])])),
    "poll": lambda act: ("ask", f"{_quoted(act['question'])}, {_quoted(act['answers'])}"),
    "start_thread": lambda act: (
        "start_thread",
        _quoted(act["name"]) + (", reply" if "message" in act else ""),
    ),
    "post": lambda act: ("post", f"{_quoted(act['title'])}, {_quoted(act['text'])}"),
    "look": lambda _: ("sees", '"…"'),
    "see": lambda act: ("sees", _quoted(act["pattern"])),
}
_OF_THE_GUILD: dict[str, Callable[[Payload], str]] = {
    "join": lambda act: ", ".join(map(_quoted, [act["who"], *act.get("roles", ())])),
    "leave": lambda act: _quoted(act["who"]),
    "grant": lambda act: f"{_quoted(act['who'])}, {_quoted(act['role'])}",
    "revoke": lambda act: f"{_quoted(act['who'])}, {_quoted(act['role'])}",
}
_OF_THE_SANDBOX: dict[str, Callable[[Payload], str]] = {
    "found": lambda act: f"discord.found({_quoted(act['guild'])}, like={_quoted(act['like'])})",
    "advance": lambda act: f"discord.clock.advance({act['seconds']:g})",
    "fault": lambda act: f"discord.faults.perform({_quoted(act)})",
}

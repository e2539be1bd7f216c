"""The words with which a step says what somebody does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from discord_sandbox.model.checks import (
    Check,
    Errors,
    array,
    boolean,
    integer,
    mapping,
    number,
    problem,
    record,
    string,
)

_LINE = string(1, 8000)
_NAME = string(1, 100)
_TEXT = string(0, 4000)


def anything(_: object) -> None:
    """Lets every value through."""


def expression(value: Any) -> Errors | None:
    """A regular expression."""
    wrong = string(1)(value)
    if wrong:
        return wrong
    try:
        re.compile(value)
    except re.error as error:
        return problem("EXPRESSION", f"this is no regular expression: {error}")
    return None


_FILE = record({"filename": _NAME, "text": string(), "content": string()}, needed=("filename",))


@dataclass(frozen=True, slots=True)
class Verb:
    """A word, what it takes, and which act it is."""

    kind: str
    part: str | None
    """The part of the act that the value is; None where it names a message, or only says "yes"."""
    takes: Check
    needs: tuple[str, ...] = ()
    """Further keys that a step with this word must have."""
    also: tuple[str, ...] = ()
    """Further keys that it may have."""
    about_message: bool = False
    somebody: bool = True
    """Whether a person does it."""


VERBS = {
    "slash": Verb("slash", "line", _LINE),
    "complete": Verb("autocomplete", "line", _LINE),
    "user_menu": Verb("user_menu", "command", _NAME, needs=("target",)),
    "message_menu": Verb("message_menu", "command", _NAME, about_message=True),
    "click": Verb("click", "button", _NAME, about_message=True),
    "select": Verb("select", "select", _NAME, needs=("values",), about_message=True),
    "submit": Verb("submit", "fields", mapping(anything)),
    "say": Verb("say", "content", _TEXT, also=("files",), about_message=True),
    "edit": Verb("edit", "content", _TEXT, about_message=True),
    "react": Verb("react", "emoji", _NAME, about_message=True),
    "take_back": Verb("take_back", "emoji", _NAME, about_message=True),
    "vote": Verb("vote", "answers", array(_NAME, 0, 10), about_message=True),
    "poll": Verb("poll", "question", _TEXT, needs=("answers",)),
    "start_thread": Verb("start_thread", "name", _NAME, about_message=True),
    "post": Verb("post", "title", _NAME, needs=("text",)),
    "delete": Verb("delete", None, _NAME),
    "pin": Verb("pin", None, _NAME),
    "unpin": Verb("unpin", None, _NAME),
    "look": Verb("look", None, _NAME),
    "see": Verb("see", "pattern", _TEXT, also=("within",)),
    "join": Verb("join", "roles", array(_NAME)),
    "leave": Verb("leave", None, boolean),
    "grant": Verb("grant", "role", _NAME),
    "revoke": Verb("revoke", "role", _NAME),
    "advance": Verb("advance", "seconds", number(0), somebody=False),
    "fault": Verb("fault", "fault", anything, somebody=False),
}
NAMES_A_MESSAGE = frozenset({"delete", "look", "pin", "unpin"})
"""Those whose value is the name of the step whose message they are about."""

FURTHER: dict[str, Check] = {
    "target": _NAME,
    "values": array(_NAME, 0, 25),
    "answers": array(_NAME, 1, 10),
    "text": _TEXT,
    "files": array(_FILE, 1, 10),
    "within": number(0, 600),
}
PLACE: dict[str, Check] = {
    "who": _NAME,
    "guild": _NAME,
    "channel": _NAME,
    "dm": boolean,
    "hostile": boolean,
    "wait": boolean,
}
"""Who does it and where: the same keys in a step as in its act."""

_TEXTS = array(_TEXT)


def _one_or_more(value: Any) -> Errors | None:
    return _TEXTS(value) if isinstance(value, list) else _TEXT(value)


_SHOWN: dict[str, Check] = {
    "text": _TEXT,
    "contains": _one_or_more,
    "lacks": _one_or_more,
    "matches": expression,
    "ephemeral": boolean,
    "buttons": _TEXTS,
    "disabled": _TEXTS,
    "selects": _TEXTS,
    "mentions": _TEXTS,
    "reactions": mapping(integer(1)),
    "attachments": _TEXTS,
    "gone": boolean,
}
"""What can be expected of a message."""

EXPECT: dict[str, Check] = {
    **_SHOWN,
    "followups": array(record(_SHOWN)),
    "choices": _TEXTS,
    "form": _TEXT,
    "fields": _TEXTS,
    "not_offered": _TEXT,
    "no_answer": boolean,
    "bad_act": _TEXT,
    "calls": mapping(integer(0)),
    "violations": _TEXTS,
}

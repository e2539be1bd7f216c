"""What may stand in a step beside the word that says what somebody does."""

from __future__ import annotations

import re
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

_NAME = string(1, 100)
_TEXT = string(0, 4000)


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
    "unchecked": boolean,
    "wait": boolean,
}
"""Who does it and where: the same keys in a step as in its act."""

_TEXTS = array(_TEXT)


def _one_or_more(value: object) -> Errors | None:
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

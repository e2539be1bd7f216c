"""Why a row stays out, in the words of the report."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from app.core.errors import InvalidInput

NOT_DISCORDS: Final = "its id is none of Discord's"
NO_PLACE: Final = "it names no server or no channel"
NO_PERSON: Final = "it names nobody"
NO_ROLE: Final = "it names no role"
NO_TIME: Final = "it does not tell when"
NO_EMOJI: Final = "it does not tell which emoji"
NO_SERIAL: Final = "it has no number"
UNKNOWN_ACTION: Final = "it does not tell what happened"
FUTURE: Final = "it lies in the future"
AFTER_UNTIL: Final = "it is later than --until"
PAUSED: Final = "the member asked not to be recorded"
SWITCHED_OFF: Final = "the server has switched recording off"
TWICE: Final = "the same row comes twice"
NO_MESSAGE: Final = "its message is not there"
MESSAGE_SKIPPED: Final = "its message is not imported"
ROLE_MENTION: Final = "mentions of roles are not counted"
LONG_EMOJI: Final = "its emoji is too long"
NO_BEGINNING: Final = "leaving without having joined"
NO_END: Final = "joining without leaving"
SAME_LINK: Final = "a link with the same title says the same"
NO_ADMIN_ROLE: Final = "it names no admin role"
EVERYONE: Final = "everyone has that role"
ROLE_GONE: Final = "the role was deleted"
NOT_GIVEN: Final = "Discord or an app decides who has that role"
DECIDED: Final = "the server has chosen an admin role here"
TOO_MANY_LINKS: Final = "the server has as many links as it can have"
NOTHING_OF_THEIRS: Final = "nothing of theirs is imported"
NOTHING_OF_IT: Final = "nothing of it is imported"
NO_POLL: Final = "its poll is not there"


def too_old(setting: str) -> str:
    """The reason for what a setting does not let be kept that long."""
    return f"it is older than activity.{setting} allows"


def lacking(*values: tuple[object, str]) -> str | None:
    """The reason that goes with the first value that is missing."""
    return next((reason for value, reason in values if value is None), None)


def refused(error: InvalidInput) -> str:
    """What members are told, without the number that makes each case another."""
    return str(replace(error.text, values={**error.text.values, "length": "more"})).removesuffix(".")

"""An application's first answer to an interaction."""

from __future__ import annotations

from collections.abc import Mapping

from discord_sandbox.model.checks import Check, Errors, maybe, problem, record
from discord_sandbox.model.interaction import AnswerType
from discord_sandbox.model.message import MessageFlag
from discord_sandbox.validation.message import ANSWER_MESSAGE, EDIT_MESSAGE
from discord_sandbox.validation.modal import MODAL
from discord_sandbox.validation.option import CHOICES_OF


# Discord: Interactions > Receiving and Responding > Autocomplete (25 choices).
def suggestions(option: int) -> Check:
    """What ``data`` holds that suggests values for an option of this type."""
    return record({"choices": CHOICES_OF[option]})


# Discord: Interactions > Receiving and Responding > Interaction Callback Data (only EPHEMERAL with a deferral).
def _deferral(value: object) -> Errors | None:
    """Everything a message may have is read, but only being ephemeral can be decided this early."""
    wrong = ANSWER_MESSAGE(value)
    if wrong or not isinstance(value, dict):
        return wrong
    flags = (value.get("flags") or 0) & ~int(MessageFlag.EPHEMERAL)
    message = f"Flags {flags} cannot be set on a deferred message"
    return {"flags": problem("MESSAGE_FLAGS_INVALID", message)} if flags else None


# On no page; discord.py relies on it.
def _update(value: object) -> Errors | None:
    """Discord overlooks ``tts`` here, which discord.py always sends."""
    return EDIT_MESSAGE(
        {name: each for name, each in value.items() if name != "tts"} if isinstance(value, dict) else value
    )


DATA: Mapping[int, Check] = {
    AnswerType.PONG: maybe(record({})),
    AnswerType.MESSAGE: maybe(ANSWER_MESSAGE),
    AnswerType.DEFERRED_MESSAGE: maybe(_deferral),
    AnswerType.DEFERRED_UPDATE: maybe(_deferral),
    AnswerType.UPDATE: maybe(_update),
    AnswerType.MODAL: MODAL,
}
"""What ``data`` holds for each type, apart from suggestions. The layout of an update is checked with the message that it changes."""

"""The kinds of actions, each with all that is known of it: a new kind is a line here, and a handler."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias

from discord_sandbox.clients.action_handlers import ActionHandlers, ActionResult, text, texts
from discord_sandbox.clients.person import Person
from discord_sandbox.clients.python_calls import (
    by_guild,
    by_person,
    command_call,
    form_fields,
    given,
    on_reply,
    quoted,
    said,
)
from discord_sandbox.model.checks import Check, array, boolean, mapping, number, string
from discord_sandbox.model.payload import JsonObject, Payload

Run: TypeAlias = Callable[[ActionHandlers, JsonObject], Awaitable[ActionResult]]

_LINE = string(1, 8000)
_NAME = string(1, 100)
_TEXT = string(0, 4000)


class Message(Enum):
    """How an action is about a message."""

    NONE = auto()
    OPTIONAL = auto()
    """About one only if it names one."""
    LAST = auto()
    """The last that this person got, unless it names one."""
    VALUE = auto()
    """As ``LAST``; in a scenario the value of the step's word names it."""


def anything(_: object) -> None:
    """Lets every value through."""


@dataclass(frozen=True, slots=True)
class ActionKind:
    """What somebody can do."""

    name: str
    run: Run
    python: Callable[[Payload], str]
    """The line of Python that does the same."""
    takes: Check = anything
    """How the value of the step's word has to look."""
    part: str | None = None
    """The part of the action that this value is; None where it names a message, or only says "yes"."""
    needs: tuple[str, ...] = ()
    """Further keys that a step with this word must have."""
    also: tuple[str, ...] = ()
    """Further keys that it may have."""
    message: Message = Message.NONE
    answered: bool = True
    """Whether what comes back is new, and so to be expected by who records it."""
    somebody: bool = True
    """Whether a person does it."""
    step_word: str = ""
    """The word in a scenario, if it is another than the name."""
    is_step: bool = True
    """Whether scenarios have a word for it."""

    @property
    def word(self) -> str:
        return self.step_word or self.name


def _on_message(do: Callable[..., Awaitable[None]], *parts: str) -> Run:
    """Let somebody do something with a message, given these parts of the action."""
    return lambda handlers, action: handlers.with_message(action, do, *(text(action, part) for part in parts))


def _changing(
    name: str,
    do: Callable[..., Awaitable[None]],
    part: str | None = None,
    takes: Check = _NAME,
    *,
    python: str = "",
) -> ActionKind:
    """Doing something with a message; ``part`` says what exactly, and without one the step's word names the message."""
    parts = (part,) if part else ()
    return ActionKind(
        name,
        _on_message(do, *parts),
        by_person(python or name, on_reply(*parts)),
        takes=takes,
        part=part,
        message=Message.LAST if part else Message.VALUE,
        answered=False,
    )


_KINDS = (
    ActionKind(
        "slash", ActionHandlers.slash, by_person("slash", command_call, gives=True), takes=_LINE, part="line"
    ),
    ActionKind(
        "autocomplete",
        ActionHandlers.autocomplete,
        by_person("autocomplete", command_call, gives=True),
        takes=_LINE,
        part="line",
        step_word="complete",
    ),
    ActionKind(
        "user_menu",
        ActionHandlers.user_menu,
        by_person("user_menu", given("command", "target"), gives=True),
        takes=_NAME,
        part="command",
        needs=("target",),
    ),
    ActionKind(
        "message_menu",
        ActionHandlers.message_menu,
        by_person("message_menu", lambda action: f"{quoted(action['command'])}, reply", gives=True),
        takes=_NAME,
        part="command",
        message=Message.LAST,
    ),
    ActionKind(
        "click",
        ActionHandlers.click,
        by_person("click", lambda action: f"reply, {quoted(action.get('label', action['button']))}"),
        takes=_NAME,
        part="button",
        message=Message.LAST,
    ),
    ActionKind(
        "select",
        ActionHandlers.select,
        by_person(
            "select",
            lambda action: (
                f"reply, {quoted(action.get('label', action['select']))}, {quoted(action.get('values', []))}"
            ),
        ),
        takes=_NAME,
        part="select",
        needs=("values",),
        message=Message.LAST,
    ),
    ActionKind(
        "submit",
        ActionHandlers.submit,
        by_person("submit", form_fields, gives=True),
        takes=mapping(anything),
        part="fields",
    ),
    ActionKind(
        "say",
        ActionHandlers.say,
        by_person("say", said, gives=True),
        takes=_TEXT,
        part="content",
        also=("files",),
        message=Message.OPTIONAL,
        answered=False,
    ),
    _changing("edit", Person.edit, "content", _TEXT),
    _changing("react", Person.react, "emoji"),
    _changing("take_back", Person.take_back, "emoji"),
    ActionKind(
        "vote",
        lambda handlers, action: handlers.with_message(action, Person.vote, *texts(action, "answers")),
        by_person("vote", lambda action: ", ".join(["reply", *map(quoted, texts(action, "answers"))])),
        takes=array(_NAME, 0, 10),
        part="answers",
        message=Message.LAST,
        answered=False,
    ),
    ActionKind(
        "poll",
        ActionHandlers.poll,
        by_person("ask", given("question", "answers"), gives=True),
        takes=_TEXT,
        part="question",
        needs=("answers",),
    ),
    ActionKind(
        "start_thread",
        ActionHandlers.start_thread,
        by_person(
            "start_thread", lambda action: quoted(action["name"]) + (", reply" if "message" in action else "")
        ),
        takes=_NAME,
        part="name",
        message=Message.OPTIONAL,
    ),
    ActionKind(
        "post",
        ActionHandlers.post,
        by_person("post", given("title", "text")),
        takes=_NAME,
        part="title",
        needs=("text",),
    ),
    _changing("delete", Person.delete),
    _changing("pin", lambda who, message: who.moderator.pin(message), python="moderator.pin"),
    _changing("unpin", lambda who, message: who.moderator.unpin(message), python="moderator.unpin"),
    ActionKind(
        "look",
        ActionHandlers.look,
        by_person("sees", lambda _: '"…"'),
        takes=_NAME,
        message=Message.VALUE,
    ),
    ActionKind(
        "see",
        ActionHandlers.see,
        by_person("sees", given("pattern"), gives=True),
        takes=_TEXT,
        part="pattern",
        also=("within",),
    ),
    ActionKind(
        "join",
        ActionHandlers.join,
        by_guild("join", lambda action: ", ".join(map(quoted, [action["who"], *action.get("roles", ())]))),
        takes=array(_NAME),
        part="roles",
    ),
    ActionKind("leave", ActionHandlers.leave, by_guild("leave", given("who")), takes=boolean),
    ActionKind(
        "grant", ActionHandlers.grant, by_guild("grant", given("who", "role")), takes=_NAME, part="role"
    ),
    ActionKind(
        "revoke", ActionHandlers.revoke, by_guild("revoke", given("who", "role")), takes=_NAME, part="role"
    ),
    ActionKind(
        "create_guild",
        ActionHandlers.create_guild,
        lambda action: f"discord.create_guild({quoted(action['guild'])}, like={quoted(action['like'])})",
        somebody=False,
        is_step=False,
    ),
    ActionKind(
        "advance",
        ActionHandlers.advance,
        lambda action: f"discord.clock.advance({action['seconds']:g})",
        takes=number(0),
        part="seconds",
        somebody=False,
    ),
    ActionKind(
        "fault",
        ActionHandlers.fault,
        lambda action: f"discord.faults.perform({quoted(action)})",
        part="fault",
        somebody=False,
    ),
)
KINDS: Mapping[str, ActionKind] = {kind.name: kind for kind in _KINDS}
"""By their names, as acts have them."""
STEPS: Mapping[str, ActionKind] = {kind.word: kind for kind in _KINDS if kind.is_step}
"""By their words, as the steps of scenarios have them."""


def python_line(action: Payload) -> str:
    """An action as a line of a test in Python."""
    return KINDS[action["kind"]].python(action)

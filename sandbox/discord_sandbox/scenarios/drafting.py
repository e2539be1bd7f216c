"""From what somebody did to the steps of a scenario."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from discord_sandbox.clients.action_kinds import KINDS, Message
from discord_sandbox.clients.reply import Modal
from discord_sandbox.clients.slash_line import typed
from discord_sandbox.model.entries import Action
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.scenarios.masking import Masks
from discord_sandbox.scenarios.model import LAST, Scenario, Step
from discord_sandbox.scenarios.placeholders import things

MOST_LINES = 20
"""Of a text that is expected to the letter; of longer ones only the beginning has to come."""
BEGINNING = 3

_FURTHER = ("dm", "unchecked")
_LEFT_OUT = frozenset({"guild", "channel", "message", "on", "label", "wait"})
"""What stands in a step in another way, or not at all."""
_ONLY_IF_ANY = frozenset({"files"})
"""Lists that a step has only with something in them."""
_LABELLED = frozenset({"button", "select"})


def draft(actions: Sequence[Action], ids: JsonObject, about: str) -> Scenario:
    """A scenario in which the same is done and the same comes back."""
    drafts = _Draft(actions, ids)
    return Scenario(about, tuple(drafts.steps()), guild=drafts.guild, channel=drafts.channel)


def draft_step(action: Action, ids: JsonObject) -> Step:
    """One act as a step."""
    return draft([action], ids, "").steps[-1]


class _Draft:
    def __init__(self, actions: Sequence[Action], ids: Payload) -> None:
        self._actions = [action for action in actions if KINDS[action.request["kind"]].is_step]
        self._keys = {guild["id"]: key for key, guild in ids["guilds"].items()}
        self._first_guild = next(iter(ids["guilds"]), "")
        places = Counter(
            (self._guild(action.request), action.request.get("channel")) for action in self._actions
        )
        most: tuple[str, str | None] = places.most_common(1)[0][0] if places else (self._first_guild, None)
        self.guild, self.channel = most
        """Where most happens."""
        self._masks = Masks(things(ids, self.guild))
        self._names: dict[str, str] = {}
        """The name of the step that brought each message."""
        self._last: dict[str, str] = {}
        """The last message that each person got."""
        self._count = 0

    def steps(self) -> Iterator[Step]:
        self._name_numbers()
        spoken_of = {action.request["message"] for action in self._actions if self._needs_a_name(action)}
        self._last.clear()
        for action in self._actions:
            message: str = action.request.get("message", "")
            if message in spoken_of and message not in self._names:
                yield self._sight(action.request)
            on = self._names[message] if self._needs_a_name(action) else LAST
            result: str = action.result.get("id") or ""
            name = self._new_name(result) if result in spoken_of and result not in self._names else None
            yield self._step(self._action(action.request), on, name, self._expect(action))
            self._note(action)

    def _needs_a_name(self, action: Action) -> bool:
        """Whether the action is on another message than the last that this person got; keeps count of those."""
        message = action.request.get("message")
        needed = bool(message) and (
            KINDS[action.request["kind"]].message is Message.OPTIONAL
            or self._last.get(action.request.get("who", "")) != message
        )
        self._note(action)
        return needed

    def _note(self, action: Action) -> None:
        if action.result.get("id"):
            self._last[action.request.get("who", "")] = action.result["id"]

    def _name_numbers(self) -> None:
        """Numbers that came in an answer before anybody gave them are named after the option they are given for."""
        typed_before: set[str] = set()
        texts = ""
        for action in self._actions:
            for name, value in action.request.get("options", {}).items():
                if str(value) not in typed_before and re.search(rf"\b{re.escape(str(value))}\b", texts):
                    self._masks.name_number(str(value), name)
                typed_before.add(str(value))
            texts += "\n" + action.result.get("text", "")

    def _new_name(self, message: str) -> str:
        self._names[message] = f"message_{len(self._names) + 1}"
        return self._names[message]

    def _sight(self, request: Payload) -> Step:
        """Looking for a message that was there before: by how it begins."""
        action = {"kind": "see", "who": request["who"], **self._place(request)}
        action |= {"pattern": self._masks.expected(request["on"])} | (
            {"dm": True} if request.get("dm") else {}
        )
        self._last[request["who"]] = request["message"]
        return self._step(action, LAST, self._new_name(request["message"]), {})

    def _step(self, action: JsonObject, on: str, name: str | None, expect: JsonObject) -> Step:
        self._count += 1
        return Step(number=self._count, action=action, title="", on=on, name=name, expect=expect)

    def _guild(self, request: Payload) -> str:
        """The key of the guild, which may be given by its id or not at all."""
        guild: str = request.get("guild") or self._first_guild
        key: str = self._keys.get(guild, guild)
        return key

    def _action(self, request: Payload) -> Payload:
        action: Payload = {name: request[name] for name in ("kind", "who") if name in request} | self._place(
            request
        )
        if request["kind"] in {"slash", "autocomplete"}:
            options = {name: self._given(str(value)) for name, value in request.get("options", {}).items()}
            # A line that no command was found in stays as it was typed.
            action["line"] = typed(request["command"], options) if "command" in request else request["line"]
            parts = [name for name in _FURTHER if request.get(name)]
        else:
            empty = {name for name in _ONLY_IF_ANY if not request.get(name)}
            parts = [name for name in request if name not in {*action, *_LEFT_OUT, *empty}]
        given = {name: request["label"] if name in _LABELLED else request[name] for name in parts}
        return action | {name: self._given(value) for name, value in given.items()}

    def _place(self, request: JsonObject) -> JsonObject:
        if request.get("dm") or "who" not in request:
            return {}
        guild, channel = self._guild(request), request.get("channel")
        elsewhere: Payload = {} if guild == self.guild else {"guild": guild}
        if channel and (channel != self.channel or elsewhere):
            elsewhere["channel"] = self._given(channel)
        return elsewhere

    def _given(self, value: object) -> Any:
        if isinstance(value, str):
            return self._masks.given(value)
        if isinstance(value, list):
            return [self._given(each) for each in value]
        if isinstance(value, dict):
            return {name: self._given(each) for name, each in value.items()}
        return value

    def _expect(self, action: Action) -> JsonObject:
        if action.error == "no_answer":
            return {"no_answer": True}
        if action.error:
            return {action.error: self._masks.expected(action.message)}
        if not KINDS[action.request["kind"]].answered or not action.result:
            return {}
        form = action.result.get("modal")
        if form:
            modal = Modal(form["title"], form["custom_id"], form["components"])
            labels = [field.label or field.custom_id for field in modal.fields]
            return {"form": self._masks.expected(modal.title), "fields": self._all_expected(labels)}
        if action.request["kind"] == "autocomplete":
            return {"choices": self._all_expected([choice["name"] for choice in action.result["choices"]])}
        return self._message(action.result)

    def _message(self, result: Payload) -> Payload:
        if result.get("id") is None:
            return {"gone": True}
        expect: Payload = self._text(result["text"])
        if result["ephemeral"]:
            expect["ephemeral"] = True
        if result["buttons"]:
            expect["buttons"] = self._all_expected(result["buttons"])
        if "<@" in result["text"] or result["mentions"]:
            expect["mentions"] = self._all_expected(result["mentions"])
        if result["attachments"]:
            expect["attachments"] = self._all_expected([each["filename"] for each in result["attachments"]])
        if result.get("followups"):
            expect["followups"] = [self._message(each) for each in result["followups"]]
        return expect

    def _text(self, text: str) -> Payload:
        lines = text.splitlines()
        if len(lines) > MOST_LINES:
            return {"contains": self._all_expected([line for line in lines if line.strip()][:BEGINNING])}
        return {"text": self._masks.expected("\n".join(lines))} if lines else {}

    def _all_expected(self, texts: Sequence[str]) -> list[str]:
        return [self._masks.expected(str(text)) for text in texts]

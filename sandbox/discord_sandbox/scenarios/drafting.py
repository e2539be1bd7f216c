"""From what somebody did to the steps of a scenario."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from discord_sandbox.clients.action_kinds import KINDS, Message
from discord_sandbox.clients.reply import Modal
from discord_sandbox.clients.slash_line import typed
from discord_sandbox.model.entries import Act
from discord_sandbox.model.payload import Payload
from discord_sandbox.scenarios.masking import Masks
from discord_sandbox.scenarios.model import LAST, Scenario, Step
from discord_sandbox.scenarios.placeholders import things

MOST_LINES = 20
"""Of a text that is expected to the letter; of longer ones only the beginning has to come."""
BEGINNING = 3

_FURTHER = ("dm", "hostile")
_LEFT_OUT = frozenset({"guild", "channel", "message", "on", "label", "wait"})
"""What stands in a step in another way, or not at all."""
_ONLY_IF_ANY = frozenset({"files"})
"""Lists that a step has only with something in them."""
_LABELLED = frozenset({"button", "select"})


def draft(acts: Sequence[Act], ids: Payload, about: str) -> Scenario:
    """A scenario in which the same is done and the same comes back."""
    drafts = _Draft(acts, ids)
    return Scenario(about, tuple(drafts.steps()), guild=drafts.guild, channel=drafts.channel)


def draft_step(act: Act, ids: Payload) -> Step:
    """One act as a step."""
    return draft([act], ids, "").steps[-1]


class _Draft:
    def __init__(self, acts: Sequence[Act], ids: Payload) -> None:
        self._acts = [act for act in acts if KINDS[act.deed["kind"]].is_step]
        self._keys = {guild["id"]: key for key, guild in ids["guilds"].items()}
        self._first_guild = next(iter(ids["guilds"]), "")
        places = Counter((self._guild(act.deed), act.deed.get("channel")) for act in self._acts)
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
        spoken_of = {act.deed["message"] for act in self._acts if self._needs_a_name(act)}
        self._last.clear()
        for act in self._acts:
            message: str = act.deed.get("message", "")
            if message in spoken_of and message not in self._names:
                yield self._sight(act.deed)
            on = self._names[message] if self._needs_a_name(act) else LAST
            came: str = act.came.get("id") or ""
            name = self._new_name(came) if came in spoken_of and came not in self._names else None
            yield self._step(self._act(act.deed), on, name, self._expect(act))
            self._note(act)

    def _needs_a_name(self, act: Act) -> bool:
        """Whether the act is on another message than the last that this person got; keeps count of those."""
        message = act.deed.get("message")
        needed = bool(message) and (
            KINDS[act.deed["kind"]].message is Message.OPTIONAL
            or self._last.get(act.deed.get("who", "")) != message
        )
        self._note(act)
        return needed

    def _note(self, act: Act) -> None:
        if act.came.get("id"):
            self._last[act.deed.get("who", "")] = act.came["id"]

    def _name_numbers(self) -> None:
        """Numbers that came in an answer before anybody gave them are named after the option they are given for."""
        typed_before: set[str] = set()
        texts = ""
        for act in self._acts:
            for name, value in act.deed.get("options", {}).items():
                if str(value) not in typed_before and re.search(rf"\b{re.escape(str(value))}\b", texts):
                    self._masks.name_number(str(value), name)
                typed_before.add(str(value))
            texts += "\n" + act.came.get("text", "")

    def _new_name(self, message: str) -> str:
        self._names[message] = f"message_{len(self._names) + 1}"
        return self._names[message]

    def _sight(self, deed: Payload) -> Step:
        """Looking for a message that was there before: by how it begins."""
        act = {"kind": "see", "who": deed["who"], **self._place(deed)}
        act |= {"pattern": self._masks.expected(deed["on"])} | ({"dm": True} if deed.get("dm") else {})
        self._last[deed["who"]] = deed["message"]
        return self._step(act, LAST, self._new_name(deed["message"]), {})

    def _step(self, act: Payload, on: str, name: str | None, expect: Payload) -> Step:
        self._count += 1
        return Step(number=self._count, act=act, title="", on=on, name=name, expect=expect)

    def _guild(self, deed: Payload) -> str:
        """The key of the guild, which may be given by its id or not at all."""
        guild: str = deed.get("guild") or self._first_guild
        key: str = self._keys.get(guild, guild)
        return key

    def _act(self, deed: Payload) -> Payload:
        act: Payload = {name: deed[name] for name in ("kind", "who") if name in deed} | self._place(deed)
        if deed["kind"] in {"slash", "autocomplete"}:
            options = {name: self._given(str(value)) for name, value in deed.get("options", {}).items()}
            # A line that no command was found in stays as it was typed.
            act["line"] = typed(deed["command"], options) if "command" in deed else deed["line"]
            parts = [name for name in _FURTHER if deed.get(name)]
        else:
            empty = {name for name in _ONLY_IF_ANY if not deed.get(name)}
            parts = [name for name in deed if name not in {*act, *_LEFT_OUT, *empty}]
        given = {name: deed["label"] if name in _LABELLED else deed[name] for name in parts}
        return act | {name: self._given(value) for name, value in given.items()}

    def _place(self, deed: Payload) -> Payload:
        if deed.get("dm") or "who" not in deed:
            return {}
        guild, channel = self._guild(deed), deed.get("channel")
        elsewhere: Payload = {} if guild == self.guild else {"guild": guild}
        if channel and (channel != self.channel or elsewhere):
            elsewhere["channel"] = self._given(channel)
        return elsewhere

    def _given(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._masks.given(value)
        if isinstance(value, list):
            return [self._given(each) for each in value]
        if isinstance(value, dict):
            return {name: self._given(each) for name, each in value.items()}
        return value

    def _expect(self, act: Act) -> Payload:
        if act.error == "no_answer":
            return {"no_answer": True}
        if act.error:
            return {act.error: self._masks.expected(act.message)}
        if not KINDS[act.deed["kind"]].answered or not act.came:
            return {}
        form = act.came.get("modal")
        if form:
            modal = Modal(form["title"], form["custom_id"], form["components"])
            labels = [field.label or field.custom_id for field in modal.fields]
            return {"form": self._masks.expected(modal.title), "fields": self._all_expected(labels)}
        if act.deed["kind"] == "autocomplete":
            return {"choices": self._all_expected([choice["name"] for choice in act.came["choices"]])}
        return self._message(act.came)

    def _message(self, came: Payload) -> Payload:
        if came.get("id") is None:
            return {"gone": True}
        expect: Payload = self._text(came["text"])
        if came["ephemeral"]:
            expect["ephemeral"] = True
        if came["buttons"]:
            expect["buttons"] = self._all_expected(came["buttons"])
        if "<@" in came["text"] or came["mentions"]:
            expect["mentions"] = self._all_expected(came["mentions"])
        if came["attachments"]:
            expect["attachments"] = self._all_expected([each["filename"] for each in came["attachments"]])
        if came.get("followups"):
            expect["followups"] = [self._message(each) for each in came["followups"]]
        return expect

    def _text(self, text: str) -> Payload:
        lines = text.splitlines()
        if len(lines) > MOST_LINES:
            return {"contains": self._all_expected([line for line in lines if line.strip()][:BEGINNING])}
        return {"text": self._masks.expected("\n".join(lines))} if lines else {}

    def _all_expected(self, texts: Sequence[str]) -> list[str]:
        return [self._masks.expected(str(text)) for text in texts]

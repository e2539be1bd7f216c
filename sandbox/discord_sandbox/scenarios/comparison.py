"""Comparing what came with what was expected."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from discord_sandbox.clients.reply import Modal
from discord_sandbox.model.component import SELECTS, ComponentType, walk
from discord_sandbox.model.payload import Payload
from discord_sandbox.scenarios.placeholders import BadPlaceholder, pattern
from discord_sandbox.scenarios.transport import Outcome


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that was not as expected; both sides have a line for each thing."""

    about: str
    wanted: list[str]
    result: list[str]


@dataclass(slots=True)
class Judge:
    """Judges outcomes, and keeps the values that they give names to."""

    values: dict[str, str] = field(default_factory=dict)

    def differences(
        self, outcome: Outcome, expect: Payload, calls: Mapping[str, int], violations: list[str]
    ) -> Iterator[Difference]:
        """Everything that is not as expected. What nobody expected to fail must not fail."""
        yield from self._failure(outcome, expect)
        yield from self._list("violations", expect.get("violations", []), violations)
        for route, count in expect.get("calls", {}).items():
            if calls.get(route, 0) != count:
                yield Difference("calls", [f"{count} x {route}"], [f"{n} x {r}" for r, n in calls.items()])
        if outcome.error is None:
            yield from self._message(outcome.result, expect)
            yield from self._offered(outcome.result, expect)

    def matches(self, text: str, result: str, *, whole: bool = True) -> bool:
        """Whether ``text`` describes what came; if so, the values under its names are kept."""
        found = self._find(text, result, whole=whole)
        self.values |= found.groupdict() if found else {}
        return found is not None

    def _find(self, text: str, result: str, *, whole: bool) -> re.Match[str] | None:
        try:
            return (re.fullmatch if whole else re.search)(pattern(text, self.values), result)
        except BadPlaceholder:
            # What should have given the name was not as expected itself.
            return None

    def _failure(self, outcome: Outcome, expect: Payload) -> Iterator[Difference]:
        wanted = {
            name: "" if expect[name] is True else expect[name]
            for name in ("not_offered", "no_answer", "bad_act")
            if expect.get(name) not in {None, False}
        }
        if outcome.error is None:
            yield from (Difference(name, [text or "yes"], ["it went well"]) for name, text in wanted.items())
        elif outcome.error not in wanted:
            yield Difference(outcome.error, ["an answer"], outcome.message.splitlines())
        elif not self.matches(wanted[outcome.error], outcome.message, whole=False):
            yield Difference(outcome.error, [wanted[outcome.error]], outcome.message.splitlines())

    def _message(self, result: Payload, expect: Payload, about: str = "") -> Iterator[Difference]:
        """What can be expected of any message."""
        yield from self._text(str(result.get("text", "")), expect, about)
        for name, look in _LOOKS.items():
            if name in expect:
                yield from self._list(f"{about}{name}", expect[name], look(result))
        for name, flag in _FLAGS.items():
            if name in expect and expect[name] is not flag(result):
                yield Difference(f"{about}{name}", [_yes(expect[name])], [_yes(not expect[name])])

    def _text(self, text: str, expect: Payload, about: str) -> Iterator[Difference]:
        if "text" in expect and not self.matches(expect["text"], text):
            yield Difference(f"{about}text", expect["text"].splitlines(), text.splitlines())
        for wanted in _many(expect.get("contains", [])):
            if not self.matches(wanted, text, whole=False):
                yield Difference(f"{about}contains", wanted.splitlines(), text.splitlines())
        for unwanted in _many(expect.get("lacks", [])):
            found = self._find(unwanted, text, whole=False)
            if found:
                yield Difference(f"{about}lacks", [], found[0].splitlines())
        if "matches" in expect:
            match = re.search(expect["matches"], text)
            self.values |= match.groupdict() if match else {}
            if not match:
                yield Difference(f"{about}matches", [expect["matches"]], text.splitlines())

    def _offered(self, result: Payload, expect: Payload) -> Iterator[Difference]:
        """What only answers to interactions have."""
        followups = result.get("followups", [])
        for index, wanted in enumerate(expect.get("followups", ())):
            if index < len(followups):
                yield from self._message(followups[index], wanted, f"follow-up {index + 1}: ")
            else:
                yield Difference(f"follow-up {index + 1}", ["a message"], ["none"])
        if "choices" in expect:
            names = [choice["name"] for choice in result.get("choices", [])]
            yield from self._list("choices", expect["choices"], names)
        form = _form(result)
        if "form" in expect and not (form and self.matches(expect["form"], form.title)):
            yield Difference("form", [expect["form"]], [form.title] if form else ["no form was opened"])
        if "fields" in expect:
            labels = [field.label or field.custom_id for field in form.fields] if form else []
            yield from self._list("fields", expect["fields"], labels)

    def _list(self, about: str, wanted: Any, result: list[str]) -> Iterator[Difference]:
        lines = [f"{name} {count}" for name, count in wanted.items()] if isinstance(wanted, dict) else wanted
        if len(lines) != len(result) or not all(map(self.matches, lines, result)):
            yield Difference(about, list(lines), list(result))


Look: TypeAlias = Callable[[Payload], list[str]]

_LOOKS: dict[str, Look] = {
    "buttons": lambda result: [str(label) for label in result.get("buttons", [])],
    "disabled": lambda result: [
        part.get("label") or str(part.get("custom_id"))
        for part in _parts(result, {ComponentType.BUTTON})
        if part.get("disabled")
    ],
    "selects": lambda result: [
        part.get("placeholder") or str(part.get("custom_id")) for part in _parts(result, SELECTS)
    ],
    "mentions": lambda result: result.get("mentions", []),
    "reactions": lambda result: [f"{emoji} {count}" for emoji, count in result.get("reactions", {}).items()],
    "attachments": lambda result: [attachment["filename"] for attachment in result.get("attachments", [])],
}
_FLAGS: dict[str, Callable[[Payload], bool]] = {
    "ephemeral": lambda result: bool(result.get("ephemeral")),
    "gone": lambda result: result.get("id") is None,
}


def _parts(result: Payload, kinds: Any) -> list[Payload]:
    return [part for _, part in walk(result.get("components", [])) if part["type"] in kinds]


def _form(result: Payload) -> Modal | None:
    form = result.get("modal")
    return Modal(form["title"], form["custom_id"], form["components"]) if form else None


def _many(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _yes(value: bool) -> str:  # noqa: FBT001 - it is what is said
    return "yes" if value else "no"

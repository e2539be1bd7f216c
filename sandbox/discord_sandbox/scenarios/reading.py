"""From a scenario file to a scenario."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from discord_sandbox.clients.action_kinds import STEPS, Message
from discord_sandbox.fixtures import checked_toml
from discord_sandbox.fixtures.checked_toml import BadFile
from discord_sandbox.model.checks import Errors, array, mapping, merge, problem, record, required, string
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.scenarios.model import LAST, Scenario, Step
from discord_sandbox.scenarios.placeholders import BadPlaceholder, Placeholder, placeholders
from discord_sandbox.scenarios.step_parts import EXPECT, FURTHER, PLACE

TITLE_LENGTH = 90
_STEP = record(
    {
        **{word: kind.takes for word, kind in STEPS.items()},
        **FURTHER,
        **PLACE,
        "on": string(1, 100),
        "as": string(1, 100),
        "expect": record(EXPECT),
    }
)
_FIND_ANYTHING = frozenset({"see"})
"""Words whose value may have placeholders of any kind."""


def read(path: Path) -> Scenario:
    """The scenario in a file. Raises ``BadFile`` with everything that is wrong."""
    return _scenario(checked_toml.read(path, _FILE), path.name)


def parse(text: str, name: str = "scenario") -> Scenario:
    """The scenario in a text. Raises ``BadFile`` with everything that is wrong."""
    return _scenario(checked_toml.parse(text, _FILE, name), name)


def _step(value: object) -> Errors | None:
    errors = _STEP(value)
    return merge(errors, _words(value)) if isinstance(value, dict) else errors


def _words(value: JsonObject) -> Errors | None:
    """A step says one thing, and all that has to be said with it."""
    words = [word for word in STEPS if word in value]
    if len(words) != 1:
        said = ", ".join(words) or "none"
        return problem("VERB", f"a step has one of {', '.join(STEPS)}; this one has {said}")
    kind = STEPS[words[0]]
    errors: Errors = {
        name: problem("NOT_HERE", f"{words[0]} takes no such thing")
        for name in FURTHER
        if name in value and name not in (*kind.needs, *kind.also)
    }
    needed = (*kind.needs, *(("who",) if kind.somebody else ()))
    errors |= {name: required() for name in needed if name not in value}
    if "on" in value and kind.message not in {Message.OPTIONAL, Message.LAST}:
        errors["on"] = problem("NOT_HERE", f"{words[0]} is about no message")
    return errors or None


_FILE = record(
    {
        "about": string(1, 200),
        "world": string(1, 300),
        "guild": string(1, 100),
        "channel": string(1, 100),
        "let": mapping(string()),
        "step": array(_step, 1),
    },
    needed=("about", "step"),
)


def _scenario(document: Payload, name: str) -> Scenario:
    scenario = Scenario(
        about=document["about"],
        steps=tuple(_read_step(number, each) for number, each in enumerate(document["step"], start=1)),
        world=document.get("world", "small"),
        guild=document.get("guild", "inn"),
        channel=document.get("channel"),
        variables=document.get("let", {}),
    )
    problems = [*_unknown_placeholders(scenario), *_unknown_messages(scenario)]
    if problems:
        raise BadFile(name, problems)
    return scenario


def _read_step(number: int, value: Payload) -> Step:
    word = next(word for word in STEPS if word in value)
    kind = STEPS[word]
    action = {"kind": kind.name} | {name: value[name] for name in (*PLACE, *FURTHER) if name in value}
    if kind.part:
        action[kind.part] = value[word]
    return Step(
        number=number,
        action=action,
        title=_title(value, word),
        on=value[word] if kind.message is Message.VALUE else value.get("on", LAST),
        name=value.get("as"),
        expect=value.get("expect", {}),
    )


def _title(value: JsonObject, word: str) -> str:
    said = value[word]
    if isinstance(said, dict):
        said = ", ".join(f"{name}={each}" for name, each in said.items())
    words = said if word == "slash" else f"{word} {said}"
    line = " ".join(f"{value['who']}> {words}".split() if "who" in value else str(words).split())
    return line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1] + "…"


def _unknown_placeholders(scenario: Scenario) -> Iterator[str]:
    """Holes that mean nothing, and names that nothing before has given."""
    known = set(scenario.variables)
    for step in scenario.steps:
        anything_goes = step.action["kind"] in _FIND_ANYTHING
        for where, allowed, value in (("", anything_goes, step.action), (", expect", True, step.expect)):
            place = f"step {step.number}{where}"
            for text in _texts(value):
                try:
                    found = placeholders(text)
                except BadPlaceholder as error:
                    yield f"{place}: {error}"
                    continue
                yield from (f"{place}: {wrong}" for wrong in _wrong(found, known, kinds=allowed))
        known |= set(_groups(step.expect.get("matches", "")))


def _wrong(found: list[Placeholder], known: set[str], *, kinds: bool) -> Iterator[str]:
    for placeholder in found:
        if placeholder.kind and not kinds:
            yield f"${{{placeholder.name or placeholder.kind}}} can stand for anything only in what is expected"
        elif placeholder.name and placeholder.kind:
            known.add(placeholder.name)
        elif (
            placeholder.name
            and placeholder.name.isidentifier()
            and placeholder.name not in {*known, "guild", "bot"}
        ):
            yield f"nothing before has given ${{{placeholder.name}}}"


def _groups(expression: str) -> list[str]:
    return re.findall(r"\(\?P<(\w+)>", expression)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            if name != "matches":
                yield from _texts(each)


def _unknown_messages(scenario: Scenario) -> Iterator[str]:
    named = {LAST}
    for step in scenario.steps:
        if step.on not in named:
            yield f"step {step.number}: no step before is called {step.on!r}"
        if step.name:
            named.add(step.name)

"""Playing a scenario: act by act, and what was different each time."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.scenarios.comparison import Difference, Judge
from discord_sandbox.scenarios.model import LAST, Scenario, Step
from discord_sandbox.scenarios.placeholders import BadPlaceholder, fill, pattern, things
from discord_sandbox.scenarios.transport import Outcome, Transport


@dataclass(frozen=True, slots=True)
class Result:
    """A step that was played."""

    step: Step
    differences: list[Difference]
    milliseconds: float
    played: bool = True


class Player:
    """Plays one scenario once."""

    def __init__(
        self, transport: Transport, scenario: Scenario, guilds: Mapping[str, str] | None = None
    ) -> None:
        """Let ``guilds`` take the place of those that the scenario names, by their keys."""
        self._transport = transport
        self._scenario = scenario
        self._guilds = guilds or {}
        self._judge = Judge(dict(scenario.variables))
        self._messages: dict[str, str] = {}
        self._revision = 0

    @property
    def values(self) -> Mapping[str, str]:
        """What the names in the scenario stand for by now."""
        return self._judge.values

    async def play(self) -> AsyncIterator[Result]:
        """The result of each step. Where nothing came back that should have, the rest is not played."""
        self._revision = await self._transport.now()
        lost = False
        for step in self._scenario.steps:
            if lost:
                yield Result(step, [], 0.0, played=False)
                continue
            began = time.perf_counter()
            outcome, differences = await self._play(step)
            yield Result(step, differences, (time.perf_counter() - began) * 1000)
            lost = outcome.error is not None and bool(differences)

    async def _play(self, step: Step) -> tuple[Outcome, list[Difference]]:
        guild = step.action.get("guild", self._scenario.guild)
        here = self._guilds.get(guild, guild)
        self._judge.values |= things(await self._transport.ids(), here)
        outcome = await self._perform(step, here)
        calls, violations = await self._called()
        return outcome, list(self._judge.differences(outcome, step.expect, calls, violations))

    async def _perform(self, step: Step, guild: str) -> Outcome:
        if step.on != LAST and step.on not in self._messages:
            return Outcome({}, "bad_act", f"the step {step.on} left no message")
        try:
            action = self._act(step, guild)
        except BadPlaceholder as error:
            return Outcome({}, "bad_act", str(error))
        outcome = await self._transport.perform(action)
        if step.name and outcome.result.get("id"):
            self._messages[step.name] = outcome.result["id"]
        if "pattern" in step.action:
            self._judge.matches(step.action["pattern"], outcome.result.get("text", ""), whole=False)
        return outcome

    def _act(self, step: Step, guild: str) -> JsonObject:
        values = self._judge.values
        action: Payload = {
            name: _filled(value, values) for name, value in step.action.items() if name != "pattern"
        }
        if "pattern" in step.action:
            action["pattern"] = pattern(step.action["pattern"], values)
        if "who" in action and not action.get("dm"):
            action["guild"] = guild
            if self._scenario.channel and "guild" not in step.action:
                action.setdefault("channel", self._scenario.channel)
        if step.on != LAST:
            action["message"] = self._messages[step.on]
        return action

    async def _called(self) -> tuple[Counter[str], list[str]]:
        """How often each route was called since the last look, and what was wrong with that."""
        calls: Counter[str] = Counter()
        violations: list[str] = []
        while True:
            seen = await self._transport.since(self._revision)
            self._revision = seen["next"]
            for entry in seen["entries"]:
                if entry["kind"] == "call" and entry["status"]:
                    calls[f"{entry['method']} {entry['route']}"] += 1
                    violations += [entry["violation"]] if entry["violation"] else []
            if not seen["entries"]:
                return calls, violations


def _filled(value: object, values: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return fill(value, values)
    if isinstance(value, list):
        return [_filled(each, values) for each in value]
    if isinstance(value, dict):
        return {name: _filled(each, values) for name, each in value.items()}
    return value

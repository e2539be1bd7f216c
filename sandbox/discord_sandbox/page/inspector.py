"""Entries of the timeline as lines of the inspector."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from discord_sandbox.model.entries import Entry
from discord_sandbox.model.payload import JsonObject, Payload, seconds_of
from discord_sandbox.model.world import World
from discord_sandbox.page.parts import find_component
from discord_sandbox.page.steps import command_of, step_of

SLOW_MILLISECONDS = 1500.0
"""From which a first answer is marked: half of the time that there is."""
INTERACTIONS_KEPT = 1000

_CALLBACK = re.compile(r"/interactions/(\d+)/[^/]+/callback")
_ID = re.compile(r"(?<=/)\d{15,20}(?=/|$)")
_LONG_PART = re.compile(r"/[A-Za-z0-9_.-]{40,}(?=/|$)")
_LABELS = {"call": "REST", "event": "Event", "act": "Act", "fault": "Fault"}
_CODES = {
    10062: "late answer",
    40060: "second answer",
    50006: "invalid body",
    50035: "invalid body",
}
_TOO_MANY_REQUESTS, _BAD = 429, 400


@dataclass(frozen=True, slots=True)
class Line:
    """One line."""

    number: int
    kind: str
    label: str
    title: str
    status: int | None = None
    milliseconds: float | None = None
    slow: bool = False
    problem: str | None = None
    note: str | None = None


class Lines:
    """Makes lines of entries, in their order: the answer to an interaction is measured against its event."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._asked: OrderedDict[str, tuple[float, str]] = OrderedDict()

    def line(self, entry: Entry) -> Line:
        payload = entry.payload()
        match entry.kind:
            case "call":
                return self._call(entry, payload)
            case "event":
                return self._event(entry, payload)
            case "act":
                return _act(entry, payload)
            case _:
                return _fault(entry, payload["fault"])

    def _event(self, entry: Entry, payload: Payload) -> Line:
        note, data = None, payload["data"]
        if payload["name"] == "INTERACTION_CREATE":
            note = _asked(data)
            self._asked[data["id"]] = (seconds_of(payload["at"]), note)
            if len(self._asked) > INTERACTIONS_KEPT:
                self._asked.popitem(last=False)
        elif data.get("content"):
            note = data["content"][:80]
        return Line(entry.number, "event", _LABELS["event"], payload["name"], note=note)

    def _call(self, entry: Entry, payload: Payload) -> Line:
        latency, note = self._first_answer(payload)
        return Line(
            entry.number,
            "call",
            _LABELS["call"],
            f"{payload['method']} {self._readable(payload['path'])}",
            status=payload["status"] or None,
            milliseconds=payload["milliseconds"],
            slow=latency is not None and latency > SLOW_MILLISECONDS,
            problem=problem_of(payload),
            note=note,
        )

    def _first_answer(self, payload: Payload) -> tuple[float | None, str | None]:
        """How long the application took to answer, if that is what the call does."""
        found = _CALLBACK.match(payload["path"])
        asked = self._asked.get(found[1]) if found else None
        if asked is None:
            return None, None
        latency = (seconds_of(payload["at"]) - asked[0]) * 1000
        return latency, f"first answer to {asked[1]} after {latency:.0f} ms"

    def _readable(self, path: str) -> str:
        return _LONG_PART.sub("/…", _ID.sub(self._named, unquote(path)))

    def _named(self, snowflake: re.Match[str]) -> str:
        """The name of what an id in a path stands for."""
        number, world = int(snowflake[0]), self._world
        if number in world.channels:
            return f"#{world.channels[number].name or 'direct'}"
        if number in world.users:
            return f"@{world.users[number].username}"
        return world.guilds[number].key if number in world.guilds else f"…{snowflake[0][-4:]}"


def _asked(interaction: Payload) -> str:
    """What an interaction is about: a command, or the label of what was used."""
    data = interaction["data"]
    if "name" in data:
        return command_of(data)
    used = find_component((interaction.get("message") or {}).get("components") or (), data["custom_id"]) or {}
    return f"“{used.get('label') or used.get('placeholder') or data['custom_id'][:40]}”"


def problem_of(call: Payload) -> str | None:
    """What is wrong with a call, in a word or two."""
    if "problem" in call:
        problem: str | None = call["problem"]
        return problem
    if call["status"] == _TOO_MANY_REQUESTS:
        return "rate limit"
    response = call["response"]
    code = response.get("code") if isinstance(response, dict) else None
    if call["status"] >= _BAD:
        return _CODES.get(code or 0, "refused")
    return "invalid body" if call["violation"] else None


def _act(entry: Entry, payload: Payload) -> Line:
    request = payload["request"]
    milliseconds = 1000 * (payload.get("latency") or 0.0)
    return Line(
        entry.number,
        "act",
        _LABELS["act"],
        _said(request),
        milliseconds=milliseconds or None,
        slow=milliseconds > SLOW_MILLISECONDS,
        problem=payload.get("error"),
        note=payload.get("message") or None,
    )


def _fault(entry: Entry, fault: Payload) -> Line:
    happened = fault["what"] == "happened"
    return Line(
        entry.number,
        "fault",
        _LABELS["fault"],
        f"{fault['fault']['kind']} {fault['what']}",
        problem="made to happen" if happened else None,
        note=fault.get("where"),
    )


def _said(request: Payload) -> str:
    who = request.get("who", "somebody")
    match request.get("kind"):
        case "fault":
            fault = request.get("fault")
            return f"fault {fault.get('kind') if isinstance(fault, dict) else fault}"
        case "slash":
            command = request.get("line") or f"/{request.get('command')} " + " ".join(
                f"{name}:{value}" for name, value in request.get("options", {}).items()
            )
            return f"{who} {command}"
        case "say":
            return f"{who} says {request.get('content', '')[:80]}"
        case "click":
            return f"{who} presses {request.get('label') or request.get('button')}"
        case kind:
            what = request.get("command") or request.get("label") or request.get("emoji") or ""
            return f"{who}: {kind} {what}".rstrip()


def detail(entry: Entry) -> JsonObject:
    """What is shown below the line when it is opened."""
    payload = entry.payload()
    named: dict[str, tuple[str, ...]] = {
        "call": ("body", "response"),
        "event": ("data",),
        "act": ("request", "result"),
        "fault": ("fault",),
    }
    parts: list[tuple[str, Any]] = [
        (name.capitalize(), payload[name]) for name in named[entry.kind] if payload.get(name) is not None
    ]
    if payload.get("violation"):
        parts.insert(0, ("Problem", payload["violation"]))
    return {"parts": parts, "step": step_of(payload), "at": seconds_of(payload["at"])}

"""Forms for faults, from the JSON Schema of each kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from discord_sandbox.model.payload import JsonObject, Payload

_FURTHER = frozenset({"times", "seconds", "probability", "seed"})
"""What every kind has: put away until somebody asks for it."""


@dataclass(frozen=True, slots=True)
class FaultField:
    """One thing to say about a fault."""

    name: str
    label: str
    type: str
    """"boolean", "number", "integer" or "string"."""
    default: Any
    required: bool
    choices: tuple[Any, ...] = ()
    further: bool = False


@dataclass(frozen=True, slots=True)
class FaultForm:
    """How a kind of fault is described."""

    kind: str
    about: str
    fields: list[FaultField]


def fault_forms(schemas: Iterable[JsonObject]) -> list[FaultForm]:
    return [_form(schema) for schema in schemas]


def _form(schema: Payload) -> FaultForm:
    required = schema.get("required", ())
    fields = [
        _field(name, described, required=name in required)
        for name, described in schema["properties"].items()
        if name != "kind"
    ]
    fields.sort(key=lambda field: (field.further, not field.required))
    return FaultForm(schema["properties"]["kind"]["const"], schema.get("description", ""), fields)


def _field(name: str, described: Payload, *, required: bool) -> FaultField:
    options = described.get("anyOf", [described])
    given: Payload = next((each for each in options if each.get("type") != "null"), {})
    label = name.replace("_", " ").capitalize()
    choices = tuple(given.get("enum", ()))
    kind = given.get("type", "string")
    return FaultField(name, label, kind, described.get("default"), required, choices, name in _FURTHER)

"""Compares what a bot sends, and in tests what it is sent, with Discord's own OpenAPI description, where that is at hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import orjson

from discord_sandbox.model.checks import NUMBER
from discord_sandbox.model.payload import JsonObject, Payload

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError, Validator

    from discord_sandbox.rest.request import Request

Mismatch: TypeAlias = tuple[str, str]
"""Where, as a JSON pointer, and what is wrong there."""

_BASE = "https://discord.invalid/openapi.json"
_JSON = "application/json"
_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})

_ACCEPTED = (
    # A new attachment is named by the number of its file, which every library sends as a number.
    (re.compile(r".*/attachments/\d+/id"), "type"),
    # A forward, which the documentation has as type 1.
    (re.compile(r".*/message_reference/type"), "const"),
    # Permissions outgrew 32 bits: the documentation has them as strings, and so has every library.
    (re.compile(r".*/(permissions|default_member_permissions|allow|deny)"), "type"),
)
"""What the description objects to and Discord takes or sends: where, and which keyword objects."""


_MEDIA = {"title": "GUILD_MEDIA", "const": 16}
"""A type of channel that the documentation has and the description has not."""


@dataclass(frozen=True, slots=True)
class Operation:
    """What one method of one path takes."""

    query: dict[str, Validator]
    body: Validator | None
    body_required: bool


class Description:
    """Discord's description of its API. An operation is compiled when it is first used."""

    def __init__(self, path: Path) -> None:
        import jsonschema_rs

        self._document: Payload = orjson.loads(path.read_bytes())
        self._complete()
        self._schemas = jsonschema_rs
        self._registry = jsonschema_rs.Registry([(_BASE, self._document)], draft=jsonschema_rs.Draft202012)
        self._operations: dict[tuple[str, str], Operation | None] = {}

    def _complete(self) -> None:
        """Add what Discord takes and its description leaves out."""
        schemas = self._document.get("components", {}).get("schemas", {})
        kinds = schemas.get("ChannelTypes", {}).get("oneOf", [])
        if kinds and all(kind.get("const") != _MEDIA["const"] for kind in kinds):
            kinds.append(_MEDIA)

    def knows(self, method: str, template: str) -> bool:
        """Whether the description has this operation."""
        return method.lower() in self._document["paths"].get(template, {})

    def mismatches(self, request: Request) -> Iterator[Mismatch]:
        """What in the request is not as described."""
        operation = self._operation(request.route.method, request.route.template)
        if operation is None:
            return
        for name, text in request.query.items():
            if name not in operation.query:
                yield f"/query/{name}", "this parameter is not described"
            elif not any(map(operation.query[name].is_valid, _readings(text))):
                yield f"/query/{name}", f"{text!r} does not fit"
        if request.body is None:
            if operation.body_required and not request.files:
                yield "", "the body is missing"
        elif operation.body and not operation.body.is_valid(request.body):
            for error in operation.body.iter_errors(request.body):
                yield from _explained(error)

    def response_mismatches(
        self, method: str, template: str, status: int, body: object
    ) -> Iterator[Mismatch]:
        """What in an answer is not as described: the sandbox itself has to speak as Discord does."""
        described = self._document["paths"][template][method.lower()]["responses"].get(str(status), {})
        schema = described.get("content", {}).get(_JSON, {}).get("schema")
        if schema:
            for error in self._validator(schema).iter_errors(body):
                yield from _explained(error)

    def component_mismatches(self, name: str, value: object) -> Iterator[Mismatch]:
        """What in ``value`` is not as the component of this name: many events carry what REST answers with."""
        for error in self._validator({"$ref": f"#/components/schemas/{name}"}).iter_errors(value):
            yield from _explained(error)

    def fields(self, name: str) -> set[str]:
        """What a component of this name may have."""
        return set(self._document["components"]["schemas"][name]["properties"])

    def operations(self) -> Iterator[tuple[str, str]]:
        """The method and the path of everything that the description has."""
        for path, item in self._document["paths"].items():
            for method in item:
                if method.upper() in _METHODS:
                    yield method.upper(), path

    def _operation(self, method: str, template: str) -> Operation | None:
        key = (method, template)
        if key not in self._operations:
            self._operations[key] = self._compile(method.lower(), template) if self.knows(*key) else None
        return self._operations[key]

    def _compile(self, method: str, template: str) -> Operation:
        path = self._document["paths"][template]
        described = path[method]
        query = {
            parameter["name"]: self._validator(parameter["schema"])
            for parameter in (*path.get("parameters", ()), *described.get("parameters", ()))
            if parameter["in"] == "query"
        }
        body = described.get("requestBody", {})
        schema = body.get("content", {}).get(_JSON, {}).get("schema")
        # Unbanning is described with a body of nothing but optional fields, which nobody sends.
        required = bool(body.get("required")) and method != "delete"
        return Operation(query, schema and self._validator(schema), required)

    def _validator(self, schema: JsonObject) -> Validator:
        return self._schemas.validator_for(_absolute(schema), registry=self._registry)


def _absolute(schema: JsonObject) -> JsonObject:
    """The same schema, with references that also hold outside of the document."""
    return {
        name: f"{_BASE}{value}" if name == "$ref" and str(value).startswith("#") else _absolute_in(value)
        for name, value in schema.items()
    }


def _absolute_in(value: object) -> object:
    if isinstance(value, list):
        return [_absolute_in(each) for each in value]
    return _absolute(value) if isinstance(value, dict) else value


def _readings(text: str) -> list[object]:
    """What a parameter's text can stand for."""
    readings: list[object] = [text, text.split(",")]
    if NUMBER.fullmatch(text):
        readings.append(int(text))
    if text in {"true", "false", "1", "0"}:
        readings.append(text in {"true", "1"})
    return readings


def _explained(error: ValidationError) -> Iterator[Mismatch]:
    """The errors of the alternative that was meant, instead of "fits none of them"."""
    branches: list[list[ValidationError]] = getattr(error.kind, "context", None) or []
    meant = [branch for branch in branches if not any(_excludes(each, error) for each in branch)]
    if meant:
        for each in min(meant, key=len):
            yield from _explained(each)
        return
    pointer = "".join(f"/{step}" for step in error.instance_path)
    if not any(place.fullmatch(pointer) and error.kind.name == keyword for place, keyword in _ACCEPTED):
        yield pointer, error.message


def _excludes(error: ValidationError, union: ValidationError) -> bool:
    """Whether this error says that another alternative of ``union`` was meant."""
    below = error.instance_path[len(union.instance_path) :]
    return (below == ["type"] and error.kind.name in {"enum", "const"}) or (
        not below and error.kind.name == "type"
    )

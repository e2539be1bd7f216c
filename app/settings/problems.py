"""What can be wrong with a configuration, in words. Values of secrets are never part of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from app.settings.schema import Settings, plugin_names
from app.settings.types import Profile

KEY = "[key]"
"""How pydantic ends the place of a table's key; the only table whose keys are looked at is that of plugins."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason why the configuration cannot be used."""

    name: str
    text: str
    origin: str | None = None

    def with_origin(self, origin: str | None) -> Problem:
        return replace(self, origin=origin)

    def __str__(self) -> str:
        where = f"\n    set by {self.origin}" if self.origin else ""
        return f"  {self.name}: {self.text}{where}"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One setting of the schema, by its dotted name."""

    name: str
    field: FieldInfo

    @property
    def secret(self) -> bool:
        return "SecretStr" in str(self.field.annotation)

    @property
    def required_in(self) -> Profile | None:
        extra = self.field.json_schema_extra
        return (
            Profile(str(extra["required_in"])) if isinstance(extra, dict) and "required_in" in extra else None
        )


def leaves(model: type[BaseModel] = Settings, prefix: str = "") -> Iterator[Leaf]:
    """Every setting below ``model``."""
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from leaves(field.annotation, f"{prefix}{name}.")
        else:
            yield Leaf(prefix + name, field)


def of_validation(error: ValidationError, model: type[BaseModel]) -> list[Problem]:
    """Pydantic's findings in the words of this page."""
    known = {leaf.name: leaf for leaf in leaves(model)}
    return [_problem(detail, known) for detail in error.errors(include_url=False)]


def of_missing_secrets(values: Mapping[str, object], profile: Profile) -> list[Problem]:
    """Settings without which ``profile`` cannot run."""
    found = []
    for leaf in leaves():
        section, _, name = leaf.name.partition(".")
        given = values.get(section)
        if leaf.required_in is profile and not (isinstance(given, dict) and given.get(name)):
            variable = f"TWI_{leaf.name.replace('.', '__').upper()}"
            found.append(Problem(leaf.name, f"required in profile '{profile}', for example as {variable}"))
    return found


def _problem(detail: ErrorDetails, known: dict[str, Leaf]) -> Problem:
    parts = [str(part) for part in detail["loc"]]
    # An item of a list is reported below the list's own name, a nullable field below its type's.
    while len(parts) > 1 and ".".join(parts) not in known and ".".join(parts[:-1]) in known:
        parts.pop()
    name = ".".join(parts)
    if detail["type"] == "extra_forbidden":
        sections = {known_name.partition(".")[0] for known_name in known}
        return Problem(name, "no such setting" + _suggestion(name, [*known, *sections]))
    if parts[-1] == KEY:
        name = ".".join(parts[:-1])
        plugins = [f"plugins.{plugin}" for plugin in sorted(plugin_names())]
        return Problem(name, "no such plugin" + _suggestion(name, plugins))
    leaf = known.get(name)
    text = f"expected {_expected(detail)}"
    if leaf is not None and not leaf.secret:
        text += f", got {detail['input']!r}"
    return Problem(name, text)


def _suggestion(name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, known, n=1, cutoff=0.6)
    return f"; did you mean {close[0]}?" if close else ""


EXPECTED: dict[str, Callable[[dict[str, Any]], str]] = {
    "int_parsing": lambda _: "a whole number",
    "int_type": lambda _: "a whole number",
    "int_from_float": lambda _: "a whole number",
    "float_parsing": lambda _: "a number",
    "float_type": lambda _: "a number",
    "bool_parsing": lambda _: "true or false",
    "bool_type": lambda _: "true or false",
    "string_type": lambda _: "text",
    "tuple_type": lambda _: "a list",
    "dict_type": lambda _: "a table",
    "model_type": lambda _: "a table",
    "string_too_short": lambda _: "text that is not empty",
    "string_pattern_mismatch": lambda context: f"text like {context['pattern']}",
    "greater_than": lambda context: f"a number above {context['gt']:g}",
    "greater_than_equal": lambda context: f"a number of at least {context['ge']:g}",
    "less_than_equal": lambda context: f"a number of at most {context['le']:g}",
    "literal_error": lambda context: f"one of {context['expected']}",
    "enum": lambda context: f"one of {context['expected']}",
    "value_error": lambda context: str(context["error"]),
}


def _expected(detail: ErrorDetails) -> str:
    phrase = EXPECTED.get(detail["type"])
    return phrase(detail.get("ctx", {})) if phrase else detail["msg"]

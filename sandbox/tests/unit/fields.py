"""What the fields of a body may hold: values at the edges, and those beyond with the code of their refusal."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from copy import deepcopy
from typing import Any, NamedTuple

from discord_sandbox.model.checks import Check, Errors

REQUIRED, CHOICES, UNKNOWN = "BASE_TYPE_REQUIRED", "BASE_TYPE_CHOICES", "UNKNOWN_FIELD"
LONG, BAD_LENGTH = "BASE_TYPE_MAX_LENGTH", "BASE_TYPE_BAD_LENGTH"
NO_TEXT, NO_LIST, NO_OBJECT = "STRING_TYPE_CONVERT", "LIST_TYPE_CONVERT", "MODEL_TYPE_CONVERT"
NO_NUMBER, LOW, HIGH = "NUMBER_TYPE_COERCE", "NUMBER_TYPE_MIN", "NUMBER_TYPE_MAX"
TWICE, NO_PICTURE, HEAVY = "SET_TYPE_CONTAINS_DUPLICATES", "IMAGE_INVALID", "BINARY_TYPE_MAX_SIZE"
NO_ANSWER, NO_MOMENT = "BOOLEAN_TYPE_CONVERT", "DATE_TIME_TYPE_PARSE"


class Field(NamedTuple):
    """Values that are taken, and values with where (below the field) and why they are refused."""

    fine: list[Any]
    wrong: list[tuple[Any, str, str]]


def told(errors: Errors | None, path: str = "") -> dict[str, list[tuple[str, str]]]:
    """The errors by where they are: each its code and its words."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, below in (errors or {}).items():
        if isinstance(below, list):
            found[path] = [(each["code"], each["message"]) for each in below]
        else:
            found |= told(below, f"{path}.{name}".strip("."))
    return found


def codes(errors: Errors | None) -> dict[str, str]:
    """The code of each error by where it is."""
    return {place: code for place, [(code, _)] in told(errors).items()}


def changed(body: Any, path: str, value: Any) -> Any:
    """The body with something else at ``path``."""
    if not path:
        return value
    body = deepcopy(body)
    *above, last = path.split(".")
    inner = body
    for name in above:
        inner = inner[int(name) if isinstance(inner, list) else name]
    inner[int(last) if isinstance(inner, list) else last] = value
    return body


def without(body: Any, path: str) -> Any:
    """The body without what is at ``path``."""
    above, _, last = path.rpartition(".")
    body = changed(body, path, None)
    inner = body
    for name in above.split(".") if above else ():
        inner = inner[int(name) if isinstance(inner, list) else name]
    del inner[last]
    return body


def check_field(check: Check, body: Any, path: str, field: Field) -> None:
    """A test's whole question: does ``check`` take and refuse at ``path`` what it should?"""
    for value in field.fine:
        assert told(check(changed(body, path, value))) == {}, value
    for value, below, code in field.wrong:
        assert codes(check(changed(body, path, value))) == {f"{path}.{below}".strip("."): code}, value


def check_needed(check: Check, body: Any, *paths: str) -> None:
    """Exactly these fields cannot be left out, of all there are in ``body`` and beside them."""
    assert told(check(body)) == {}
    for path in paths:
        beside = path.rpartition(".")[0]
        holder = body
        for name in beside.split(".") if beside else ():
            holder = holder[int(name) if isinstance(holder, list) else name]
        for name in holder:
            other = f"{beside}.{name}".strip(".")
            expected = {other: REQUIRED} if other in paths else {}
            assert codes(check(without(body, other))) == expected, other


def text(least: int, most: int) -> Field:
    """Text of so many characters; of letters that are longer in bytes as well."""
    short = [("", "", REQUIRED)] if least else []
    if least > 1:
        short.append(("x" * (least - 1), "", BAD_LENGTH))
    long = ("x" * (most + 1), "", BAD_LENGTH if least else LONG)
    return Field(["x" * least, "x" * most, "ü" * most], [*short, long, (7, "", NO_TEXT)])


def whole(least: int | None = None, most: int | None = None) -> Field:
    fine = [each for each in (least, most) if each is not None] or [-5, 5]
    wrong: list[tuple[Any, str, str]] = [(1.5, "", NO_NUMBER), ("x", "", NO_NUMBER), (True, "", NO_NUMBER)]
    if least is not None:
        wrong.append((least - 1, "", LOW))
    if most is not None:
        wrong.append((most + 1, "", HIGH))
    return Field(fine, wrong)


def many(item: Any, least: int, most: int) -> Field:
    """A list of ``least`` to ``most`` things like ``item``; for ``{n}`` in a text stands which one."""

    def things(count: int) -> list[Any]:
        return [_numbered(item, number) for number in range(count)]

    wrong: list[tuple[Any, str, str]] = [
        (things(most + 1), "", BAD_LENGTH if least else LONG),
        ({}, "", NO_LIST),
    ]
    if least:
        wrong.append(([], "", REQUIRED))
    return Field([things(least), things(most)], wrong)


def _numbered(item: Any, number: int) -> Any:
    if isinstance(item, str):
        return item.replace("{n}", str(number))
    if isinstance(item, dict):
        return {name: _numbered(each, number) for name, each in item.items()}
    return [_numbered(each, number) for each in item] if isinstance(item, list) else item


def choice(*values: Any) -> Field:
    beyond = max(values) + 1 if isinstance(values[0], int) else "other"
    return Field(list(values), [(beyond, "", CHOICES), (True, "", CHOICES)])


def different_ids(most: int) -> Field:
    more = many("1{n}", 0, most)
    return Field(more.fine, [*more.wrong, (["5", "5"], "", TWICE), (["x"], "0", NO_NUMBER)])


def picture(most_bytes: int) -> Field:
    """A picture, as a data URI."""
    wrong = [(data_uri(bytes(most_bytes + 1)), "", HEAVY), ("x", "", NO_PICTURE), (7, "", NO_PICTURE)]
    return Field([data_uri(b"x"), data_uri(bytes(most_bytes))], wrong)


def data_uri(content: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def optional(field: Field) -> Field:
    """The same, and null."""
    return Field([None, *field.fine], field.wrong)


def strict(field: Field) -> Field:
    """The same, but null is refused as what is of another kind is."""
    kinds = {NO_TEXT, NO_NUMBER, NO_LIST, NO_OBJECT, CHOICES, NO_ANSWER, NO_MOMENT, NO_PICTURE}
    [code, *_] = [code for _, place, code in reversed(field.wrong) if code in kinds and not place]
    return Field(field.fine, [*field.wrong, (None, "", code)])


YES_NO = Field([True, False], [(0, "", NO_ANSWER), ("true", "", NO_ANSWER)])
ID = Field([7, "7", str(2**64 - 1)], [("x", "", NO_NUMBER), (-1, "", NO_NUMBER), (True, "", NO_NUMBER)])
MOMENT = Field(
    ["2026-01-02T03:04:05+00:00", "2026-01-02T03:04:05Z"], [("tomorrow", "", NO_MOMENT), (7, "", NO_MOMENT)]
)
PERMISSIONS = Field([0, "0", str(2**52)], [("x", "", NO_NUMBER), (-1, "", LOW)])

Fields = Mapping[str, Field]

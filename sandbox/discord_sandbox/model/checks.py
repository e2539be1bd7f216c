"""Building blocks for describing a JSON body, with Discord's nested errors for what does not fit.

A check looks at a value and returns what is wrong with it, or None. Errors have the shape of the value they
are about: ``{"embeds": {"0": {"title": {"_errors": [{"code": …, "message": …}]}}}}``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from typing import Any, TypeAlias

from discord_sandbox.model.payload import seconds_of, timestamp

Errors: TypeAlias = dict[str, "list[dict[str, str]] | Errors"]
Check: TypeAlias = Callable[[object], Errors | None]
Rule: TypeAlias = Callable[[Any], Errors | None]
"""A check of what has passed one before, and so is known to have its form."""

REQUIRED = "BASE_TYPE_REQUIRED"
DIGITS = re.compile(r"\d{1,20}", re.ASCII)
"""A number of 64 bits without a sign."""
NUMBER = re.compile(r"-?\d{1,20}", re.ASCII)


def problem(code: str, message: str) -> Errors:
    """One thing that is wrong with the value itself."""
    return {"_errors": [{"code": code, "message": message}]}


def required() -> Errors:
    return problem(REQUIRED, "This field is required")


def at(path: tuple[str | int, ...], errors: Errors) -> Errors:
    """The same errors, about a value further down."""
    for step in reversed(path):
        errors = {str(step): errors}
    return errors


def merge(first: Errors | None, second: Errors | None) -> Errors | None:
    """Both sets of errors, the first's lists before the second's."""
    if not first or not second:
        return first or second
    merged = dict(first)
    for name, errors in second.items():
        before = merged.get(name)
        if isinstance(before, list) and isinstance(errors, list):
            merged[name] = before + errors
        elif isinstance(before, dict) and isinstance(errors, dict):
            merged[name] = merge(before, errors) or {}
        else:
            merged[name] = errors
    return merged


class Problems:
    """Collects what is wrong in several places."""

    def __init__(self) -> None:
        self.errors: Errors | None = None

    def add(self, path: tuple[str | int, ...], code: str, message: str) -> None:
        self.errors = merge(self.errors, at(path, problem(code, message)))


def string(least: int = 0, most: int | None = None, *, pattern: re.Pattern[str] | None = None) -> Check:
    """Text of ``least`` to ``most`` characters."""

    def check(value: object) -> Errors | None:
        if not isinstance(value, str):
            return problem("STRING_TYPE_CONVERT", "Could not interpret value as string.")
        if most is not None and not least <= len(value) <= most:
            return _bad_length(least, most, len(value))
        if len(value) < least:
            return required() if not value else _bad_length(least, None, len(value))
        if pattern and not pattern.fullmatch(value):
            return problem("STRING_TYPE_REGEX", "String value did not match validation regex.")
        return None

    return check


def trimmed(least: int, most: int) -> Check:
    """Text of which blanks at both ends do not count."""
    check = string(least, most)
    return lambda value: check(value.strip() if isinstance(value, str) else value)


def _bad_length(least: int, most: int | None, length: int) -> Errors:
    if not length and least:
        return required()
    if most is None:
        return problem("BASE_TYPE_MIN_LENGTH", f"Must be {least} or more in length.")
    if least > 0:
        return problem("BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
    return problem("BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")


def integer(least: int | None = None, most: int | None = None) -> Check:
    def check(value: object) -> Errors | None:
        if isinstance(value, bool) or not isinstance(value, int):
            return problem("NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
        return _range(value, least, most, "int")

    return check


def number(least: float | None = None, most: float | None = None) -> Check:
    def check(value: object) -> Errors | None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return problem("NUMBER_TYPE_COERCE", f'Value "{value}" is not float.')
        return _range(value, least, most, "float")

    return check


def _range(value: float, least: float | None, most: float | None, kind: str) -> Errors | None:
    if least is not None and value < least:
        return problem("NUMBER_TYPE_MIN", f"{kind} value should be greater than or equal to {least}.")
    if most is not None and value > most:
        return problem("NUMBER_TYPE_MAX", f"{kind} value should be less than or equal to {most}.")
    return None


def boolean(value: object) -> Errors | None:
    if isinstance(value, bool):
        return None
    return problem("BOOLEAN_TYPE_CONVERT", "Must be either true or false.")


def snowflake(value: object) -> Errors | None:
    """An id, as a number or as its digits."""
    if isinstance(value, str) and DIGITS.fullmatch(value):
        return None
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return None
    return problem("NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')


def permission_set(value: object) -> Errors | None:
    """A bit set of permissions, as a number or as its digits."""
    if isinstance(value, str) and DIGITS.fullmatch(value):
        return None
    return integer(0)(value)


_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?")


def moment(value: object) -> Errors | None:
    """A point in time, in ISO 8601."""
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        # With its time zone a moment may lie in a year that cannot be written again.
        with suppress(ValueError, OverflowError):
            timestamp(seconds_of(value))
            return None
    return problem("DATE_TIME_TYPE_PARSE", f"Could not parse {value}. Should be ISO8601.")


def one_of(*choices: int | str) -> Check:
    wanted = ", ".join(str(choice) for choice in choices)

    def check(value: object) -> Errors | None:
        if not isinstance(value, bool) and value in choices:
            return None
        return problem("BASE_TYPE_CHOICES", f"Value must be one of {{{wanted}}}.")

    return check


def array(item: Check, least: int = 0, most: int | None = None) -> Check:
    """A list of ``least`` to ``most`` values that each pass ``item``."""

    def check(value: object) -> Errors | None:
        if not isinstance(value, list):
            return problem("LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        if len(value) < least or (most is not None and len(value) > most):
            return _bad_length(least, most, len(value))
        errors: Errors = {str(index): wrong for index, each in enumerate(value) if (wrong := item(each))}
        return errors or None

    return check


def unique(items: list[object]) -> Errors | None:
    """No value twice; for lists that have been checked otherwise."""
    seen = [str(item) for item in items]
    if len(set(seen)) == len(seen):
        return None
    return problem("SET_TYPE_CONTAINS_DUPLICATES", "The given set contains duplicate items.")


def ids(most: int | None = None) -> Check:
    """A list of different snowflakes."""
    return every(array(snowflake, 0, most), unique)


def mapping(item: Check, keys: Collection[str] | None = None) -> Check:
    """An object whose values all pass ``item``."""

    def check(value: object) -> Errors | None:
        if not isinstance(value, dict):
            return problem("DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
        errors: Errors = {}
        for key, each in value.items():
            known = keys is None or key in keys
            wrong = item(each) if known else problem("BASE_TYPE_CHOICES", "This key is not known.")
            if wrong:
                errors[key] = wrong
        return errors or None

    return check


def record(fields: Mapping[str, Check], needed: Collection[str] = ()) -> Check:
    """An object with these fields and no others, of which those ``needed`` must be there."""

    def check(value: object) -> Errors | None:
        if not isinstance(value, dict):
            return problem("MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        errors: Errors = {}
        for name, each in value.items():
            field = fields.get(name)
            # Discord itself overlooks a field it does not know; the sandbox reports it, as it is always a mistake.
            wrong = field(each) if field else problem("UNKNOWN_FIELD", "This field does not exist here.")
            if wrong:
                errors[name] = wrong
        for name in needed:
            if name not in value:
                errors[name] = required()
        return errors or None

    return check


def maybe(check: Check) -> Check:
    """Null is as good as what passes ``check``."""
    return lambda value: None if value is None else check(value)


def variant(kinds: Mapping[int, Check]) -> Check:
    """An object whose ``type`` decides what else it has."""
    choices = ", ".join(str(kind) for kind in kinds)

    def check(value: object) -> Errors | None:
        if not isinstance(value, dict):
            return problem("MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        kind = value.get("type")
        if kind is None:
            return {"type": required()}
        if isinstance(kind, bool) or not isinstance(kind, int) or kind not in kinds:
            return {
                "type": problem("UNION_TYPE_CHOICES", f'Value of field "type" must be one of ({choices}).')
            }
        return kinds[kind](value)

    return check


def every(check: Check, *rules: Rule) -> Check:
    """The check and each rule in turn, until one finds something wrong."""

    def checked(value: object) -> Errors | None:
        for each in (check, *rules):
            wrong = each(value)
            if wrong:
                return wrong
        return None

    return checked

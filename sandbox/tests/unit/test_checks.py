"""The parts that describe a body: what passes, and what is said of what does not, in Discord's codes and words."""

from __future__ import annotations

import re
from typing import Any

import pytest

from discord_sandbox.model.checks import (
    Check,
    Errors,
    Problems,
    array,
    at,
    boolean,
    every,
    ids,
    integer,
    mapping,
    maybe,
    merge,
    moment,
    number,
    one_of,
    permission_set,
    problem,
    record,
    required,
    snowflake,
    string,
    trimmed,
    unique,
    variant,
)
from sandbox.tests.unit.fields import told

REQUIRED = ("BASE_TYPE_REQUIRED", "This field is required")
NO_STRING = ("STRING_TYPE_CONVERT", "Could not interpret value as string.")
NO_MODEL = ("MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
NO_LIST = ("LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
NO_BOOLEAN = ("BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
TWO_TO_FOUR = ("BASE_TYPE_BAD_LENGTH", "Must be between 2 and 4 in length.")


def no(value: object, kind: str) -> tuple[str, str]:
    return "NUMBER_TYPE_COERCE", f'Value "{value}" is not {kind}.'


@pytest.mark.parametrize(
    ("check", "value"),
    [
        (string(), ""), (string(2, 4), "ab"), (string(2, 4), "abcd"), (string(0, 3), ""), (string(2), "a" * 9),
        (string(0, 3, pattern=re.compile("a+")), "aa"), (trimmed(1, 3), "  abc  "),
        (integer(), -3), (integer(0, 5), 0), (integer(0, 5), 5), (number(), 0.5), (number(0, 1.5), 0),
        (number(0, 1.5), 1.5), (boolean, True), (boolean, False),
        (snowflake, 0), (snowflake, "0"), (snowflake, "1" * 20), (snowflake, 2**63),
        (permission_set, 0), (permission_set, "8"), (permission_set, 2**52),
        (one_of(1, 2), 2), (one_of("a"), "a"), (one_of(0, 1), 0),
        (array(boolean), []), (array(boolean, 1, 2), [True, False]), (array(boolean, 1, 2), [True]),
        (array(boolean), [True] * 99), (ids(2), ["1", 2]), (unique, [1, 2]), (unique, []),
        (mapping(boolean), {"x": True}), (mapping(boolean, {"a", "b"}), {"a": True}),
        (record({"a": boolean}), {}), (record({"a": boolean}, needed=("a",)), {"a": False}),
        (maybe(boolean), None), (maybe(boolean), True),
        (variant({1: record({"type": integer()})}), {"type": 1}), (every(boolean, boolean), True),
    ],
)  # fmt: skip
def test_what_fits_passes(check: Check, value: Any) -> None:
    assert check(value) is None


@pytest.mark.parametrize(
    ("check", "value", "place", "said"),
    [
        (string(), 5, "", NO_STRING),
        (string(), None, "", NO_STRING),
        (string(2, 4), "", "", REQUIRED),
        (string(2), "", "", REQUIRED),
        (string(2), "a", "", ("BASE_TYPE_MIN_LENGTH", "Must be 2 or more in length.")),
        (string(2, 4), "a", "", TWO_TO_FOUR),
        (string(2, 4), "abcde", "", TWO_TO_FOUR),
        (string(1, 4), "abcde", "", ("BASE_TYPE_BAD_LENGTH", "Must be between 1 and 4 in length.")),
        (string(0, 4), "abcde", "", ("BASE_TYPE_MAX_LENGTH", "Must be 4 or fewer in length.")),
        (string(1, 4, pattern=re.compile("a+")), "aab", "",
         ("STRING_TYPE_REGEX", "String value did not match validation regex.")),
        (trimmed(1, 3), "   ", "", REQUIRED),
        (trimmed(1, 3), 5, "", NO_STRING),
        (integer(), 1.0, "", no(1.0, "int")),
        (integer(), True, "", no(True, "int")),
        (integer(0, 5), -1, "", ("NUMBER_TYPE_MIN", "int value should be greater than or equal to 0.")),
        (integer(0, 5), 6, "", ("NUMBER_TYPE_MAX", "int value should be less than or equal to 5.")),
        (number(), "1", "", no("1", "float")),
        (number(), False, "", no(False, "float")),
        (number(0, 1.5), -0.1, "", ("NUMBER_TYPE_MIN", "float value should be greater than or equal to 0.")),
        (number(0, 1.5), 1.6, "", ("NUMBER_TYPE_MAX", "float value should be less than or equal to 1.5.")),
        (boolean, 1, "", NO_BOOLEAN),
        (boolean, None, "", NO_BOOLEAN),
        (snowflake, "1" * 21, "", no("1" * 21, "snowflake")),
        (snowflake, "x1", "", no("x1", "snowflake")),
        (snowflake, "\u0661", "", no("\u0661", "snowflake")),
        (snowflake, -1, "", no(-1, "snowflake")),
        (snowflake, True, "", no(True, "snowflake")),
        (snowflake, None, "", no(None, "snowflake")),
        (permission_set, "x", "", no("x", "int")),
        (permission_set, -1, "", ("NUMBER_TYPE_MIN", "int value should be greater than or equal to 0.")),
        (one_of(1, 2), 3, "", ("BASE_TYPE_CHOICES", "Value must be one of {1, 2}.")),
        (one_of(1, 2), True, "", ("BASE_TYPE_CHOICES", "Value must be one of {1, 2}.")),
        (array(boolean), {}, "", NO_LIST),
        (array(boolean, 1, 2), [], "", REQUIRED),
        (array(boolean, 2), [True], "", ("BASE_TYPE_MIN_LENGTH", "Must be 2 or more in length.")),
        (array(boolean, 1, 2), [True] * 3, "", ("BASE_TYPE_BAD_LENGTH", "Must be between 1 and 2 in length.")),
        (array(boolean, 0, 2), [True] * 3, "", ("BASE_TYPE_MAX_LENGTH", "Must be 2 or fewer in length.")),
        (array(boolean), [True, 5], "1", NO_BOOLEAN),
        (array(boolean), 5, "", NO_LIST),
        (unique, [1, "1"], "", ("SET_TYPE_CONTAINS_DUPLICATES", "The given set contains duplicate items.")),
        (ids(2), [1, "1"], "", ("SET_TYPE_CONTAINS_DUPLICATES", "The given set contains duplicate items.")),
        (ids(2), [1, 2, 3], "", ("BASE_TYPE_MAX_LENGTH", "Must be 2 or fewer in length.")),
        (ids(), ["x"], "0", no("x", "snowflake")),
        (mapping(boolean), [], "", ("DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")),
        (mapping(boolean), {"a": True, "b": 5}, "b", NO_BOOLEAN),
        (mapping(boolean, {"a"}), {"b": True}, "b", ("BASE_TYPE_CHOICES", "This key is not known.")),
        (record({}), [], "", NO_MODEL),
        (record({}), {"b": 1}, "b", ("UNKNOWN_FIELD", "This field does not exist here.")),
        (record({"a": boolean}), {"a": 5}, "a", NO_BOOLEAN),
        (record({"a": boolean}, needed=("a",)), {}, "a", REQUIRED),
        (record({"a": boolean}, needed=("a",)), {"a": None}, "a", NO_BOOLEAN),
        (maybe(boolean), 5, "", NO_BOOLEAN),
        (variant({1: boolean}), [], "", NO_MODEL),
        (variant({1: boolean}), {}, "type", REQUIRED),
        (variant({1: boolean, 2: boolean}), {"type": 3}, "type",
         ("UNION_TYPE_CHOICES", 'Value of field "type" must be one of (1, 2).')),
        (variant({1: boolean}), {"type": True}, "type",
         ("UNION_TYPE_CHOICES", 'Value of field "type" must be one of (1).')),
        (variant({1: boolean}), {"type": "1"}, "type",
         ("UNION_TYPE_CHOICES", 'Value of field "type" must be one of (1).')),
        (variant({1: record({"type": integer()})}), {"type": 1, "b": 2}, "b",
         ("UNKNOWN_FIELD", "This field does not exist here.")),
        (every(boolean, string()), 5, "", NO_BOOLEAN),
        (every(boolean, string()), True, "", NO_STRING),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_with_its_place(
    check: Check, value: Any, place: str, said: tuple[str, str]
) -> None:
    assert told(check(value)) == {place: [said]}


def test_everything_that_is_wrong_is_told_at_once() -> None:
    check = record({"a": boolean, "b": array(boolean)}, needed=("c", "d"))
    assert told(check({"a": 5, "b": [1, True, 2], "x": 1})) == {
        "a": [NO_BOOLEAN],
        "b.0": [NO_BOOLEAN],
        "b.2": [NO_BOOLEAN],
        "x": [("UNKNOWN_FIELD", "This field does not exist here.")],
        "c": [REQUIRED],
        "d": [REQUIRED],
    }
    both = mapping(boolean, {"a", "b"})({"a": 1, "c": True, "b": 2})
    assert list(told(both)) == ["a", "c", "b"]


@pytest.mark.parametrize(
    "value",
    ["2026-01-02T03:04:05.678+02:00", "2026-01-02 03:04Z", "2026-01-02T03:04:05", "2026-01-02T03:04-0530"],
)
def test_a_moment_is_told_in_iso_8601(value: str) -> None:
    assert moment(value) is None


@pytest.mark.parametrize(
    "value",
    [
        5,
        None,
        "2026-01-02",
        "2026-13-02T03:04:05Z",
        "0001-01-01T00:00:00+10:00",
        "now",
        "2026-01-02T03:04:05Zz",
    ],
)
def test_a_moment_that_is_none_is_refused(value: object) -> None:
    said = ("DATE_TIME_TYPE_PARSE", f"Could not parse {value}. Should be ISO8601.")
    assert told(moment(value)) == {"": [said]}


def test_errors_of_two_checks_come_together() -> None:
    first: Errors = {"a": problem("A", "1"), "b": {"c": problem("B", "2")}}
    second: Errors = {"a": problem("C", "3"), "b": {"d": required()}, "e": problem("D", "4")}
    assert told(merge(first, second)) == {
        "a": [("A", "1"), ("C", "3")],
        "b.c": [("B", "2")],
        "b.d": [REQUIRED],
        "e": [("D", "4")],
    }
    assert merge(None, second) == merge(second, None) == merge({}, second) == second
    assert not merge(None, None)
    assert told(first) == {"a": [("A", "1")], "b.c": [("B", "2")]}, "what was given stays as it was"


def test_problems_are_collected_by_their_place() -> None:
    problems = Problems()
    assert problems.errors is None
    problems.add(("components", 0, "id"), "A", "1")
    problems.add((), "B", "2")
    problems.add(("components", 0, "id"), "C", "3")
    assert told(problems.errors) == {"components.0.id": [("A", "1"), ("C", "3")], "": [("B", "2")]}
    assert at((), required()) == required()

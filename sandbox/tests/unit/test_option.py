"""Options of commands: their kinds, their choices, their order."""

from __future__ import annotations

from typing import Any

import pytest

from discord_sandbox.validation.option import LOCALES, TOP_LEVEL, options_of, slash_name
from sandbox.tests.unit.fields import (
    BAD_LENGTH,
    CHOICES,
    HIGH,
    LONG,
    LOW,
    NO_LIST,
    NO_NUMBER,
    REQUIRED,
    UNKNOWN,
    YES_NO,
    Field,
    check_field,
    check_needed,
    codes,
    many,
    optional,
    strict,
    text,
    told,
    whole,
)

SUB, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(1, 12)
OPTIONS = options_of(TOP_LEVEL)
FAR = 2**53 - 1
BETWEEN = Field(
    [None, -FAR, FAR], [(2**53, "", HIGH), (-(2**53), "", LOW), ("5", "", NO_NUMBER), (True, "", NO_NUMBER)]
)
EVERY_KIND = [SUB, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT]


def option(kind: int = STRING, name: str = "what", **more: Any) -> dict[str, Any]:
    return {"type": kind, "name": name, "description": "What."} | more


@pytest.mark.parametrize("kind", EVERY_KIND)
@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("name", strict(text(1, 32))),
        ("name", Field(["it's", "a-b_c"], [("What", "", "APPLICATION_COMMAND_INVALID_NAME"),
                                           ("a b", "", "APPLICATION_COMMAND_INVALID_NAME")])),
        ("name_localizations", Field([None, dict.fromkeys(LOCALES, "x" * 32)], [({"xx": "x"}, "xx", CHOICES)])),
        ("name_localizations", Field([], [({"de": "Was"}, "de", "APPLICATION_COMMAND_INVALID_NAME")])),
        ("description", strict(text(1, 100))),
        ("description_localizations", Field([None, {"de": "x" * 100}], [({"de": ""}, "de", REQUIRED)])),
        ("required", optional(YES_NO)),
        ("else", Field([], [(1, "", UNKNOWN)])),
    ],
)  # fmt: skip
def test_what_every_option_holds(kind: int, path: str, field: Field) -> None:
    check_field(OPTIONS, [option(kind)], f"0.{path}", field)


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_what_no_option_can_leave_out(kind: int) -> None:
    check_needed(OPTIONS, [option(kind, required=False)], "0.name", "0.description", "0.type")


@pytest.mark.parametrize(
    ("kinds", "name", "field"),
    [
        ({STRING}, "min_length", optional(whole(0, 6000))),
        ({STRING}, "max_length", optional(whole(1, 6000))),
        ({INTEGER, NUMBER}, "min_value", BETWEEN),
        ({INTEGER, NUMBER}, "max_value", BETWEEN),
        ({STRING, INTEGER, NUMBER}, "autocomplete", optional(YES_NO)),
        ({STRING, INTEGER, NUMBER}, "choices", Field([None, []], [({}, "", NO_LIST)])),
        (
            {CHANNEL},
            "channel_types",
            Field([None, [], [0, 5]], [([-1], "0", "NUMBER_TYPE_MIN"), (0, "", NO_LIST)]),
        ),
        ({ATTACHMENT}, "file_types", Field([None, ["image", ".png"]], [(["x"], "0", CHOICES)])),
        ({SUB, GROUP}, "options", Field([None, []], [({}, "", NO_LIST)])),
    ],
)
def test_what_only_some_options_hold(kinds: set[int], name: str, field: Field) -> None:
    for kind in EVERY_KIND:
        belongs = field if kind in kinds else Field([], [(field.fine[0], "", UNKNOWN)])
        check_field(OPTIONS, [option(kind)], f"0.{name}", belongs)


def test_only_numbers_have_fractions() -> None:
    for name in ("min_value", "max_value"):
        check_field(OPTIONS, [option(NUMBER)], f"0.{name}", Field([0.5], []))
        check_field(OPTIONS, [option(INTEGER)], f"0.{name}", Field([], [(0.5, "", NO_NUMBER)]))


@pytest.mark.parametrize(("kind", "value"), [(STRING, "v"), (INTEGER, 5), (NUMBER, 0.5)])
def test_choices_have_a_name_and_a_value_of_the_options_kind(kind: int, value: Any) -> None:
    body = [option(kind, choices=[{"name": "one", "value": value}])]
    check_field(OPTIONS, body, "0.choices", many({"name": "one", "value": value}, 0, 25))
    check_field(OPTIONS, body, "0.choices.0.name", strict(text(1, 100)))
    long = Field(
        [None, {"de": "x" * 100}], [({"de": "x" * 101}, "de", BAD_LENGTH), ({"de": ""}, "de", REQUIRED)]
    )
    check_field(OPTIONS, body, "0.choices.0.name_localizations", long)
    check_needed(OPTIONS, body, "0.choices.0.name", "0.choices.0.value")
    wrong = 5 if kind == STRING else "v"
    assert list(codes(OPTIONS([option(kind, choices=[{"name": "one", "value": wrong}])]))) == [
        "0.choices.0.value"
    ]


@pytest.mark.parametrize(("kind", "value"), [(STRING, "v"), (INTEGER, 5), (NUMBER, 0.5)])
def test_an_option_has_choices_or_is_completed(kind: int, value: Any) -> None:
    choices = [{"name": "one", "value": value}]
    for fine in ({"choices": choices, "autocomplete": False}, {"choices": [], "autocomplete": True}):
        assert OPTIONS([option(kind) | fine]) is None
    code = "APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE"
    said = [(code, "Choices cannot be set for options with autocomplete enabled")]
    assert told(OPTIONS([option(kind, choices=choices, autocomplete=True)])) == {"0.choices": said}


@pytest.mark.parametrize(
    ("kind", "low", "high", "least"),
    [
        (STRING, "min_length", "max_length", 1),
        (INTEGER, "min_value", "max_value", 0),
        (NUMBER, "min_value", "max_value", -0.5),
    ],
)
def test_the_least_is_no_more_than_the_most(kind: int, low: str, high: str, least: float) -> None:
    for fine in (
        {low: least, high: least},
        {low: least, high: None},
        {low: None, high: least},
        {high: least + 1, low: least},
    ):
        assert OPTIONS([option(kind) | fine]) is None
    said = [("BASE_TYPE_RANGE", f"{low} must not be greater than {high}")]
    assert told(OPTIONS([option(kind) | {low: least + 1, high: least}])) == {f"0.{low}": said}


def test_options_have_different_names() -> None:
    a, b = option(name="a"), option(INTEGER, name="b")
    assert OPTIONS([a, b, option(USER, name="c")]) is None
    said = [("APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option names must be unique")]
    assert told(OPTIONS([a, b, option(USER, name="a"), b])) == {"2.name": said, "3.name": said}


def test_what_is_required_comes_first() -> None:
    needed, free = option(name="a", required=True), option(name="b", required=False)
    assert OPTIONS([needed, option(USER, name="d", required=True), free, option(name="c")]) is None
    said = [
        (
            "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
            "Required options must be placed before non-required options",
        )
    ]
    assert told(OPTIONS([free, needed])) == {"1": said}
    assert told(OPTIONS([option(name="c"), needed, free, option(name="d", required=True)])) == {
        "1": said,
        "3": said,
    }


def test_subcommands_are_not_mixed_with_other_options() -> None:
    sub, group, plain = option(SUB, "a"), option(GROUP, "b"), option(STRING, "c")
    assert OPTIONS([sub, group]) is None
    said = [
        (
            "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
            "Sub-commands and groups cannot be mixed with other option types",
        )
    ]
    assert told(OPTIONS([sub, plain, group])) == {"1": said}
    assert told(OPTIONS([plain, sub, group])) == {"1": said, "2": said}


def test_a_group_holds_subcommands_and_a_subcommand_values() -> None:
    inside = option(GROUP, "a", options=[option(SUB, "b", options=[option()])])
    assert OPTIONS([inside]) is None
    for outer, inner in ((GROUP, STRING), (GROUP, GROUP), (SUB, SUB), (SUB, GROUP)):
        assert codes(OPTIONS([option(outer, "a", options=[option(inner)])])) == {
            "0.options.0.type": "UNION_TYPE_CHOICES"
        }
    twice = option(SUB, "b", options=[option(), option()])
    assert list(codes(OPTIONS([option(GROUP, "a", options=[twice])]))) == ["0.options.0.options.1.name"]


def test_there_are_up_to_twenty_five_options() -> None:
    for holder in (None, SUB):
        options = many(option(name="o{n}"), 0, 25)
        wrong = [([option(name=f"o{n}") for n in range(26)], "", LONG), ({}, "", NO_LIST)]
        if holder is None:
            check_field(OPTIONS, [], "", Field([None, *options.fine], wrong))
        else:
            check_field(OPTIONS, [option(holder)], "0.options", Field([None, *options.fine], wrong))


@pytest.mark.parametrize("name", ["a", "-_'", "x" * 32, "é", "٣", "ไทย", "ที่", "हिन्दी"])
def test_names_that_are_typed_after_a_slash(name: str) -> None:
    assert slash_name(name) is None


@pytest.mark.parametrize("name", ["A", "É", "a b", "/", "a\u0301b", "🙂", "\ue000", "a\x01"])
def test_names_that_cannot_be_typed_after_a_slash(name: str) -> None:
    assert told(slash_name(name)) == {"": [("APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")]}

"""Buttons and selects: what they may hold, and which of it goes together.

https://discord.com/developers/docs/components/reference
"""

from __future__ import annotations

from typing import Any

import pytest

from discord_sandbox.model.checks import Check
from discord_sandbox.validation.controls import BUTTON, EMOJI, SELECT_CHECKS, STRING_SELECT
from sandbox.tests.unit.fields import (
    CHOICES,
    HIGH,
    ID,
    LONG,
    LOW,
    NO_LIST,
    NO_OBJECT,
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

PRIMARY, LINK, PREMIUM = 1, 5, 6
STRINGS, USERS, ROLES, MENTIONABLES, CHANNELS = 3, 5, 6, 7, 8
PRESSED = {"type": 2, "style": PRIMARY, "label": "a", "custom_id": "a"}
FOLLOWED = {"type": 2, "style": LINK, "label": "a", "url": "https://x.test"}
BOUGHT = {"type": 2, "style": PREMIUM, "sku_id": "7"}
NO_EMOJI = [("BUTTON_COMPONENT_INVALID_EMOJI", "Invalid emoji")]


@pytest.mark.parametrize(
    ("body", "path", "field"),
    [
        (PRESSED, "style", strict(Field([1, 2, 3, 4], [(0, "", CHOICES), (7, "", CHOICES)]))),
        (PRESSED, "label", Field(["x", "x" * 80], [("x" * 81, "", LONG), (5, "", "STRING_TYPE_CONVERT")])),
        (PRESSED, "custom_id", text(1, 100)),
        (PRESSED, "disabled", optional(YES_NO)),
        (PRESSED, "id", optional(whole(0, 2**31 - 1))),
        (PRESSED, "emoji", Field([None, {"id": "7"}], [("x", "", NO_OBJECT)])),
        (PRESSED, "else", Field([], [(1, "", UNKNOWN)])),
        (FOLLOWED, "url", Field(["http://x", "https://x.test/" + "x" * 497], [
            ("https://x.test/" + "x" * 498, "", "BASE_TYPE_BAD_LENGTH"), ("x", "", "URL_TYPE_INVALID_URL"),
            ("", "", REQUIRED), (None, "", REQUIRED)])),
        (BOUGHT, "sku_id", ID),
    ],
)  # fmt: skip
def test_what_a_button_holds(body: dict[str, Any], path: str, field: Field) -> None:
    check_field(BUTTON, body, path, field)


@pytest.mark.parametrize(
    ("body", "own"),
    [(PRESSED, "custom_id"), (PRESSED | {"style": 4}, "custom_id"), (FOLLOWED, "url"), (BOUGHT, "sku_id")],
)
def test_a_button_leads_to_one_thing(body: dict[str, Any], own: str) -> None:
    assert BUTTON(body) is None
    missing = {key: value for key, value in body.items() if key != own}
    assert told(BUTTON(missing)) == {own: [("BASE_TYPE_REQUIRED", "This field is required")]}
    targets = {"custom_id": "a", "url": "https://x.test", "sku_id": "7"}
    for other in targets.keys() - {own}:
        assert BUTTON(body | {other: None}) is None
        said = [("BASE_TYPE_UNSUPPORTED", f"A button with {own} cannot have {other}")]
        assert told(BUTTON(body | {other: targets[other]})) == {other: said}
    first = min(targets.keys() - {own})
    assert list(codes(BUTTON(body | targets))) == [first]


@pytest.mark.parametrize("body", [PRESSED, FOLLOWED])
def test_a_button_that_is_not_bought_has_a_face(body: dict[str, Any]) -> None:
    said = [("BUTTON_COMPONENT_LABEL_REQUIRED", "A button must have a label or an emoji")]
    for label in ("", None):
        assert told(BUTTON(body | {"label": label})) == {"": said}
        assert BUTTON(body | {"label": label, "emoji": {"name": "🙂"}}) is None


def test_a_button_has_a_style() -> None:
    assert codes(BUTTON({"type": 2, "label": "a", "custom_id": "a"})) == {"style": REQUIRED}


@pytest.mark.parametrize(
    ("emoji", "place"),
    [
        ({"name": "x"}, "name"),
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"id": None, "name": None}, "name"),
        ({"name": ":)"}, "name"),
    ],
)
def test_an_emoji_without_an_id_is_drawn_by_its_name(emoji: dict[str, Any], place: str) -> None:
    assert told(EMOJI(emoji)) == {place: NO_EMOJI}
    assert EMOJI(emoji | {"id": 7}) is None
    assert EMOJI(emoji | {"name": "🙂", "animated": False}) is None
    assert EMOJI(None) is None


def test_what_an_emoji_holds() -> None:
    custom = {"id": "7", "name": "x"}
    check_field(EMOJI, custom, "id", ID)
    check_field(EMOJI, custom, "name", optional(text(0, 32)))
    check_field(EMOJI, custom, "animated", optional(YES_NO))


def select(kind: int = STRINGS, options: int = 25, **more: Any) -> dict[str, Any]:
    body: dict[str, Any] = {"type": kind, "custom_id": "a"}
    if kind == STRINGS:
        body["options"] = [{"label": "a", "value": f"v{n}"} for n in range(options)]
    return body | more


@pytest.mark.parametrize("kind", SELECT_CHECKS)
@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("custom_id", strict(text(1, 100))),
        ("placeholder", optional(text(0, 150))),
        ("disabled", optional(YES_NO)),
        ("required", optional(YES_NO)),
        ("id", optional(whole(0, 2**31 - 1))),
        ("else", Field([], [(1, "", UNKNOWN)])),
    ],
)
def test_what_every_select_holds(kind: int, path: str, field: Field) -> None:
    check_field(SELECT_CHECKS[kind], select(kind), path, field)
    assert SELECT_CHECKS[STRINGS] is STRING_SELECT


@pytest.mark.parametrize("kind", SELECT_CHECKS)
def test_how_many_can_be_chosen(kind: int) -> None:
    check = SELECT_CHECKS[kind]
    check_field(check, select(kind, max_values=25), "min_values", optional(whole(0, 25)))
    check_field(
        check, select(kind, min_values=0), "max_values", Field([None, 1, 25], [(0, "", LOW), (26, "", HIGH)])
    )
    for fine in (
        {"min_values": 1},
        {"min_values": 2, "max_values": 2},
        {"min_values": 1, "max_values": None},
        {"max_values": 2},
    ):
        assert check(select(kind, **fine)) is None
    said = [("BASE_TYPE_RANGE", "min_values must not be greater than max_values")]
    for wrong in (
        {"min_values": 2},
        {"min_values": 4, "max_values": 3},
        {"max_values": None, "min_values": 2},
    ):
        assert told(check(select(kind, **wrong))) == {"min_values": said}


def test_no_more_can_be_chosen_than_there_are() -> None:
    assert STRING_SELECT(select(options=3, max_values=3)) is None
    said = [("NUMBER_TYPE_MAX", "int value should be less than or equal to 3.")]
    assert told(STRING_SELECT(select(options=3, max_values=4))) == {"max_values": said}
    both = codes(STRING_SELECT(select(options=3, max_values=4, min_values=5)))
    assert both == {"max_values": HIGH, "min_values": "BASE_TYPE_RANGE"}


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("options", strict(many({"label": "a", "value": "{n}"}, 1, 25))),
        ("options.0.label", strict(text(1, 100))),
        ("options.0.value", strict(text(1, 100))),
        ("options.0.description", optional(text(0, 100))),
        (
            "options.0.emoji",
            Field([None, {"name": "🙂"}], [({"name": "x"}, "name", "BUTTON_COMPONENT_INVALID_EMOJI")]),
        ),
        ("options.0.default", optional(YES_NO)),
        ("default_values", Field([], [([], "", UNKNOWN)])),
    ],
)
def test_what_the_options_of_a_select_hold(path: str, field: Field) -> None:
    check_field(STRING_SELECT, select(options=2), path, field)


def test_what_a_select_cannot_leave_out() -> None:
    check_needed(STRING_SELECT, select(), "options.3.label", "options.3.value")
    for kind, check in SELECT_CHECKS.items():
        needed = {"custom_id": REQUIRED} | ({"options": REQUIRED} if kind == STRINGS else {})
        assert codes(check({"type": kind})) == needed


def test_no_value_stands_for_two_options() -> None:
    values = ["a", "b", "A", "a", "b"]
    options = [{"label": "same", "value": value} for value in values]
    said = [("SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used")]
    assert told(STRING_SELECT(select(options=0) | {"options": options})) == {
        "options.3.value": said,
        "options.4.value": said,
    }
    assert STRING_SELECT(select(options=0) | {"options": options[:3]}) is None


@pytest.mark.parametrize(
    ("kind", "kinds"),
    [(USERS, {"user"}), (ROLES, {"role"}), (MENTIONABLES, {"user", "role"}), (CHANNELS, {"channel"})],
)
def test_what_may_be_chosen_from_the_start(kind: int, kinds: set[str]) -> None:
    check: Check = SELECT_CHECKS[kind]
    body = select(kind, default_values=[{"id": 7, "type": next(iter(kinds))}])
    check_needed(check, body, "default_values.0.id", "default_values.0.type")
    check_field(check, body, "default_values.0.id", strict(ID))
    others = {"user", "role", "channel"} - kinds
    check_field(
        check, body, "default_values.0.type", Field(sorted(kinds), [(each, "", CHOICES) for each in others])
    )
    check_field(check, body, "default_values", optional(many(body["default_values"][0], 0, 25)))


def test_only_a_select_of_channels_says_which_kinds() -> None:
    field = Field(
        [None, [], [0, 5]], [([-1], "0", LOW), ({}, "", NO_LIST), (["x"], "0", "NUMBER_TYPE_COERCE")]
    )
    check_field(SELECT_CHECKS[CHANNELS], select(CHANNELS), "channel_types", field)
    for kind in (STRINGS, USERS, ROLES, MENTIONABLES):
        assert codes(SELECT_CHECKS[kind](select(kind, channel_types=[0]))) == {"channel_types": UNKNOWN}

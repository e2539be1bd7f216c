"""Forms: what an application may ask somebody to fill in.

https://discord.com/developers/docs/components/reference
"""

from __future__ import annotations

from typing import Any

import pytest

from discord_sandbox.validation.modal import MODAL
from sandbox.tests.unit.fields import (
    BAD_LENGTH,
    CHOICES,
    HIGH,
    LOW,
    NO_LIST,
    REQUIRED,
    UNKNOWN,
    YES_NO,
    Field,
    changed,
    check_field,
    check_needed,
    choice,
    codes,
    many,
    optional,
    strict,
    text,
    told,
    whole,
)

ROW, STRINGS, INPUT, USERS, ROLES, MENTIONABLES, CHANNELS, TEXT = 1, 3, 4, 5, 6, 7, 8, 10
LABEL, UPLOAD, RADIO, CHECKS, CHECKBOX = 18, 19, 21, 22, 23
NO_KIND, RANGE = "UNION_TYPE_CHOICES", "BASE_TYPE_RANGE"


def options(count: int, **more: Any) -> list[dict[str, Any]]:
    return [{"label": "a", "value": f"v{n}"} | more for n in range(count)]


FIELDS: dict[int, dict[str, Any]] = {
    INPUT: {"type": INPUT, "custom_id": "a", "style": 1},
    STRINGS: {"type": STRINGS, "custom_id": "a", "options": options(3)},
    **{
        kind: {"type": kind, "custom_id": "a"}
        for kind in (USERS, ROLES, MENTIONABLES, CHANNELS, UPLOAD, CHECKBOX)
    },
    RADIO: {"type": RADIO, "custom_id": "a", "options": options(3)},
    CHECKS: {"type": CHECKS, "custom_id": "a", "options": options(3)},
}


def modal(*components: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"custom_id": "form", "title": "Form", "components": list(components)} | more


def labelled(field: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": LABEL, "label": "Name", "component": field} | more


def asking(kind: int, **more: Any) -> dict[str, Any]:
    return modal(labelled(FIELDS[kind] | more))


def inside(kind: int, **more: Any) -> dict[str, str]:
    """What is wrong with a field, by its place in it."""
    return {
        place.removeprefix("components.0.component."): code
        for place, code in codes(MODAL(asking(kind, **more))).items()
    }


OLD = modal({"type": ROW, "components": [FIELDS[INPUT] | {"label": "Name"}]})


def test_what_a_form_holds() -> None:
    body = asking(INPUT)
    check_needed(
        MODAL,
        body,
        "custom_id",
        "title",
        "components",
        "components.0.type",
        "components.0.label",
        "components.0.component",
    )
    check_field(MODAL, body, "custom_id", strict(text(1, 100)))
    check_field(MODAL, body, "title", strict(text(1, 45)))
    check_field(MODAL, body, "components", strict(many({"type": TEXT, "content": "x"}, 1, 5)))
    check_field(MODAL, body, "else", Field([], [(1, "", UNKNOWN)]))
    check_field(MODAL, body, "components.0.label", strict(text(1, 45)))
    check_field(MODAL, body, "components.0.description", optional(text(1, 100)))
    check_field(MODAL, body, "components.0.id", optional(whole(0, 2**31 - 1)))


def test_what_a_form_does_not_hold() -> None:
    for kind in (2, *FIELDS, 9, 17):
        assert codes(MODAL(modal({"type": kind}))) == {"components.0.type": NO_KIND}
    for kind in (ROW, 2, TEXT, LABEL, 20):
        assert codes(MODAL(modal(labelled({"type": kind})))) == {"components.0.component.type": NO_KIND}


@pytest.mark.parametrize("kind", FIELDS)
def test_every_field_has_an_id_of_its_own(kind: int) -> None:
    body = asking(kind)
    check_field(MODAL, body, "components.0.component.custom_id", strict(text(1, 100)))
    check_field(MODAL, body, "components.0.component.id", optional(whole(0, 2**31 - 1)))
    check_field(MODAL, body, "components.0.component.else", Field([], [(1, "", UNKNOWN)]))
    if kind != CHECKBOX:
        check_field(MODAL, body, "components.0.component.required", optional(YES_NO))
    assert inside(kind, custom_id=None) == {"custom_id": "STRING_TYPE_CONVERT"}
    twice = {"components.1.component.custom_id": "COMPONENT_CUSTOM_ID_DUPLICATED"}
    assert codes(MODAL(modal(labelled(FIELDS[kind]), labelled(FIELDS[kind])))) == twice


def test_what_a_field_cannot_leave_out() -> None:
    needed = {INPUT: ["style"], STRINGS: ["options"], RADIO: ["options"], CHECKS: ["options"]}
    for kind, field in FIELDS.items():
        paths = [f"components.0.component.{name}" for name in ("type", "custom_id", *needed.get(kind, []))]
        check_needed(MODAL, modal(labelled(field | {"id": 9})), *paths)


@pytest.mark.parametrize("body", [asking(INPUT), OLD])
@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("style", strict(choice(1, 2))),
        ("value", optional(text(0, 4000))),
        ("placeholder", optional(text(0, 100))),
        ("min_length", optional(whole(0, 4000))),
        ("max_length", optional(whole(1, 4000))),
        ("required", optional(YES_NO)),
        ("label", text(1, 45)),
    ],
)
def test_what_a_text_input_holds(body: dict[str, Any], name: str, field: Field) -> None:
    path = "components.0.components.0" if body is OLD else "components.0.component"
    check_field(MODAL, body, f"{path}.{name}", field)


def test_a_text_input_in_a_row_has_its_own_label_and_is_alone() -> None:
    assert MODAL(OLD) is None
    place = "components.0.components"
    for unlabelled in (FIELDS[INPUT], FIELDS[INPUT] | {"label": None}):
        body = changed(OLD, place, [unlabelled])
        assert told(MODAL(body)) == {f"{place}.0.label": [("BASE_TYPE_REQUIRED", "This field is required")]}
        assert MODAL(modal(labelled(unlabelled))) is None
    field = FIELDS[INPUT] | {"label": "a"}
    two = changed(OLD, place, [field, field | {"custom_id": "b"}])
    assert codes(MODAL(two)) == {place: BAD_LENGTH}
    assert codes(MODAL(changed(OLD, place, []))) == {place: REQUIRED}
    assert codes(MODAL(changed(OLD, place, [FIELDS[USERS]]))) == {f"{place}.0.type": NO_KIND}
    check_needed(MODAL, changed(OLD, "components.0.id", 5), "components.0.type", place)


def test_how_long_a_text_is() -> None:
    for fine in (
        {"min_length": 5, "max_length": 5, "value": "12345"},
        {"min_length": 4000},
        {"max_length": 1, "min_length": None},
        {"min_length": 3, "value": ""},
        {"max_length": 3, "value": "123"},
        {"min_length": 3, "value": "123"},
        {"min_length": 3, "value": None},
        {"value": "x" * 4000},
        {"max_length": 3, "value": "1"},
    ):
        assert inside(INPUT, **fine) == {}, fine
    said = told(MODAL(asking(INPUT, min_length=6, max_length=5)))
    assert said == {
        "components.0.component.min_length": [(RANGE, "min_length must not be greater than max_length")]
    }
    for value, least, most in (("12", 3, 5), ("123456", 3, 5), ("12", 3, None), ("12", None, 1)):
        wrong = told(MODAL(asking(INPUT, value=value, min_length=least, max_length=most)))
        words = f"Must be between {least or 0} and {most or 4000} in length."
        assert wrong == {"components.0.component.value": [("BASE_TYPE_BAD_LENGTH", words)]}


@pytest.mark.parametrize("kind", [STRINGS, USERS, ROLES, MENTIONABLES, CHANNELS])
def test_a_select_in_a_form_cannot_be_disabled(kind: int) -> None:
    for fine in (False, None):
        assert inside(kind, disabled=fine) == {}
    said = [("BASE_TYPE_UNSUPPORTED", "A select in a modal cannot be disabled")]
    assert told(MODAL(asking(kind, disabled=True))) == {"components.0.component.disabled": said}
    assert inside(kind, min_values=2) == {"min_values": RANGE}


def test_what_an_upload_holds() -> None:
    body = asking(UPLOAD, max_values=10)
    check_field(MODAL, body, "components.0.component.min_values", optional(whole(0, 10)))
    check_field(MODAL, asking(UPLOAD), "components.0.component.max_values", optional(whole(1, 10)))
    types = Field([None, [], ["image", ".pdf"]], [(["pdf"], "0", CHOICES), ("image", "", NO_LIST)])
    check_field(MODAL, body, "components.0.component.file_types", types)


@pytest.mark.parametrize(("kind", "least"), [(RADIO, 2), (CHECKS, 1)])
def test_what_a_group_lets_choose(kind: int, least: int) -> None:
    place = "components.0.component.options"
    fine, wrong = Field(
        [options(least), options(10)], [(options(11), "", BAD_LENGTH), ({}, "", NO_LIST), ([], "", REQUIRED)]
    )
    short = [(options(1), "", BAD_LENGTH)] if least == 2 else []
    check_field(MODAL, asking(kind), place, Field(fine, [*wrong, *short]))
    check_field(MODAL, asking(kind), f"{place}.2.label", strict(text(1, 100)))
    check_field(MODAL, asking(kind), f"{place}.2.value", strict(text(1, 100)))
    check_field(MODAL, asking(kind), f"{place}.2.description", optional(text(0, 100)))
    check_field(MODAL, asking(kind), f"{place}.2.default", optional(YES_NO))
    check_needed(MODAL, asking(kind), f"{place}.2.label", f"{place}.2.value")
    twice = [*options(3), {"label": "b", "value": "v1"}]
    assert inside(kind, options=twice) == {"options.3.value": "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"}


def test_of_a_radio_group_one_is_chosen() -> None:
    place = "components.0.component.options"
    assert (
        inside(RADIO, options=[*options(1, default=True), {"label": "b", "value": "b", "default": False}])
        == {}
    )
    said = [(RANGE, "Only one option can be the default")]
    assert told(MODAL(asking(RADIO, options=options(2, default=True)))) == {place: said}
    assert inside(RADIO, min_values=1, max_values=1) == {"min_values": UNKNOWN, "max_values": UNKNOWN}
    assert inside(CHECKS, options=options(2, default=True)) == {}


def test_how_many_boxes_are_ticked() -> None:
    for fine in (
        {"min_values": 3},
        {"max_values": 3},
        {"min_values": 2, "max_values": 2},
        {"min_values": 0},
        {"max_values": None},
    ):
        assert inside(CHECKS, **fine) == {}, fine
    assert inside(CHECKS, min_values=4) == {"min_values": RANGE}
    assert inside(CHECKS, min_values=3, max_values=2) == {"min_values": RANGE}
    assert inside(CHECKS, max_values=4) == {"max_values": HIGH}
    assert inside(CHECKS, max_values=0) == {"max_values": LOW}
    assert inside(CHECKS, max_values=11) == {"max_values": HIGH}
    assert inside(CHECKS, min_values=11) == {"min_values": HIGH}
    assert inside(CHECKS, min_values=-1) == {"min_values": LOW}
    both = inside(CHECKS, min_values=4, options=[*options(2), *options(1)])
    assert both == {"min_values": RANGE, "options.2.value": "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"}


def test_a_box_is_ticked_from_the_start_or_not() -> None:
    check_field(MODAL, asking(CHECKBOX), "components.0.component.default", optional(YES_NO))
    assert inside(CHECKBOX, required=True) == {"required": UNKNOWN}

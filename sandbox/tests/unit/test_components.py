"""The layout of a message: which components stand where, and how many.

https://discord.com/developers/docs/components/reference
"""

from __future__ import annotations

from typing import Any

import pytest

from discord_sandbox.model.checks import Check
from discord_sandbox.validation.components import LEGACY_COMPONENTS, V2_COMPONENTS
from sandbox.tests.unit.fields import (
    NO_LIST,
    NO_OBJECT,
    REQUIRED,
    UNKNOWN,
    YES_NO,
    Field,
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

(ROW, BUTTON, STRINGS, INPUT, USERS, _, _, CHANNELS, SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR) = (
    range(1, 15)
)
CONTAINER = 17
NO_KIND = "UNION_TYPE_CHOICES"
MEDIA = {"url": "https://x.test/a.png"}


def button(custom_id: str = "a", **more: Any) -> dict[str, Any]:
    return {"type": BUTTON, "style": 1, "label": "a", "custom_id": custom_id} | more


def row(*children: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": ROW, "components": list(children) or [button()]} | more


def words(content: str = "x", **more: Any) -> dict[str, Any]:
    return {"type": TEXT, "content": content} | more


def select(kind: int = USERS, custom_id: str = "s") -> dict[str, Any]:
    options = {"options": [{"label": "a", "value": "a"}]} if kind == STRINGS else {}
    return {"type": kind, "custom_id": custom_id} | options


PARTS: dict[str, dict[str, Any]] = {
    "row": row(),
    "section": {"type": SECTION, "components": [words()], "accessory": {"type": THUMBNAIL, "media": MEDIA}},
    "text": words(),
    "gallery": {"type": GALLERY, "items": [{"media": MEDIA}]},
    "file": {"type": FILE, "file": {"url": "attachment://a.png"}},
    "separator": {"type": SEPARATOR},
}
CONTAINERS = {"type": CONTAINER, "components": [words()]}


@pytest.mark.parametrize("name", PARTS)
def test_a_part_stands_in_a_message_and_in_a_container(name: str) -> None:
    part = PARTS[name]
    assert V2_COMPONENTS([part]) is None
    assert V2_COMPONENTS([CONTAINERS | {"components": [part]}]) is None
    expected = {} if name == "row" else {"0.type": NO_KIND}
    assert codes(LEGACY_COMPONENTS([part])) == expected
    for path in ("", "0.components."):
        body = [CONTAINERS | {"components": [part]}] if path else [part]
        check_field(V2_COMPONENTS, body, f"{path}0.id", optional(whole(0, 2**31 - 1)))
        check_field(V2_COMPONENTS, body, f"{path}0.else", Field([], [(1, "", UNKNOWN)]))


def test_what_stands_nowhere_by_itself() -> None:
    for kind in (BUTTON, STRINGS, INPUT, THUMBNAIL, 0, 18, 99):
        assert codes(V2_COMPONENTS([{"type": kind}])) == {"0.type": NO_KIND}
        assert codes(LEGACY_COMPONENTS([{"type": kind}])) == {"0.type": NO_KIND}
    assert codes(V2_COMPONENTS([CONTAINERS | {"components": [CONTAINERS]}])) == {
        "0.components.0.type": NO_KIND
    }
    for check in (V2_COMPONENTS, LEGACY_COMPONENTS):
        assert codes(check([{}])) == {"0.type": REQUIRED}
        assert codes(check(["x"])) == {"0": NO_OBJECT}
        assert codes(check({})) == {"": NO_LIST}


@pytest.mark.parametrize("check", [LEGACY_COMPONENTS, V2_COMPONENTS])
def test_a_row_holds_five_buttons_or_one_select(check: Check) -> None:
    assert check([row(*(button(f"{n}") for n in range(5)))]) is None
    check_field(check, [row()], "0.components", many(button("{n}"), 1, 5))
    for kind in (STRINGS, USERS, CHANNELS):
        assert check([row(select(kind))]) is None
        said = [("COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width")]
        for children in (
            [select(kind), select(kind, "t")],
            [button(), select(kind)],
            [select(kind), button()],
        ):
            assert told(check([row(), row(*children)])) == {"1.components.1": said}
    for kind in (TEXT, ROW, INPUT):
        assert codes(check([row({"type": kind})])) == {"0.components.0.type": NO_KIND}
    check_needed(check, [row(id=5)], "0.components", "0.type")


def test_a_message_has_up_to_five_rows_or_forty_components() -> None:
    check_field(LEGACY_COMPONENTS, [], "", many(row(button("{n}")), 0, 5))
    check_field(V2_COMPONENTS, [], "", many(words(), 0, 40))
    check_field(V2_COMPONENTS, [CONTAINERS], "0.components", Field([[words()] * 39], [([], "", REQUIRED)]))


def test_what_is_inside_counts_as_well() -> None:
    said = [("BASE_TYPE_MAX_LENGTH", "The number of components is more than 40")]
    for part, size in ((PARTS["section"], 3), (row(button("a"), button("b")), 3), (CONTAINERS, 2)):
        assert V2_COMPONENTS([part] + [words()] * (40 - size)) is None
        assert told(V2_COMPONENTS([part] + [words()] * (41 - size))) == {"": said}


def test_all_texts_together_have_up_to_four_thousand_characters() -> None:
    section = PARTS["section"] | {"components": [words("x" * 1000)] * 2}
    inside = CONTAINERS | {"components": [words("x" * 1000), section]}
    assert V2_COMPONENTS([inside, words("x" * 1000)]) is None
    code = "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED"
    said = [(code, "Component displayable text size exceeds maximum size of 4000")]
    assert told(V2_COMPONENTS([inside, words("x" * 1001)])) == {"": said}
    assert V2_COMPONENTS([words("x" * 4000), row(button(label="y"))]) is None


@pytest.mark.parametrize(
    ("part", "path", "field"),
    [
        ("text", "content", strict(text(1, 4000))),
        ("section", "components", strict(many(words(), 1, 3))),
        ("section", "components.0.type", Field([TEXT], [(ROW, "", NO_KIND), (None, "", REQUIRED)])),
        ("section", "accessory", Field([button()], [(words(), "type", NO_KIND), (None, "", NO_OBJECT)])),
        ("section", "accessory.description", optional(text(1, 1024))),
        ("section", "accessory.spoiler", optional(YES_NO)),
        ("section", "accessory.media", Field([{"url": "attachment://a"}], [({}, "url", REQUIRED), (None, "", NO_OBJECT)])),
        ("gallery", "items", strict(many({"media": MEDIA}, 1, 10))),
        ("gallery", "items.0.description", optional(text(1, 1024))),
        ("gallery", "items.0.spoiler", optional(YES_NO)),
        ("gallery", "items.0.media.url", Field(["http://x", "attachment://a"], [
            ("x", "", "URL_TYPE_INVALID_SCHEME"), ("", "", REQUIRED), (5, "", "STRING_TYPE_CONVERT"),
            ("https://" + "x" * 2041, "", "BASE_TYPE_BAD_LENGTH")])),
        ("file", "spoiler", optional(YES_NO)),
        ("file", "file.url", Field(["attachment://b"], [("x", "", "URL_TYPE_INVALID_SCHEME"), ("", "", REQUIRED)])),
        ("separator", "divider", optional(YES_NO)),
        ("separator", "spacing", optional(choice(1, 2))),
    ],
)  # fmt: skip
def test_what_a_part_holds(part: str, path: str, field: Field) -> None:
    check_field(V2_COMPONENTS, [PARTS[part]], f"0.{path}", field)


def test_a_file_is_uploaded() -> None:
    code = "UNFURLED_MEDIA_ITEM_ATTACHMENT_REQUIRED"
    said = [(code, "Only attachment:// references are allowed here")]
    assert told(V2_COMPONENTS([PARTS["file"] | {"file": MEDIA}])) == {"0.file.url": said}
    assert codes(V2_COMPONENTS([PARTS["file"] | {"file": None}])) == {"0.file": NO_OBJECT}
    assert codes(V2_COMPONENTS([PARTS["file"] | {"file": {}}])) == {"0.file.url": REQUIRED}


def test_what_a_part_cannot_leave_out() -> None:
    for name, needed in (
        ("text", ["content"]),
        ("section", ["components", "accessory"]),
        ("gallery", ["items"]),
        ("file", ["file"]),
        ("separator", []),
    ):
        check_needed(V2_COMPONENTS, [PARTS[name] | {"id": 5}], "0.type", *(f"0.{each}" for each in needed))
    check_needed(V2_COMPONENTS, [PARTS["gallery"]], "0.items.0.media")
    check_needed(V2_COMPONENTS, [PARTS["section"]], "0.accessory.type", "0.accessory.media")


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("accent_color", optional(whole(0, 0xFFFFFF))),
        ("spoiler", optional(YES_NO)),
        ("id", optional(whole(0, 2**31 - 1))),
    ],
)
def test_what_a_container_holds(path: str, field: Field) -> None:
    check_field(V2_COMPONENTS, [CONTAINERS], f"0.{path}", field)
    check_needed(V2_COMPONENTS, [CONTAINERS | {"spoiler": True}], "0.components", "0.type")


def test_no_two_components_share_their_id() -> None:
    said = [("COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom_id cannot be duplicated")]
    for check in (LEGACY_COMPONENTS, V2_COMPONENTS):
        assert told(check([row(button("a"), button("b")), row(select(custom_id="b"))])) == {
            "1.components.0.custom_id": said
        }
        assert told(check([row(button("a"), button("a"), button("a"))])) == {
            "0.components.1.custom_id": said,
            "0.components.2.custom_id": said,
        }
    section = PARTS["section"] | {"accessory": button("a")}
    inside = CONTAINERS | {"components": [section, row(button("a"))]}
    assert told(V2_COMPONENTS([inside])) == {"0.components.1.components.0.custom_id": said}
    assert told(V2_COMPONENTS([row(), section])) == {"1.accessory.custom_id": said}


def test_no_two_components_share_their_number() -> None:
    said = [("COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated")]
    assert told(V2_COMPONENTS([words(id=7), words(id=8), words(id=7)])) == {"2.id": said}
    assert V2_COMPONENTS([words(id=0), words(id=0), words(id=None), words()]) is None
    assert codes(LEGACY_COMPONENTS([row(button(id=3), id=3)])) == {
        "0.components.0.id": "COMPONENT_ID_DUPLICATED"
    }

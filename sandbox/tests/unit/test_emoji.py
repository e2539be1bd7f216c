"""Which text is an emoji, and how emojis and stickers are made."""

from __future__ import annotations

import pytest

from discord_sandbox.model.checks import Check
from discord_sandbox.validation.emoji import is_emoji
from discord_sandbox.validation.expression import (
    CREATE_EMOJI,
    CREATE_OWN_EMOJI,
    CREATE_STICKER,
    EDIT_EMOJI,
    EDIT_OWN_EMOJI,
    EDIT_STICKER,
)
from sandbox.tests.unit.fields import (
    TWICE,
    UNKNOWN,
    Field,
    check_field,
    check_needed,
    codes,
    data_uri,
    optional,
    picture,
    strict,
    text,
)

KILOBYTE = 1024
EMOJI = {"name": "star", "image": data_uri(b"x")}


@pytest.mark.parametrize(
    "emoji",
    ["🙂", "👍🏽", "❤", "❤️", "☎️", "©️", "👩‍🚀", "👩🏽‍🚀", "👨‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪", "🇩", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
     "1️⃣", "1⃣", "#️⃣", "*️⃣"],
)  # fmt: skip
def test_what_is_drawn_as_one_picture_is_an_emoji(emoji: str) -> None:
    assert is_emoji(emoji)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "1",
        "#",
        ":)",
        "🙂🙂",
        "🙂 ",
        " 🙂",
        "x🙂",
        "🙂x",
        "🇩🇪🇫",
        "\ufe0f",
        "\u200d",
        "🙂\u200d",
        "1🙂",
    ],
)
def test_anything_else_is_none(text: str) -> None:
    assert not is_emoji(text)


@pytest.mark.parametrize("check", [CREATE_EMOJI, EDIT_EMOJI, CREATE_OWN_EMOJI, EDIT_OWN_EMOJI])
def test_what_an_emoji_is_called(check: Check) -> None:
    body = EMOJI if check in {CREATE_EMOJI, CREATE_OWN_EMOJI} else {"name": "star"}
    letters = Field(["Star_1", "ß" * 2], [("a b", "", "STRING_TYPE_REGEX"), ("a-b", "", "STRING_TYPE_REGEX")])
    check_field(check, body, "name", strict(text(2, 32)))
    check_field(check, body, "name", letters)


def test_how_an_emoji_looks_and_who_may_use_it() -> None:
    image = strict(picture(256 * KILOBYTE))
    for check in (CREATE_EMOJI, CREATE_OWN_EMOJI):
        check_field(check, EMOJI, "image", image)
        check_needed(check, EMOJI, "name", "image")
    for check in (EDIT_EMOJI, EDIT_OWN_EMOJI):
        assert codes(check(EMOJI)) == {"image": UNKNOWN}
    roles = Field([None, [], ["5", 6]], [(["5", "5"], "", TWICE)])
    for check in (CREATE_EMOJI, EDIT_EMOJI):
        check_field(check, EMOJI if check is CREATE_EMOJI else {}, "roles", roles)
    for check in (CREATE_OWN_EMOJI, EDIT_OWN_EMOJI):
        assert codes(check({"name": "star", "image": EMOJI["image"], "roles": []}))["roles"] == UNKNOWN
    assert EDIT_EMOJI({}) is None
    assert codes(EDIT_OWN_EMOJI({})) == {"name": "BASE_TYPE_REQUIRED"}


@pytest.mark.parametrize("check", [CREATE_STICKER, EDIT_STICKER])
@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("name", strict(text(2, 30))),
        ("tags", strict(text(1, 200))),
        ("description", optional(text(0, 100))),
        ("file", Field([], [("x", "", UNKNOWN)])),
    ],
)
def test_what_a_sticker_holds(check: Check, path: str, field: Field) -> None:
    check_field(check, {"name": "star", "tags": "star"}, path, field)
    check_needed(CREATE_STICKER, {"name": "star", "tags": "star", "description": ""}, "name", "tags")
    assert EDIT_STICKER({}) is None

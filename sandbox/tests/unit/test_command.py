"""Application commands: what may be registered.

https://discord.com/developers/docs/interactions/application-commands
"""

from __future__ import annotations

from typing import Any

import pytest

from discord_sandbox.model.checks import Check
from discord_sandbox.validation.command import CREATE_COMMAND, EDIT_COMMAND, SET_COMMANDS, text_length
from sandbox.tests.unit.fields import (
    CHOICES,
    ID,
    LONG,
    NO_TEXT,
    PERMISSIONS,
    REQUIRED,
    TWICE,
    UNKNOWN,
    YES_NO,
    Field,
    check_field,
    check_needed,
    codes,
    optional,
    strict,
    text,
    told,
)

SLASH, USER, MESSAGE = 1, 2, 3
ASK: dict[str, Any] = {"name": "ask", "description": "Something.", "options": []}
STRING = 3


@pytest.mark.parametrize("check", [CREATE_COMMAND, EDIT_COMMAND])
@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("name", strict(text(1, 32))),
        ("name_localizations", Field([None, {"de": "x" * 32}],
                                     [({"de": ""}, "de", REQUIRED), ({"xx": "x"}, "xx", CHOICES)])),
        ("description", Field(["x", "x" * 100], [("x" * 101, "", LONG), (5, "", NO_TEXT)])),
        ("description_localizations", Field([None, {"en-GB": "x" * 100}],
                                            [({"fr": ""}, "fr", REQUIRED), ({"en": "x"}, "en", CHOICES)])),
        ("default_member_permissions", optional(PERMISSIONS)),
        ("dm_permission", optional(YES_NO)),
        ("default_permission", optional(YES_NO)),
        ("nsfw", optional(YES_NO)),
        ("integration_types", Field([None, [0], [0, 1]], [([], "", REQUIRED), ([2], "0", CHOICES), ([1, 1], "", TWICE)])),
        ("contexts", Field([None, [0], [0, 1, 2]], [([], "", REQUIRED), ([3], "0", CHOICES), ([1, 1], "", TWICE)])),
        ("guild_id", Field([], [(1, "", UNKNOWN)])),
    ],
)  # fmt: skip
def test_what_a_command_holds(check: Check, path: str, field: Field) -> None:
    check_field(check, ASK, path, field)


def test_a_new_command_has_a_kind_and_one_that_is_edited_keeps_it() -> None:
    check_field(CREATE_COMMAND, ASK, "type", Field([None, SLASH], [(5, "", CHOICES), ("1", "", CHOICES)]))
    check_field(CREATE_COMMAND, ASK, "id", optional(ID))
    assert codes(EDIT_COMMAND({"type": SLASH, "id": 7})) == {"type": UNKNOWN, "id": UNKNOWN}
    check_needed(CREATE_COMMAND, ASK, "name", "description")
    assert EDIT_COMMAND({}) is None


@pytest.mark.parametrize("kind", [USER, MESSAGE])
def test_what_is_in_a_menu_has_a_free_name_and_nothing_else(kind: int) -> None:
    plain = {"type": kind, "name": "Quote This!"}
    nothing: list[dict[str, Any]] = [{}, {"description": ""}, {"description": None}, {"options": []}]
    for fine in (*nothing, {"options": None}):
        assert CREATE_COMMAND(plain | fine) is None
    assert told(CREATE_COMMAND(plain | {"description": "x"})) == {
        "description": [
            (
                "APPLICATION_COMMAND_CONTEXT_MENUDESCRIPTION_CANNOT_BE_SET",
                "Context menu commands cannot have description",
            )
        ]
    }
    option = {"type": STRING, "name": "what", "description": "What."}
    assert told(CREATE_COMMAND(plain | {"options": [option]})) == {
        "options": [
            (
                "APPLICATION_COMMAND_CONTEXT_MENU_OPTIONS_CANNOT_BE_SET",
                "Context menu commands cannot have options",
            )
        ]
    }


@pytest.mark.parametrize("kind", [{}, {"type": SLASH}, {"type": None}])
@pytest.mark.parametrize("missing", [{}, {"description": None}, {"description": ""}])
def test_a_slash_command_says_what_it_does(kind: dict[str, Any], missing: dict[str, Any]) -> None:
    said = [("BASE_TYPE_REQUIRED", "This field is required")]
    assert told(CREATE_COMMAND({"name": "ask"} | kind | missing)) == {"description": said}


@pytest.mark.parametrize("name", ["Ask", "ask me", "ask!", "ä ö", "ÄÖ", "x.y", "😀"])
def test_a_slash_command_has_a_plain_name(name: str) -> None:
    said = [("APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")]
    assert told(CREATE_COMMAND(ASK | {"name": name})) == {"name": said}


@pytest.mark.parametrize(
    "name", ["ask-me_now", "it's", "größe", "質問", "प्रश्न", "คำถาม", "x1", "½", "x" * 32]
)
def test_a_name_may_be_in_any_language(name: str) -> None:
    assert CREATE_COMMAND(ASK | {"name": name}) is None


def option(**more: Any) -> dict[str, Any]:
    return {"type": STRING, "name": "what", "description": "What."} | more


def test_all_text_of_a_command_counts_by_its_longest_language() -> None:
    assert text_length({"name": "ask"}) == 3
    assert text_length({"name": "ask", "description": "Me."}) == 6
    assert text_length({"name": "ask", "name_localizations": {"de": "fragen", "fr": "d"}}) == 6
    assert text_length({"name": "ask", "description": "Me.", "description_localizations": {"de": "M"}}) == 6
    assert text_length({"name": "ask", "description": None, "options": None, "name_localizations": None}) == 3
    choices = [{"name": "one", "value": "1234"}, {"name": "two", "value": 22222}]
    assert text_length({"name": "ask", "options": [option(choices=choices)]}) == 3 + 9 + 7 + 3
    nested = {
        "name": "a",
        "description": "b",
        "options": [{"name": "c", "description": "d", "options": [option()]}],
    }
    assert text_length(nested) == 4 + 9


def test_a_command_has_up_to_eight_thousand_characters() -> None:
    def command(*lengths: int) -> dict[str, Any]:
        """One with so many more characters in each of its options' choices."""
        options = [
            option(
                name=f"o{number:02}",
                description="x",
                choices=[{"name": f"{n:03}", "value": "v" * 96} for n in range(length // 99)],
            )
            for number, length in enumerate(lengths)
        ]
        return {"name": "ask", "description": "x", "options": options}

    large = command(*[99 * 25] * 3)  # 4 for itself, and 3 * (4 + 2475)
    rest = 8000 - text_length(large)
    assert rest == 559
    filling = [{"name": f"{n:03}", "value": "v" * 97} for n in range(5)]
    large["options"].append(option(name="last", description="x" * 55, choices=filling))
    assert text_length(large) == 8000
    assert CREATE_COMMAND(large) is None
    large["options"][-1]["description"] += "x"
    said = [("APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)")]
    assert told(CREATE_COMMAND(large)) == {"": said}


def test_no_two_commands_of_a_kind_share_their_name() -> None:
    menu = {"type": USER, "name": "ask"}
    assert SET_COMMANDS([]) is None
    assert SET_COMMANDS([ASK, menu, menu | {"type": MESSAGE}, ASK | {"name": "tell"}]) is None
    said = [("APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")]
    assert told(SET_COMMANDS([ASK, menu, ASK | {"type": SLASH}, menu, ASK | {"name": "tell"}, ASK])) == {
        "2": said,
        "3": said,
        "5": said,
    }
    assert codes(SET_COMMANDS([ASK, {"name": "tell"}, 5])) == {
        "1.description": REQUIRED,
        "2": "MODEL_TYPE_CONVERT",
    }

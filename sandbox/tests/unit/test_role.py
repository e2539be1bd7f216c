"""Roles: what they hold, and what is kept of it."""

from __future__ import annotations

from typing import Any

import pytest

from discord_sandbox.validation.role import MOVE_ROLES, ROLE, attributes
from sandbox.tests.unit.fields import (
    ID,
    NO_LIST,
    PERMISSIONS,
    UNKNOWN,
    YES_NO,
    Field,
    check_field,
    check_needed,
    optional,
    picture,
    strict,
    text,
    whole,
)


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("name", optional(text(1, 100))),
        ("permissions", optional(PERMISSIONS)),
        ("color", optional(whole(0, 0xFFFFFF))),
        ("colors", Field([None, {}], [([], "", "MODEL_TYPE_CONVERT")])),
        *(
            (f"colors.{name}_color", optional(whole(0, 0xFFFFFF)))
            for name in ("primary", "secondary", "tertiary")
        ),
        ("hoist", optional(YES_NO)),
        ("mentionable", optional(YES_NO)),
        ("icon", optional(picture(256 * 1024))),
        ("unicode_emoji", optional(text(0, 100))),
        ("else", Field([], [(1, "", UNKNOWN)])),
    ],
)
def test_what_a_role_holds(path: str, field: Field) -> None:
    check_field(ROLE, {"colors": {}}, path, field)


def test_roles_are_moved_together() -> None:
    body = [{"id": 1, "position": 2}, {"id": "3"}]
    check_field(MOVE_ROLES, body, "0.position", optional(whole()))
    check_field(MOVE_ROLES, body, "1.id", strict(ID))
    check_field(MOVE_ROLES, body, "", Field([[]], [({}, "", NO_LIST)]))
    check_needed(MOVE_ROLES, body, "0.id")


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ({}, {}),
        ({"name": "a", "hoist": False, "mentionable": True, "color": 0},
         {"name": "a", "hoist": False, "mentionable": True, "color": 0}),
        (dict.fromkeys(("name", "hoist", "mentionable", "color", "permissions", "colors", "icon")), {}),
        ({"permissions": "8"}, {"permissions": 8}),
        ({"permissions": 0}, {"permissions": 0}),
        ({"unicode_emoji": None}, {"unicode_emoji": None}),
        ({"unicode_emoji": "x"}, {"unicode_emoji": "x"}),
        ({"color": 3, "colors": {"primary_color": 5}}, {"color": 5, "secondary_color": None, "tertiary_color": None}),
        ({"colors": {"primary_color": 1, "secondary_color": 2, "tertiary_color": 3}},
         {"color": 1, "secondary_color": 2, "tertiary_color": 3}),
        ({"colors": {"secondary_color": 2}}, {"color": 0, "secondary_color": 2, "tertiary_color": None}),
        ({"colors": {}, "color": 7}, {"color": 7}),
    ],
)  # fmt: skip
def test_what_is_kept_of_a_role(body: dict[str, Any], kept: dict[str, Any]) -> None:
    assert ROLE(body) is None
    assert attributes(body) == kept

"""Guilds, members, bans, invitations, polls and webhooks: what may be made and changed."""

from __future__ import annotations

from typing import Any

import pytest

from discord_sandbox.model.checks import Check
from discord_sandbox.validation.guild import EDIT_GUILD, SHUT
from discord_sandbox.validation.invite import CREATE_INVITE
from discord_sandbox.validation.member import BAN, BULK_BAN, EDIT_MEMBER, EDIT_OWN_MEMBER, EDIT_OWN_USER
from discord_sandbox.validation.poll import POLL
from discord_sandbox.validation.webhook import CREATE_WEBHOOK, EDIT_WEBHOOK, EDIT_WEBHOOK_WITH_TOKEN
from sandbox.tests.unit.fields import (
    CHOICES,
    ID,
    MOMENT,
    NO_TEXT,
    REQUIRED,
    TWICE,
    UNKNOWN,
    YES_NO,
    Field,
    check_field,
    check_needed,
    choice,
    codes,
    different_ids,
    many,
    optional,
    picture,
    strict,
    text,
    told,
    whole,
)

TEN_MEGABYTES = 10 * 1024 * 1024
DAY, WEEK = 86_400, 604_800
ASKED: dict[str, Any] = {
    "question": {"text": "?"},
    "answers": [{"poll_media": {"text": "a", "emoji": {"id": 5}}}],
}
OPTIONAL_ID, OPTIONAL_MOMENT = optional(ID), optional(MOMENT)


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("name", strict(text(2, 100))),
        ("description", optional(text(0, 300))),
        ("region", Field([None, "", "x"], [(5, "", NO_TEXT)])),
        ("verification_level", optional(choice(0, 1, 2, 3, 4))),
        ("default_message_notifications", optional(choice(0, 1))),
        ("explicit_content_filter", optional(choice(0, 1, 2))),
        ("preferred_locale", Field([None, "de", "en-GB"], [("en", "", CHOICES), (5, "", CHOICES)])),
        ("afk_timeout", Field([None, 60, 300, 900, 1800, 3600], [(0, "", CHOICES), (61, "", CHOICES)])),
        ("system_channel_flags", optional(whole(0))),
        ("features", Field([None, [], ["x", None]], [([5], "0", NO_TEXT), (["x", "x"], "", TWICE)])),
        ("premium_progress_bar_enabled", optional(YES_NO)),
        ("else", Field([], [(1, "", UNKNOWN)])),
        *(
            (f"{name}_channel_id", OPTIONAL_ID)
            for name in ("afk", "system", "rules", "public_updates", "safety_alerts")
        ),
        *(
            (name, Field([None], [("x", "", "IMAGE_INVALID")]))
            for name in ("icon", "splash", "discovery_splash", "banner", "home_header")
        ),
    ],
)
def test_what_a_guild_holds(path: str, field: Field) -> None:
    check_field(EDIT_GUILD, {}, path, field)


@pytest.mark.parametrize(
    ("check", "path", "field"),
    [
        (SHUT, "invites_disabled_until", OPTIONAL_MOMENT),
        (SHUT, "dms_disabled_until", OPTIONAL_MOMENT),
        (EDIT_MEMBER, "nick", optional(text(0, 32))),
        (EDIT_MEMBER, "roles", optional(different_ids(350))),
        (EDIT_MEMBER, "mute", optional(YES_NO)),
        (EDIT_MEMBER, "deaf", optional(YES_NO)),
        (EDIT_MEMBER, "channel_id", OPTIONAL_ID),
        (EDIT_MEMBER, "communication_disabled_until", OPTIONAL_MOMENT),
        (EDIT_MEMBER, "flags", optional(whole(0))),
        (EDIT_OWN_MEMBER, "nick", optional(text(0, 32))),
        (EDIT_OWN_MEMBER, "bio", optional(text(0, 190))),
        (EDIT_OWN_USER, "username", strict(text(2, 32))),
        (BAN, "delete_message_seconds", optional(whole(0, WEEK))),
        (BAN, "delete_message_days", optional(whole(0, 7))),
        (CREATE_INVITE, "max_age", optional(whole(0, WEEK))),
        (CREATE_INVITE, "max_uses", optional(whole(0, 100))),
        (CREATE_INVITE, "temporary", optional(YES_NO)),
        (CREATE_INVITE, "unique", optional(YES_NO)),
        (CREATE_INVITE, "target_type", optional(choice(1, 2))),
        (CREATE_INVITE, "target_user_id", OPTIONAL_ID),
        (CREATE_INVITE, "target_application_id", OPTIONAL_ID),
        (CREATE_INVITE, "role_ids", optional(different_ids(250))),
    ],
)
def test_what_else_of_a_guild_is_changed(check: Check, path: str, field: Field) -> None:
    assert check({}) is None
    check_field(check, {}, path, field)
    assert codes(check({"else": 1})) == {"else": UNKNOWN}


@pytest.mark.parametrize(
    ("check", "name"),
    [(EDIT_OWN_MEMBER, "avatar"), (EDIT_OWN_MEMBER, "banner"), (EDIT_OWN_USER, "avatar"), (EDIT_OWN_USER, "banner"),
     (EDIT_WEBHOOK, "avatar"), (EDIT_GUILD, "icon")],
)  # fmt: skip
def test_pictures_have_up_to_ten_megabytes(check: Check, name: str) -> None:
    check_field(check, {}, name, optional(picture(TEN_MEGABYTES)))


def test_many_are_banned_at_once() -> None:
    body = {"user_ids": ["5"], "delete_message_seconds": 0}
    check_field(BULK_BAN, body, "user_ids", strict(different_ids(200)))
    check_field(BULK_BAN, body, "delete_message_seconds", optional(whole(0, WEEK)))
    check_needed(BULK_BAN, body, "user_ids")


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("question.text", strict(text(1, 300))),
        ("question.text", Field([" " + "x" * 300 + " "], [("  ", "", REQUIRED)])),
        ("question.emoji", Field([], [(None, "", UNKNOWN)])),
        ("answers", strict(many({"poll_media": {"text": "{n}"}}, 1, 10))),
        ("answers.0.poll_media.text", strict(text(1, 55))),
        ("answers.0.poll_media.text", Field([], [("  ", "", REQUIRED)])),
        (
            "answers.0.poll_media.emoji",
            Field([None, {"name": "🙂"}], [({"name": "x"}, "name", "BUTTON_COMPONENT_INVALID_EMOJI")]),
        ),
        ("duration", optional(whole(1, 32 * 24))),
        ("allow_multiselect", optional(YES_NO)),
        ("layout_type", optional(choice(1))),
        ("else", Field([], [(1, "", UNKNOWN)])),
    ],
)
def test_what_a_poll_holds(path: str, field: Field) -> None:
    check_field(POLL, ASKED, path, field)
    check_needed(
        POLL,
        ASKED | {"duration": 1},
        "question",
        "answers",
        "answers.0.poll_media",
        "answers.0.poll_media.text",
        "question.text",
    )


@pytest.mark.parametrize("check", [CREATE_WEBHOOK, EDIT_WEBHOOK, EDIT_WEBHOOK_WITH_TOKEN])
def test_what_a_webhook_is_called(check: Check) -> None:
    check_field(check, {}, "name", strict(text(1, 80)))
    check_field(check, {}, "name", Field([" " + "x" * 80, "cly de", "disc"], [("   ", "", REQUIRED)]))
    for name, word in (("Clyde", "clyde"), ("a DISCORD b", "discord"), ("discordclyde", "clyde")):
        said = [("USERNAME_INVALID_CONTAINS", f'Username cannot contain "{word}"')]
        assert told(check({"name": name})) == {"name": said}


def test_a_webhook_is_moved_by_the_bot_alone() -> None:
    check_needed(CREATE_WEBHOOK, {"name": "a", "avatar": None}, "name")
    check_field(EDIT_WEBHOOK, {}, "channel_id", OPTIONAL_ID)
    for check in (CREATE_WEBHOOK, EDIT_WEBHOOK_WITH_TOKEN):
        assert codes(check({"name": "a", "channel_id": 7})) == {"channel_id": UNKNOWN}
    assert EDIT_WEBHOOK({}) is None
    assert EDIT_WEBHOOK_WITH_TOKEN({}) is None

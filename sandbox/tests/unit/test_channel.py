"""Channels, threads and a forum's tags: what may be made and changed.

https://discord.com/developers/docs/resources/channel
"""

from __future__ import annotations

from typing import Any

import pytest

from discord_sandbox.model.channel import ChannelType
from discord_sandbox.model.checks import Check
from discord_sandbox.validation.channel import (
    CREATE_CHANNEL,
    EDIT_CHANNEL,
    EDIT_THREAD,
    MOVE_CHANNELS,
    SET_OVERWRITE,
    START_POST,
    START_THREAD,
    START_THREAD_FROM_MESSAGE,
    fitting,
    tag,
)
from sandbox.tests.unit.fields import (
    CHOICES,
    ID,
    PERMISSIONS,
    REQUIRED,
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
    strict,
    text,
    told,
    whole,
)


@pytest.mark.parametrize(
    "owner",
    [{"available_tags": [{"name": "a", "emoji_id": "5", "emoji_name": "x"}]},
     {"default_reaction_emoji": {"emoji_id": "5", "emoji_name": "x"}}],
)  # fmt: skip
def test_an_emoji_is_told_by_its_id_or_by_its_name(owner: dict[str, Any]) -> None:
    [(place, said)] = told(CREATE_CHANNEL({"name": "a", **owner})).items()
    assert place.rpartition(".")[2] == "emoji_name"
    assert said == [("BASE_TYPE_UNSUPPORTED", "Only one of emoji_id and emoji_name may be set")]


@pytest.mark.parametrize(
    "emoji", [{}, {"emoji_id": "5"}, {"emoji_name": "x"}, {"emoji_id": None, "emoji_name": "x"}]
)
def test_a_tag_is_kept_with_its_emoji(emoji: dict[str, Any]) -> None:
    assert CREATE_CHANNEL({"name": "a", "available_tags": [{"name": "b", **emoji}]}) is None
    described = {"name": "b", **emoji}
    assert tag(described, 9) == {
        "id": "9", "name": "b", "moderated": False, "emoji_id": None, "emoji_name": None, **emoji
    }  # fmt: skip
    moderated = tag({"name": "b", "emoji_id": 5, "moderated": True}, 9)
    assert (moderated["emoji_id"], moderated["moderated"]) == ("5", True)


def test_tags_have_different_names() -> None:
    tags = [{"name": "a"}, {"name": "b"}, {"name": "A"}]
    twice = {"available_tags": "SET_TYPE_CONTAINS_DUPLICATES"}
    assert codes(CREATE_CHANNEL({"name": "a", "available_tags": tags})) == twice


def test_a_channel_has_only_what_its_kind_has() -> None:
    assert told(fitting(ChannelType.GUILD_TEXT, {"bitrate": 9000, "user_limit": 0, "topic": "x" * 1024})) == {
        "bitrate": [("CHANNEL_FIELD_UNSUPPORTED", "A channel of type 0 has no bitrate")]
    }
    long = {"topic": "x" * 1025}
    assert told(fitting(ChannelType.GUILD_TEXT, long)) == {
        "topic": [("BASE_TYPE_MAX_LENGTH", "Must be 1024 or fewer in length.")]
    }
    assert fitting(ChannelType.GUILD_FORUM, long) is None
    assert fitting(ChannelType.GUILD_MEDIA, {"name": "a", "unheard_of": 1}) is None


CHANNEL = {
    "name": "a",
    "permission_overwrites": [{"id": 1, "type": 0}],
    "available_tags": [{"name": "a"}],
    "default_reaction_emoji": {},
}
CATEGORY, TEXT, VOICE, NEWS, STAGE, FORUM, MEDIA = 4, 0, 2, 5, 13, 15, 16
ANYWHERE = {"name": "a", "position": 1, "permission_overwrites": [{"id": 1}]}


@pytest.mark.parametrize("check", [CREATE_CHANNEL, EDIT_CHANNEL])
@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("name", strict(text(1, 100))),
        ("name", Field(["  " + "x" * 100 + " "], [("   ", "", REQUIRED)])),
        ("position", optional(whole(0))),
        ("topic", optional(text(0, 4096))),
        ("nsfw", optional(YES_NO)),
        ("rate_limit_per_user", optional(whole(0, 21600))),
        ("bitrate", optional(whole(8000, 96000))),
        ("user_limit", optional(whole(0, 99))),
        ("permission_overwrites", optional(many({"id": "{n}"}, 0, 100))),
        ("permission_overwrites.0.id", strict(ID)),
        ("permission_overwrites.0.type", strict(choice(0, 1))),
        ("permission_overwrites.0.allow", optional(PERMISSIONS)),
        ("permission_overwrites.0.deny", optional(PERMISSIONS)),
        ("parent_id", optional(ID)),
        ("rtc_region", Field([None, "", "x" * 999], [(5, "", "STRING_TYPE_CONVERT")])),
        ("video_quality_mode", optional(choice(1, 2))),
        ("default_auto_archive_duration", optional(choice(60, 1440, 4320, 10080))),
        ("default_reaction_emoji.emoji_id", optional(ID)),
        ("default_reaction_emoji.emoji_name", optional(text(0, 100))),
        ("default_thread_rate_limit_per_user", optional(whole(0, 21600))),
        ("default_sort_order", optional(choice(0, 1))),
        ("default_forum_layout", optional(choice(0, 1, 2))),
        ("default_tag_setting", optional(choice("match_all", "match_some"))),
        ("available_tags", optional(many({"name": "tag {n}"}, 0, 20))),
        ("available_tags.0.name", strict(text(1, 20))),
        ("available_tags.0.moderated", optional(YES_NO)),
        ("available_tags.0.id", optional(ID)),
        ("available_tags.0.emoji_id", optional(ID)),
        ("available_tags.0.emoji_name", optional(text(0, 100))),
        ("archived", Field([], [(True, "", UNKNOWN)])),
    ],
)
def test_what_a_channel_holds(check: Check, path: str, field: Field) -> None:
    check_field(check, CHANNEL, path, field)


def test_what_kinds_of_channels_are_made_and_which_change() -> None:
    made = Field([None, 0, 2, 4, 5, 13, 15, 16], [(kind, "", CHOICES) for kind in (1, 3, 10, 11, 12, 14)])
    check_field(CREATE_CHANNEL, CHANNEL, "type", made)
    check_field(EDIT_CHANNEL, CHANNEL, "type", Field([None, 0, 5], [(2, "", CHOICES), (15, "", CHOICES)]))


def test_what_cannot_be_left_out() -> None:
    check_needed(CREATE_CHANNEL, CHANNEL, "name", "available_tags.0.name", "permission_overwrites.0.id")
    check_needed(EDIT_CHANNEL, CHANNEL, "available_tags.0.name", "permission_overwrites.0.id")
    check_needed(SET_OVERWRITE, {"type": 1, "allow": 0, "deny": "8"}, "type")
    check_needed(
        MOVE_CHANNELS, [{"id": 1, "position": 0, "parent_id": None, "lock_permissions": True}], "0.id"
    )
    check_needed(START_THREAD, {"name": "a", "type": 11, "invitable": True}, "name")
    check_needed(START_THREAD_FROM_MESSAGE, {"name": "a", "auto_archive_duration": 60}, "name")
    check_needed(START_POST, {"name": "a", "message": {}, "applied_tags": []}, "name", "message")
    assert EDIT_THREAD({}) is None


@pytest.mark.parametrize("check", [EDIT_THREAD, START_THREAD, START_THREAD_FROM_MESSAGE, START_POST])
@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("name", strict(text(1, 100))),
        ("auto_archive_duration", optional(choice(60, 1440, 4320, 10080))),
        ("rate_limit_per_user", optional(whole(0, 21600))),
        ("topic", Field([], [("x", "", UNKNOWN)])),
    ],
)
def test_what_a_thread_holds(check: Check, path: str, field: Field) -> None:
    check_field(check, {"name": "a"} | ({"message": {}} if check is START_POST else {}), path, field)


@pytest.mark.parametrize(
    ("check", "path", "field"),
    [
        (EDIT_THREAD, "archived", optional(YES_NO)),
        (EDIT_THREAD, "locked", optional(YES_NO)),
        (EDIT_THREAD, "invitable", optional(YES_NO)),
        (EDIT_THREAD, "flags", optional(whole(0))),
        (EDIT_THREAD, "applied_tags", optional(different_ids(5))),
        (START_THREAD, "type", optional(choice(10, 11, 12))),
        (START_THREAD, "invitable", optional(YES_NO)),
        (START_POST, "applied_tags", optional(different_ids(5))),
        (START_POST, "message.content", optional(text(0, 2000))),
        (EDIT_CHANNEL, "flags", optional(whole(0))),
        (SET_OVERWRITE, "type", strict(choice(0, 1))),
        (SET_OVERWRITE, "allow", optional(PERMISSIONS)),
        (SET_OVERWRITE, "deny", optional(PERMISSIONS)),
    ],
)
def test_what_only_one_of_them_holds(check: Check, path: str, field: Field) -> None:
    bodies = {SET_OVERWRITE: {"type": 0}, START_POST: {"name": "a", "message": {}}}
    check_field(check, bodies.get(check, {"name": "a"}), path, field)


@pytest.mark.parametrize(
    ("name", "value", "kinds"),
    [
        ("topic", "x", {TEXT, NEWS, FORUM, MEDIA}),
        ("nsfw", True, {TEXT, VOICE, NEWS, STAGE, FORUM, MEDIA}),
        ("rate_limit_per_user", 5, {TEXT, VOICE, NEWS, STAGE, FORUM, MEDIA}),
        ("parent_id", 7, {TEXT, VOICE, NEWS, STAGE, FORUM, MEDIA}),
        ("bitrate", 8000, {VOICE, STAGE}),
        ("user_limit", 5, {VOICE, STAGE}),
        ("rtc_region", "x", {VOICE, STAGE}),
        ("video_quality_mode", 1, {VOICE, STAGE}),
        ("default_auto_archive_duration", 60, {TEXT, NEWS, FORUM, MEDIA}),
        ("default_thread_rate_limit_per_user", 5, {TEXT, NEWS, FORUM, MEDIA}),
        ("default_reaction_emoji", {"emoji_name": "x"}, {FORUM, MEDIA}),
        ("default_sort_order", 1, {FORUM, MEDIA}),
        ("default_forum_layout", 1, {FORUM, MEDIA}),
        ("default_tag_setting", "match_all", {FORUM, MEDIA}),
        ("available_tags", [{"name": "a"}], {FORUM, MEDIA}),
    ],
)
def test_which_kinds_of_channels_have_what(name: str, value: object, kinds: set[int]) -> None:
    for kind in (CATEGORY, TEXT, VOICE, NEWS, STAGE, FORUM, MEDIA):
        expected = {} if kind in kinds else {name: "CHANNEL_FIELD_UNSUPPORTED"}
        assert codes(fitting(ChannelType(kind), ANYWHERE | {name: value})) == expected, kind
        assert fitting(ChannelType(kind), {name: None}) is None


def test_channels_are_moved_together() -> None:
    assert MOVE_CHANNELS([]) is None
    assert codes(MOVE_CHANNELS([{"id": 1}, {"id": "x", "position": -1, "parent_id": "y"}])) == {
        "1.id": "NUMBER_TYPE_COERCE",
        "1.position": "NUMBER_TYPE_MIN",
        "1.parent_id": "NUMBER_TYPE_COERCE",
    }

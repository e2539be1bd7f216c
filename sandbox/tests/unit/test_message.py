"""Messages: what may be sent, answered, posted and edited.

https://discord.com/developers/docs/resources/message
"""

from __future__ import annotations

from typing import Any

import pytest

from discord_sandbox.model.checks import Check
from discord_sandbox.validation.message import (
    ANSWER_MESSAGE,
    CREATE_MESSAGE,
    EDIT_ANSWER,
    EDIT_MESSAGE,
    EXECUTE_WEBHOOK,
    FOLLOW_UP,
    POST_MESSAGE,
    edited_layout,
)
from sandbox.tests.unit.fields import (
    CHOICES,
    HIGH,
    ID,
    LONG,
    LOW,
    NO_LIST,
    NO_NUMBER,
    NO_OBJECT,
    NO_TEXT,
    REQUIRED,
    TWICE,
    UNKNOWN,
    YES_NO,
    Field,
    changed,
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
)

SUPPRESS_EMBEDS, EPHEMERAL, SILENT, VOICE, V2 = 1 << 2, 1 << 6, 1 << 12, 1 << 13, 1 << 15
LEGACY = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
NEW = [CREATE_MESSAGE, POST_MESSAGE, ANSWER_MESSAGE, FOLLOW_UP, EXECUTE_WEBHOOK]
ALL = [*NEW, EDIT_MESSAGE, EDIT_ANSWER]
POLL = {"question": {"text": "?"}, "answers": [{"poll_media": {"text": "a"}}]}
BODY: dict[str, Any] = {"content": "a", "attachments": [{"id": 0}], "allowed_mentions": {}}
TEXT_DISPLAY = {"type": 10, "content": "x"}
ROW = {"type": 1, "components": [{"type": 2, "style": 1, "label": "a", "custom_id": "a"}]}


@pytest.mark.parametrize("check", ALL)
@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("content", optional(text(0, 2000))),
        ("embeds", optional(many({}, 0, 10))),
        ("attachments", optional(many({"id": "{n}"}, 0, 10))),
        ("attachments.0.id", strict(ID)),
        ("attachments.0.filename", optional(text(1, 1024))),
        ("attachments.0.title", optional(text(0, 1024))),
        ("attachments.0.description", optional(text(0, 1024))),
        ("attachments.0.duration_secs", Field([None, 0, 0.5], [(-1, "", LOW), ("1", "", NO_NUMBER)])),
        ("attachments.0.waveform", optional(text(0, 400))),
        ("attachments.0.is_spoiler", optional(YES_NO)),
        ("attachments.0.is_remix", optional(YES_NO)),
        ("attachments.0.size", Field([5, None, "x"], [])),
        ("attachments.0.else", Field([], [(1, "", UNKNOWN)])),
        ("allowed_mentions", Field([None, {}], [([], "", NO_OBJECT)])),
        ("allowed_mentions.parse", Field([None, [], ["users", "roles", "everyone"]],
                                         [(["here"], "0", CHOICES), (["users", "users"], "", TWICE)])),
        ("allowed_mentions.users", optional(different_ids(100))),
        ("allowed_mentions.roles", optional(different_ids(100))),
        ("allowed_mentions.replied_user", optional(YES_NO)),
        ("components", Field([None, [], [ROW]], [({}, "", NO_LIST)])),
        ("flags", Field([None, 0, SUPPRESS_EMBEDS], [(-1, "", LOW), ("4", "", NO_NUMBER)])),
        ("unheard_of", Field([], [(1, "", UNKNOWN)])),
    ],
)  # fmt: skip
def test_what_every_message_holds(check: Check, path: str, field: Field) -> None:
    check_field(check, BODY, path, field)


def test_only_an_attachment_needs_something() -> None:
    for check in ALL:
        check_needed(check, BODY, "attachments.0.id")


@pytest.mark.parametrize(
    ("checks", "path", "field"),
    [
        ([CREATE_MESSAGE, ANSWER_MESSAGE, FOLLOW_UP, EXECUTE_WEBHOOK], "tts", optional(YES_NO)),
        ([*NEW, EDIT_ANSWER], "poll", Field([None, POLL], [({}, "question", REQUIRED)])),
        ([CREATE_MESSAGE, POST_MESSAGE], "sticker_ids", optional(different_ids(3))),
        (
            [CREATE_MESSAGE],
            "nonce",
            Field(
                [None, "", "x" * 25, -(2**63), 2**63 - 1],
                [
                    ("x" * 26, "", LONG),
                    ([], "", NO_TEXT),
                    (True, "", NO_NUMBER),
                    (2**63, "", HIGH),
                    (-(2**63) - 1, "", LOW),
                ],
            ),
        ),
        ([CREATE_MESSAGE], "enforce_nonce", optional(YES_NO)),
        ([FOLLOW_UP, EXECUTE_WEBHOOK], "username", optional(text(1, 80))),
        ([FOLLOW_UP, EXECUTE_WEBHOOK], "avatar_url", optional(text(0, 2048))),
        ([EXECUTE_WEBHOOK], "thread_name", optional(text(0, 100))),
        ([EXECUTE_WEBHOOK], "applied_tags", optional(different_ids(5))),
    ],
)
def test_what_only_some_messages_hold(checks: list[Check], path: str, field: Field) -> None:
    for check in ALL:
        if check not in checks:
            check_field(check, BODY, path, Field([], [(field.fine[-1], "", UNKNOWN)]))
        elif path != "poll":
            check_field(check, BODY, path, field)
        else:
            assert check({"poll": POLL}) is None
            assert set(codes(check({"poll": {}}))) == {"poll.question", "poll.answers"}


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("message_id", strict(ID)),
        ("channel_id", optional(ID)),
        ("guild_id", optional(ID)),
        ("type", optional(choice(0, 1))),
        ("fail_if_not_exists", optional(YES_NO)),
        ("else", Field([], [(1, "", UNKNOWN)])),
    ],
)
def test_what_a_reply_says_of_the_other_message(path: str, field: Field) -> None:
    body = BODY | {"message_reference": {"message_id": 5, "channel_id": 6}}
    check_field(CREATE_MESSAGE, body, f"message_reference.{path}", field)
    check_needed(CREATE_MESSAGE, body, "message_reference.message_id")
    assert codes(EDIT_MESSAGE(body)) == {"message_reference": UNKNOWN}


def test_either_all_of_a_kind_are_notified_or_those_listed() -> None:
    for check in ALL:
        for fine in (
            {"parse": ["users"], "roles": ["5"]},
            {"parse": ["roles", "everyone"], "users": ["5"]},
            {"parse": ["users"], "users": []},
            {"parse": ["users"], "users": None},
            {"parse": [], "users": ["5"], "roles": ["6"]},
            {"parse": None, "users": ["5"]},
        ):
            assert check(BODY | {"allowed_mentions": fine}) is None
        for kind in ("users", "roles"):
            mentions = {"parse": ["everyone", kind], kind: ["5"]}
            words = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            said = [("MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", words)]
            assert told(check(BODY | {"allowed_mentions": mentions})) == {"allowed_mentions": said}


@pytest.mark.parametrize(
    ("check", "allowed"),
    [
        (CREATE_MESSAGE, {SUPPRESS_EMBEDS, SILENT, VOICE, V2}),
        (POST_MESSAGE, {SUPPRESS_EMBEDS, SILENT, V2}),
        (EXECUTE_WEBHOOK, {SUPPRESS_EMBEDS, SILENT, V2}),
        (ANSWER_MESSAGE, {SUPPRESS_EMBEDS, SILENT, VOICE, V2, EPHEMERAL}),
        (FOLLOW_UP, {SUPPRESS_EMBEDS, SILENT, VOICE, V2, EPHEMERAL}),
    ],
)
def test_which_flags_a_message_may_have(check: Check, allowed: set[int]) -> None:
    for flag in (1 << bit for bit in range(20)):
        wrong = [("MESSAGE_FLAGS_INVALID", f"Flags {flag} cannot be set here")]
        for flags in (flag, flag | SUPPRESS_EMBEDS):
            assert told(check({"flags": flags})) == ({} if flag in allowed else {"flags": wrong})


@pytest.mark.parametrize("check", NEW)
def test_components_are_of_the_kind_that_the_flag_says(check: Check) -> None:
    assert check({"components": [TEXT_DISPLAY, ROW], "flags": V2 | SILENT}) is None
    assert check({"content": "a", "components": [ROW]}) is None
    assert codes(check({"components": [TEXT_DISPLAY]})) == {"components.0.type": "UNION_TYPE_CHOICES"}
    assert codes(check({"components": [{"type": 10}], "flags": V2})) == {"components.0.content": REQUIRED}
    wrong = {"components": [{"type": 10}], "flags": V2 | 1, "content": "a"}
    assert codes(check(wrong)) == {
        "flags": "MESSAGE_FLAGS_INVALID",
        "components.0.content": REQUIRED,
        "content": LEGACY,
    }


def test_components_v2_are_all_there_is() -> None:
    body = {"flags": V2, "components": [TEXT_DISPLAY]}
    old: dict[str, Any] = {"content": "a", "embeds": [{"title": "a"}], "poll": POLL, "sticker_ids": ["5"]}
    assert told(CREATE_MESSAGE(body | old)) == {
        name: [(LEGACY, f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2")]
        for name in old
    }
    assert CREATE_MESSAGE(body | {"content": "", "embeds": [], "poll": None, "sticker_ids": []}) is None
    assert CREATE_MESSAGE(body | {"allowed_mentions": {}, "attachments": [], "tts": True}) is None
    for name, value in old.items():
        assert codes(CREATE_MESSAGE(body | {name: value})) == {name: LEGACY}


@pytest.mark.parametrize(
    ("present", "flags"),
    [(0, None), (0, 0), (0, SUPPRESS_EMBEDS), (0, V2), (V2, None), (V2, V2), (V2, V2 | SUPPRESS_EMBEDS),
     (EPHEMERAL, EPHEMERAL), (EPHEMERAL, 0), (SUPPRESS_EMBEDS, 0)],
)  # fmt: skip
def test_how_flags_may_be_edited(present: int, flags: int | None) -> None:
    body = {} if flags is None else {"flags": flags}
    assert edited_layout(body, present) is None
    assert edited_layout({"flags": flags}, present) is None


@pytest.mark.parametrize(
    ("present", "flags", "code", "words"),
    [
        (0, EPHEMERAL, "MESSAGE_FLAGS_INVALID", "Only SUPPRESS_EMBEDS and IS_COMPONENTS_V2 can be set here"),
        (V2, V2 | SILENT, "MESSAGE_FLAGS_INVALID", "Only SUPPRESS_EMBEDS and IS_COMPONENTS_V2 can be set here"),
        (V2, 0, "MESSAGE_FLAGS_COMPONENTS_V2_PERMANENT", "IS_COMPONENTS_V2 cannot be removed"),
        (V2 | SUPPRESS_EMBEDS, SUPPRESS_EMBEDS, "MESSAGE_FLAGS_COMPONENTS_V2_PERMANENT", "IS_COMPONENTS_V2 cannot be removed"),
    ],
)  # fmt: skip
def test_how_flags_cannot_be_edited(present: int, flags: int, code: str, words: str) -> None:
    assert told(edited_layout({"flags": flags}, present)) == {"flags": [(code, words)]}


def test_an_edit_suits_the_layout_that_there_is_or_will_be() -> None:
    for present, more in ((V2, {}), (0, {"flags": V2}), (V2 | EPHEMERAL, {"flags": V2})):
        assert edited_layout({"components": [TEXT_DISPLAY]} | more, present) is None
        assert codes(edited_layout({"content": "a"} | more, present)) == {"content": LEGACY}
    for present in (0, SUPPRESS_EMBEDS):
        assert edited_layout({"content": "a", "components": [ROW]}, present) is None
        assert codes(edited_layout({"components": [TEXT_DISPLAY]}, present)) == {
            "components.0.type": "UNION_TYPE_CHOICES"
        }
    assert codes(edited_layout(changed({"components": [ROW]}, "components.0.components", []), 0)) == {
        "components.0.components": REQUIRED
    }

"""Rules of the automatic moderation: what may be made, and how it is kept.

https://discord.com/developers/docs/resources/auto-moderation
"""

from __future__ import annotations

from typing import Any

import pytest

from discord_sandbox.model.automod import ActionType, TriggerType
from discord_sandbox.model.checks import Check
from discord_sandbox.validation.automod import CREATE_RULE, EDIT_RULE, attributes
from sandbox.tests.unit.fields import (
    BAD_LENGTH,
    CHOICES,
    HIGH,
    ID,
    LOW,
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
    whole,
)


def rule(trigger: TriggerType = TriggerType.KEYWORD, *actions: int, **more: Any) -> dict[str, Any]:
    metadata = {
        ActionType.SEND_ALERT_MESSAGE: {"channel_id": 7},
        ActionType.TIMEOUT: {"duration_seconds": 60},
    }
    kinds = [ActionType(each) for each in actions or (1,)]
    return {
        "name": "rule",
        "event_type": 2 if trigger is TriggerType.MEMBER_PROFILE else 1,
        "trigger_type": int(trigger),
        "trigger_metadata": {},
        "actions": [{"type": int(kind), "metadata": metadata.get(kind, {})} for kind in kinds],
        **more,
    }


@pytest.mark.parametrize("trigger", list(TriggerType))
def test_a_rule_of_each_kind_can_be_made(trigger: TriggerType) -> None:
    assert CREATE_RULE(rule(trigger)) is None
    limited = CREATE_RULE(rule(trigger, ActionType.TIMEOUT))
    if trigger in {TriggerType.KEYWORD, TriggerType.MENTION_SPAM}:
        assert limited is None
    else:
        said = [("AUTO_MODERATION_ACTION_INVALID", "This action does not go with this trigger")]
        assert told(limited) == {"actions.0": said}
    shut = CREATE_RULE(rule(trigger, 1, ActionType.BLOCK_MEMBER_INTERACTION))
    assert (shut is None) is (trigger is TriggerType.MEMBER_PROFILE)
    assert shut is None or list(told(shut)) == ["actions.1"]


def test_only_rules_about_spam_go_without_metadata() -> None:
    missing = {"trigger_metadata": [("BASE_TYPE_REQUIRED", "This field is required")]}
    assert told(CREATE_RULE(rule(trigger_metadata=None))) == missing
    assert CREATE_RULE(rule(TriggerType.SPAM, trigger_metadata=None)) is None


def test_when_a_rule_looks_goes_by_what_it_looks_for() -> None:
    said = {"event_type": [("AUTO_MODERATION_EVENT_INVALID", "This event does not go with this trigger")]}
    assert told(CREATE_RULE(rule(event_type=2))) == said
    assert told(CREATE_RULE(rule(TriggerType.MEMBER_PROFILE, event_type=1))) == said


def test_an_expression_has_to_be_one() -> None:
    errors = told(CREATE_RULE(rule(trigger_metadata={"regex_patterns": ["a+", "(b"]})))
    [(code, message)] = errors["trigger_metadata.regex_patterns.1"]
    assert (code, message.partition(":")[0]) == (
        "AUTO_MODERATION_INVALID_REGEX",
        "Invalid regular expression",
    )
    assert message.partition(": ")[2].startswith("missing )")


def test_a_rule_is_kept_with_discords_defaults() -> None:
    made = attributes(
        rule(
            TriggerType.MENTION_SPAM, 1, 2, trigger_metadata={"mention_total_limit": None}, exempt_roles=["5"]
        )
    )
    assert made["metadata"] == {"mention_total_limit": 20, "mention_raid_protection_enabled": False}
    assert made["actions"] == [{"type": 1, "metadata": {}}, {"type": 2, "metadata": {"channel_id": "7"}}]
    assert (made["enabled"], made["exempt_roles"], made["exempt_channels"]) == (False, [5], [])


def test_a_rule_is_kept_as_it_was_told() -> None:
    words = {"keyword_filter": ["a"], "regex_patterns": ["b"], "allow_list": ["c"]}
    more: dict[str, Any] = {
        "enabled": True,
        "exempt_roles": [5],
        "exempt_channels": ["6"],
        "trigger_metadata": words,
    }
    assert attributes(rule(**more)) == {
        "name": "rule",
        "event_type": 1,
        "trigger": TriggerType.KEYWORD,
        "metadata": words,
        "actions": [{"type": 1, "metadata": {}}],
        "enabled": True,
        "exempt_roles": [5],
        "exempt_channels": [6],
    }


def test_no_action_is_taken_twice() -> None:
    assert codes(CREATE_RULE(rule(TriggerType.KEYWORD, 1, 2, 1))) == {"actions": TWICE}


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("name", strict(text(1, 100))),
        ("trigger_type", strict(Field([1], [(2, "", CHOICES), ("1", "", CHOICES), (True, "", CHOICES)]))),
        ("event_type", strict(Field([1], [(3, "", CHOICES), (0, "", CHOICES)]))),
        ("actions", strict(Field([[{"type": 1}]], [([], "", REQUIRED), ([{"type": 1}] * 6, "", BAD_LENGTH),
                                  ({}, "", "LIST_TYPE_CONVERT"), ([{"type": 5}], "0.type", "UNION_TYPE_CHOICES")]))),
        ("enabled", optional(YES_NO)),
        ("exempt_roles", optional(different_ids(20))),
        ("exempt_channels", optional(different_ids(50))),
        ("else", Field([], [(1, "", UNKNOWN)])),
    ],
)  # fmt: skip
@pytest.mark.parametrize("check", [CREATE_RULE, EDIT_RULE])
def test_what_a_rule_holds(check: Check, path: str, field: Field) -> None:
    if check is EDIT_RULE and path == "trigger_type":
        field = choice(*TriggerType)  # the rule that comes of it is checked anew
    if check is EDIT_RULE and path == "event_type":
        field = choice(1, 2)
    check_field(check, rule(), path, field)


def test_what_a_new_rule_cannot_leave_out() -> None:
    needed = ("name", "event_type", "trigger_type", "trigger_metadata", "actions")
    check_needed(CREATE_RULE, rule(), *needed)
    for name in needed:
        assert EDIT_RULE({name: rule()[name]}) is None


@pytest.mark.parametrize("trigger", [TriggerType.KEYWORD, TriggerType.MEMBER_PROFILE])
@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("keyword_filter", optional(many("x", 0, 1000))),
        ("keyword_filter.0", text(1, 60)),
        ("regex_patterns", optional(many("x", 0, 10))),
        ("regex_patterns.0", text(1, 260)),
        ("allow_list", optional(many("x", 0, 100))),
        ("allow_list.0", text(1, 60)),
        ("presets", Field([], [([1], "", UNKNOWN)])),
    ],
)
def test_what_words_a_rule_looks_for(trigger: TriggerType, name: str, field: Field) -> None:
    words = {"keyword_filter": ["a"], "regex_patterns": ["a"], "allow_list": ["a"]}
    body = rule(trigger, trigger_metadata=words)
    check_field(CREATE_RULE, body, f"trigger_metadata.{name}", field)


@pytest.mark.parametrize(
    ("trigger", "name", "field"),
    [
        (
            TriggerType.KEYWORD_PRESET,
            "presets",
            Field([[1, 2, 3], []], [([1, 1], "", TWICE), ([4], "0", CHOICES)]),
        ),
        (TriggerType.KEYWORD_PRESET, "allow_list", optional(many("x", 0, 1000))),
        (TriggerType.MENTION_SPAM, "mention_total_limit", whole(0, 50)),
        (TriggerType.MENTION_SPAM, "mention_raid_protection_enabled", YES_NO),
        (TriggerType.SPAM, "keyword_filter", Field([], [([], "", UNKNOWN)])),
    ],
)
def test_what_else_a_rule_looks_for(trigger: TriggerType, name: str, field: Field) -> None:
    if trigger is not TriggerType.SPAM:
        field = optional(field)
    check_field(CREATE_RULE, rule(trigger), f"trigger_metadata.{name}", field)


@pytest.mark.parametrize(
    ("kind", "name", "field"),
    [
        (ActionType.BLOCK_MESSAGE, "custom_message", optional(text(0, 150))),
        (ActionType.SEND_ALERT_MESSAGE, "channel_id", strict(ID)),
        (ActionType.TIMEOUT, "duration_seconds", strict(whole(0, 4 * 7 * 86400))),
    ],
)
def test_what_an_action_is_told(kind: ActionType, name: str, field: Field) -> None:
    check_field(CREATE_RULE, rule(TriggerType.KEYWORD, kind), f"actions.0.metadata.{name}", field)


@pytest.mark.parametrize(
    ("kind", "name"),
    [(ActionType.SEND_ALERT_MESSAGE, "channel_id"), (ActionType.TIMEOUT, "duration_seconds")],
)
def test_an_alert_needs_its_channel_and_a_time_out_its_length(kind: ActionType, name: str) -> None:
    body = rule(TriggerType.KEYWORD, kind)
    assert codes(CREATE_RULE(changed(body, "actions.0.metadata", {}))) == {
        f"actions.0.metadata.{name}": REQUIRED
    }
    assert codes(CREATE_RULE(changed(body, "actions.0", {"type": int(kind)}))) == {
        "actions.0.metadata": REQUIRED
    }


def test_what_is_wrong_with_an_edit_is_told_by_its_place() -> None:
    wrong = EDIT_RULE(
        {"actions": [{"type": 3, "metadata": {"duration_seconds": -1}}], "exempt_roles": ["5", "5"]}
    )
    assert codes(wrong) == {"actions.0.metadata.duration_seconds": LOW, "exempt_roles": TWICE}
    long = EDIT_RULE({"actions": [{"type": 3, "metadata": {"duration_seconds": 2_419_201}}]})
    assert codes(long) == {"actions.0.metadata.duration_seconds": HIGH}

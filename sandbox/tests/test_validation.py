"""What is wrong with a body, told as Discord tells it: where, by which code, in which words."""

from __future__ import annotations

from typing import Any

import pytest

from discord_sandbox.model.automod import ActionType, TriggerType
from discord_sandbox.model.channel import ChannelType
from discord_sandbox.model.checks import Errors
from discord_sandbox.model.interaction import AnswerType
from discord_sandbox.validation.answer import DATA, suggestions
from discord_sandbox.validation.automod import CREATE_RULE, attributes
from discord_sandbox.validation.channel import CREATE_CHANNEL, fitting, tag

FLAG_SUPPRESS, FLAG_EPHEMERAL = 1 << 2, 1 << 6


def told(errors: Errors | None, path: str = "") -> dict[str, list[tuple[str, str]]]:
    """The errors by where they are."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, below in (errors or {}).items():
        if isinstance(below, list):
            found[path] = [(each["code"], each["message"]) for each in below]
        else:
            found |= told(below, f"{path}.{name}".strip("."))
    return found


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


@pytest.mark.parametrize("length", [1, 60])
def test_words_have_up_to_sixty_letters(length: int) -> None:
    def filtered(*words: str) -> dict[str, Any]:
        return told(CREATE_RULE(rule(trigger_metadata={"keyword_filter": list(words)})))

    assert filtered("x" * length) == {}
    assert filtered() == {}
    assert list(filtered("x", "x" * 61)) == ["trigger_metadata.keyword_filter.1"]
    assert list(filtered("")) == ["trigger_metadata.keyword_filter.0"]
    assert filtered(*["x"] * 1000) == {}
    assert list(filtered(*["x"] * 1001)) == ["trigger_metadata.keyword_filter"]


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
    assert list(told(CREATE_RULE(rule(TriggerType.KEYWORD, 1, 2, 1)))) == ["actions"]


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
    tags = [{"name": "a"}, {"name": "A"}]
    assert told(CREATE_CHANNEL({"name": "a", "available_tags": tags})) != {}


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


@pytest.mark.parametrize("kind", [AnswerType.DEFERRED_MESSAGE, AnswerType.DEFERRED_UPDATE])
def test_of_a_deferred_message_only_who_sees_it_is_decided(kind: AnswerType) -> None:
    for fine in (None, {}, {"flags": 0}, {"flags": None}, {"flags": FLAG_EPHEMERAL}):
        assert DATA[kind](fine) is None
    both = {"flags": FLAG_SUPPRESS | FLAG_EPHEMERAL}
    assert told(DATA[kind](both)) == {
        "flags": [("MESSAGE_FLAGS_INVALID", "Flags 4 cannot be set on a deferred message")]
    }
    assert told(DATA[kind]([])) == told(DATA[AnswerType.MESSAGE]([])) != {}
    wrong = {"content": 5, "flags": FLAG_EPHEMERAL}
    assert told(DATA[kind](wrong)) == told(DATA[AnswerType.MESSAGE](wrong)) != {}


def test_an_update_may_say_that_it_is_not_spoken() -> None:
    assert DATA[AnswerType.UPDATE]({"content": "a", "tts": True}) is None
    assert told(DATA[AnswerType.UPDATE]([])) != {}
    assert list(told(DATA[AnswerType.UPDATE]({"content": "x" * 2001, "tts": True}))) == ["content"]


def test_what_is_suggested_is_a_list_of_choices_of_the_options_type() -> None:
    text, whole = 3, 4
    named = {"choices": [{"name": "one", "value": "1"}]}
    assert suggestions(text)(named) is None
    assert list(told(suggestions(whole)(named))) == ["choices.0.value"]

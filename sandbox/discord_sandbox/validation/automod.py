"""The bodies with which rules of the automatic moderation are made and changed."""

from __future__ import annotations

import re
from typing import Any

from discord_sandbox.model.automod import ActionType, TriggerType
from discord_sandbox.model.checks import (
    Check,
    Errors,
    array,
    boolean,
    every,
    ids,
    integer,
    maybe,
    one_of,
    problem,
    record,
    required,
    snowflake,
    string,
    unique,
    variant,
)
from discord_sandbox.model.payload import JsonObject, Payload

# Discord: Resources > Auto Moderation > Trigger Types (how many rules of each).
RULES_PER_GUILD = {
    TriggerType.KEYWORD: 6,
    TriggerType.SPAM: 1,
    TriggerType.KEYWORD_PRESET: 1,
    TriggerType.MENTION_SPAM: 1,
    TriggerType.MEMBER_PROFILE: 1,
}
# Discord: Resources > Auto Moderation > Action Metadata.
LONGEST_TIME_OUT = 2_419_200
"""Seconds: four weeks."""
MESSAGE_SEND, MEMBER_UPDATE = 1, 2


def _regex(value: str) -> Errors | None:
    """Discord takes Rust's expressions, of which Python's are a near relation."""
    try:
        re.compile(value)
    except re.error as error:
        return problem("AUTO_MODERATION_INVALID_REGEX", f"Invalid regular expression: {error}")
    return None


def _words(most: int) -> Check:
    return maybe(array(string(1, 60), 0, most))


# Discord: Resources > Auto Moderation > Trigger Metadata, Trigger Metadata Field Limits.
_KEYWORDS = record(
    {
        "keyword_filter": _words(1000),
        "regex_patterns": maybe(array(every(string(1, 260), _regex), 0, 10)),
        "allow_list": _words(100),
    }
)
_METADATA: dict[TriggerType, Check] = {
    TriggerType.KEYWORD: _KEYWORDS,
    TriggerType.MEMBER_PROFILE: _KEYWORDS,
    TriggerType.SPAM: record({}),
    TriggerType.KEYWORD_PRESET: record(
        {"presets": maybe(every(array(one_of(1, 2, 3)), unique)), "allow_list": _words(1000)}
    ),
    TriggerType.MENTION_SPAM: record(
        {
            "mention_total_limit": maybe(integer(0, 50)),
            "mention_raid_protection_enabled": maybe(boolean),
        }
    ),
}
# Assumed: what Discord keeps for metadata that was left out.
_COMPLETE: dict[TriggerType, Payload] = {
    TriggerType.KEYWORD: {"keyword_filter": [], "regex_patterns": [], "allow_list": []},
    TriggerType.MEMBER_PROFILE: {"keyword_filter": [], "regex_patterns": [], "allow_list": []},
    TriggerType.SPAM: {},
    TriggerType.KEYWORD_PRESET: {"presets": [], "allow_list": []},
    TriggerType.MENTION_SPAM: {"mention_total_limit": 20, "mention_raid_protection_enabled": False},
}

# Discord: Resources > Auto Moderation > Action Types, Action Metadata (150 characters, four weeks).
_ACTION = variant(
    {
        ActionType.BLOCK_MESSAGE: record(
            {"type": integer(), "metadata": maybe(record({"custom_message": maybe(string(0, 150))}))}
        ),
        ActionType.SEND_ALERT_MESSAGE: record(
            {"type": integer(), "metadata": record({"channel_id": snowflake}, needed=("channel_id",))},
            needed=("metadata",),
        ),
        ActionType.TIMEOUT: record(
            {
                "type": integer(),
                "metadata": record(
                    {"duration_seconds": integer(0, LONGEST_TIME_OUT)}, needed=("duration_seconds",)
                ),
            },
            needed=("metadata",),
        ),
        ActionType.BLOCK_MEMBER_INTERACTION: record({"type": integer(), "metadata": maybe(record({}))}),
    }
)
# Discord: Resources > Auto Moderation > Create Auto Moderation Rule (20 roles, 50 channels). The length of a name and
# the number of actions: OpenAPI description, KeywordUpsertRequest.
_RULE: dict[str, Check] = {
    "name": string(1, 100),
    "event_type": one_of(MESSAGE_SEND, MEMBER_UPDATE),
    "trigger_type": one_of(*TriggerType),
    "trigger_metadata": lambda _: None,
    "actions": array(_ACTION, 1, 5),
    "enabled": maybe(boolean),
    "exempt_roles": maybe(ids(20)),
    "exempt_channels": maybe(ids(50)),
}
_NEEDED = ("name", "event_type", "trigger_type", "actions")


# Discord: Resources > Auto Moderation > Trigger Types, Event Types, Action Types (what goes with what).
# The codes of the errors are assumed.
def _consistent(rule: Payload) -> Errors | None:
    """What a rule looks for decides its metadata, when it looks, and what it can do."""
    trigger = TriggerType(rule["trigger_type"])
    metadata = rule.get("trigger_metadata")
    wrong = _METADATA[trigger](metadata) if metadata is not None else _unsaid(trigger)
    if wrong:
        return {"trigger_metadata": wrong}
    profile = trigger is TriggerType.MEMBER_PROFILE
    if (rule["event_type"] == MEMBER_UPDATE) != profile:
        message = "This event does not go with this trigger"
        return {"event_type": problem("AUTO_MODERATION_EVENT_INVALID", message)}
    return _actions(rule["actions"], trigger)


def _unsaid(trigger: TriggerType) -> Errors | None:
    return None if trigger is TriggerType.SPAM else required()


def _actions(actions: list[JsonObject], trigger: TriggerType) -> Errors | None:
    kinds = [action["type"] for action in actions]
    wrong = unique(kinds)
    if wrong:
        return {"actions": wrong}
    timing_out = trigger in {TriggerType.KEYWORD, TriggerType.MENTION_SPAM}
    impossible = set() if timing_out else {ActionType.TIMEOUT}
    if trigger is not TriggerType.MEMBER_PROFILE:
        impossible.add(ActionType.BLOCK_MEMBER_INTERACTION)
    for index, kind in enumerate(kinds):
        if kind in impossible:
            message = "This action does not go with this trigger"
            return {"actions": {str(index): problem("AUTO_MODERATION_ACTION_INVALID", message)}}
    return None


CREATE_RULE = every(record(_RULE, needed=_NEEDED), _consistent)
EDIT_RULE = record(_RULE)
"""What the edited rule has become is checked as a new one would be."""


def attributes(rule: Payload) -> dict[str, Any]:
    """The parts of a rule, from a body that has been checked, with Discord's defaults."""
    trigger = TriggerType(rule["trigger_type"])
    said = {key: value for key, value in (rule.get("trigger_metadata") or {}).items() if value is not None}
    return {
        "name": rule["name"],
        "event_type": rule["event_type"],
        "trigger": trigger,
        "metadata": _COMPLETE[trigger] | said,
        "actions": [_action(action) for action in rule["actions"]],
        "enabled": bool(rule.get("enabled")),
        "exempt_roles": [int(role_id) for role_id in rule.get("exempt_roles") or ()],
        "exempt_channels": [int(channel_id) for channel_id in rule.get("exempt_channels") or ()],
    }


def _action(action: Payload) -> Payload:
    metadata = {key: value for key, value in (action.get("metadata") or {}).items() if value is not None}
    if "channel_id" in metadata:
        metadata["channel_id"] = str(metadata["channel_id"])
    return {"type": action["type"], "metadata": metadata}

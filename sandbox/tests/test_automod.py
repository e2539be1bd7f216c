"""The automatic moderation: its rules, and what they do to what members write."""

from __future__ import annotations

from typing import Any

import pytest

from discord_sandbox import ActionUnavailable, Blocked, GuildHandle, Permission, Person
from discord_sandbox.model.automod import Rule, TriggerType
from sandbox.tests.conftest import allow_bot
from sandbox.tests.plain import Payload, PlainBot, Rest, Shard

BLOCK = {"type": 1, "metadata": {"custom_message": "No spoilers"}}


def rule(**more: Any) -> Payload:
    return {
        "name": "Spoilers",
        "event_type": 1,
        "trigger_type": 1,
        "trigger_metadata": {"keyword_filter": ["teriarch"]},
        "actions": [BLOCK],
        "enabled": True,
        **more,
    }


@pytest.fixture
def rules(here: str) -> str:
    return f"{here}/auto-moderation/rules"


async def made(rest: Rest, rules: str, **more: Any) -> Payload:
    answer = await rest.post(rules, rule(**more))
    assert answer.status == 200, answer.body
    found: Payload = answer.body
    return found


async def test_a_rule_comes_changes_and_goes(rest: Rest, rules: str, shard: Shard) -> None:
    created = await made(rest, rules)
    assert created["trigger_metadata"] == {
        "keyword_filter": ["teriarch"],
        "regex_patterns": [],
        "allow_list": [],
    }
    assert await shard.event("AUTO_MODERATION_RULE_CREATE") == created
    path = f"{rules}/{created['id']}"
    changed = (
        await rest.patch(path, {"name": "Names", "trigger_metadata": {"keyword_filter": ["az*"]}})
    ).body
    assert (changed["name"], changed["trigger_metadata"]["keyword_filter"]) == ("Names", ["az*"])
    assert (await shard.event("AUTO_MODERATION_RULE_UPDATE"))["name"] == "Names"
    assert (await rest.get(rules)).body == [changed]
    assert (await rest.delete(path)).status == 204
    assert (await shard.event("AUTO_MODERATION_RULE_DELETE"))["id"] == created["id"]
    assert (await rest.get(path)).status == 404


async def test_a_message_is_blocked(rest: Rest, rules: str, erin: Person, shard: Shard) -> None:
    created = await made(rest, rules)
    with pytest.raises(Blocked, match="No spoilers"):
        await erin.say("I met Teriarch today")
    execution = await shard.event("AUTO_MODERATION_ACTION_EXECUTION")
    assert execution["rule_id"] == created["id"]
    assert (execution["matched_keyword"], execution["matched_content"]) == ("teriarch", "Teriarch")
    assert "message_id" not in execution
    assert erin.reads()[-1].content != "I met Teriarch today"
    said = await erin.say("I met somebody")
    with pytest.raises(Blocked):
        await erin.edit(said, "I met Teriarch")


async def test_moderators_are_told_and_members_silenced(
    rest: Rest, rules: str, erin: Person, inn: GuildHandle, shard: Shard
) -> None:
    staff = inn.channel("staff")
    actions = [
        {"type": 2, "metadata": {"channel_id": str(staff.id)}},
        {"type": 3, "metadata": {"duration_seconds": 60}},
    ]
    await made(rest, rules, actions=actions)
    said = await erin.say("I met Teriarch today")
    alert = await shard.event("AUTO_MODERATION_ACTION_EXECUTION")
    assert alert["message_id"] == str(said.id)
    [note] = [message for message in staff.messages.values() if message.type == 24]
    assert alert["alert_system_message_id"] == str(note.id)
    with pytest.raises(ActionUnavailable, match="SEND_MESSAGES"):
        await erin.say("And now?")


async def test_content_needs_its_intent(rest: Rest, rules: str, erin: Person, plain: PlainBot) -> None:
    shard, _ = await plain.identify(intents=1 | 1 << 21)
    await made(rest, rules)
    with pytest.raises(Blocked):
        await erin.say("I met Teriarch today")
    execution = await shard.event("AUTO_MODERATION_ACTION_EXECUTION")
    assert (execution["content"], execution["matched_content"]) == ("", "")
    assert execution["matched_keyword"] == "teriarch"


async def test_some_are_exempt(rest: Rest, rules: str, inn: GuildHandle, erin: Person) -> None:
    exempt = {
        "exempt_channels": [str(inn.channel("spoilers").id)],
        "exempt_roles": [str(inn.role("Moderators").id)],
    }
    created = await made(rest, rules, **exempt)
    await erin.say("Teriarch", channel="spoilers")
    await inn.member("sage").say("Teriarch")
    await inn.member("rowan").say("Teriarch")
    await rest.patch(f"{rules}/{created['id']}", {"enabled": False})
    await erin.say("Teriarch")


@pytest.mark.parametrize(
    ("keyword", "text", "found"),
    [
        ("cat", "a cat sat", "cat"),
        ("cat", "a catapult", None),
        ("cat*", "a Catapult", "Cat"),
        ("*cat", "a wildcat", "cat"),
        ("*cat", "a catapult", None),
        ("*cat*", "location", "cat"),
        ("the mat", "on the mat now", "the mat"),
        ("the mat", "on the matter", None),
    ],
)
def test_keywords_are_whole_words_unless_stars_say_otherwise(
    keyword: str, text: str, found: str | None
) -> None:
    keywords = Rule(1, 1, 1, "", 1, TriggerType.KEYWORD, {"keyword_filter": [keyword]}, [])
    match = keywords.match(text)
    assert (match and match.content) == found


def test_patterns_and_what_is_allowed() -> None:
    metadata = {"keyword_filter": ["*cat*"], "regex_patterns": [r"\d{3}"], "allow_list": ["location"]}
    words = Rule(1, 1, 1, "", 1, TriggerType.KEYWORD, metadata, [])
    assert words.match("a location") is None
    assert words.match("a location for a cat") is not None
    assert words.match("call 911") is not None


async def test_too_many_mentions_are_stopped(rest: Rest, rules: str, erin: Person, inn: GuildHandle) -> None:
    await made(rest, rules, trigger_type=5, trigger_metadata={"mention_total_limit": 2})
    mentions = [inn.member(name).mention for name in ("sage", "juniper", "linden")]
    await erin.say(" ".join(mentions[:2]))
    with pytest.raises(Blocked):
        await erin.say(" ".join(mentions))


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"trigger_metadata": {"keyword_filter": ["x"] * 1001}}, "trigger_metadata.keyword_filter"),
        ({"trigger_metadata": {"keyword_filter": ["x" * 61]}}, "trigger_metadata.keyword_filter.0"),
        ({"trigger_metadata": {"regex_patterns": ["("]}}, "trigger_metadata.regex_patterns.0"),
        ({"trigger_metadata": {"presets": [1]}}, "trigger_metadata.presets"),
        ({"trigger_metadata": None}, "trigger_metadata"),
        ({"actions": []}, "actions"),
        ({"actions": [BLOCK, BLOCK]}, "actions"),
        ({"actions": [{"type": 2, "metadata": {"channel_id": "1"}}]}, "actions.0.metadata.channel_id"),
        ({"actions": [{"type": 3, "metadata": {"duration_seconds": 2_419_201}}]}, None),
        ({"actions": [{"type": 4}]}, "actions.0"),
        ({"event_type": 2}, "event_type"),
        ({"exempt_roles": [str(number) for number in range(21)]}, "exempt_roles"),
    ],
)
async def test_a_rule_that_cannot_be_is_refused(
    rest: Rest, rules: str, change: Payload, where: str | None
) -> None:
    problems = (await rest.post(rules, rule(**change))).problems()
    assert problems
    assert where is None or list(problems) == [where]


async def test_there_are_few_rules_of_each_kind(rest: Rest, rules: str) -> None:
    for number in range(6):
        await made(rest, rules, name=str(number))
    assert (await rest.post(rules, rule())).problems() == {
        "trigger_type": "AUTO_MODERATION_MAX_RULES_OF_TYPE_EXCEEDED"
    }
    spam = {"trigger_type": 3, "trigger_metadata": None}
    await made(rest, rules, **spam)
    assert (await rest.post(rules, rule(**spam))).status == 400


async def test_rules_are_for_those_who_manage_the_guild(
    rest: Rest, rules: str, inn: GuildHandle, shard: Shard
) -> None:
    await allow_bot(inn, Permission.MANAGE_GUILD)
    silencing = [{"type": 3, "metadata": {"duration_seconds": 60}}]
    assert (await rest.post(rules, rule(actions=silencing))).code == 50013
    await allow_bot(inn)
    assert (await rest.get(rules)).code == 50013
    assert (await rest.post(rules, rule())).code == 50013

"""Scheduled events."""

from __future__ import annotations

from typing import Any

import pytest

from discord_sandbox import GuildHandle, Permission, Person, Sandbox
from discord_sandbox.model.payload import timestamp
from sandbox.tests.conftest import allow_bot
from sandbox.tests.plain import Payload, Rest, Shard

HOUR = 3600


def event(discord: Sandbox, **more: Any) -> Payload:
    now = discord.clock.time()
    return {
        "name": "Reading",
        "privacy_level": 2,
        "entity_type": 3,
        "entity_metadata": {"location": "The inn"},
        "scheduled_start_time": timestamp(now + HOUR),
        "scheduled_end_time": timestamp(now + 2 * HOUR),
        **more,
    }


@pytest.fixture(autouse=True)
async def may_announce(inn: GuildHandle) -> None:
    await allow_bot(inn, Permission.CREATE_EVENTS, Permission.CONNECT)


async def test_an_event_is_announced_changed_held_and_removed(
    rest: Rest, here: str, discord: Sandbox, shard: Shard
) -> None:
    made = (await rest.post(f"{here}/scheduled-events", event(discord))).body
    assert made["entity_metadata"] == {"location": "The inn"}
    assert await shard.event("GUILD_SCHEDULED_EVENT_CREATE") == made
    path = f"{here}/scheduled-events/{made['id']}"
    changed = (
        await rest.patch(path, {"description": "Chapter one", "entity_metadata": {"location": "Here"}})
    ).body
    assert (changed["description"], changed["entity_metadata"]) == ("Chapter one", {"location": "Here"})
    assert (await shard.event("GUILD_SCHEDULED_EVENT_UPDATE"))["description"] == "Chapter one"
    for status in (2, 3):
        assert (await rest.patch(path, {"status": status})).body["status"] == status
    assert (await rest.patch(path, {"status": 2})).code == 180000
    assert (await rest.get(f"{here}/scheduled-events", with_user_count="true")).body[0]["user_count"] == 1
    assert (await rest.delete(path)).status == 204
    assert (await shard.event("GUILD_SCHEDULED_EVENT_DELETE"))["id"] == made["id"]
    assert (await rest.get(path)).code == 10070


async def test_members_take_an_interest(
    rest: Rest, here: str, inn: GuildHandle, erin: Person, discord: Sandbox, shard: Shard
) -> None:
    await inn.announce("Reading", discord.clock.time() + HOUR, "reading-aloud")
    created = await shard.event("GUILD_SCHEDULED_EVENT_CREATE")
    assert created["channel_id"] == str(inn.channel("reading-aloud").id)
    await erin.take_interest("Reading")
    assert (await shard.event("GUILD_SCHEDULED_EVENT_USER_ADD"))["user_id"] == str(erin.id)
    path = f"{here}/scheduled-events/{created['id']}/users"
    users = (await rest.get(path, with_member="true")).body
    assert {each["user"]["username"] for each in users} == {"maple", "erin"}
    assert (await rest.get(f"{path}/counts")).body["guild_scheduled_event_count"] == 2
    await erin.take_interest("Reading", interested=False)
    assert (await shard.event("GUILD_SCHEDULED_EVENT_USER_REMOVE"))["user_id"] == str(erin.id)


async def test_an_event_that_cannot_be_is_refused(
    rest: Rest, here: str, discord: Sandbox, inn: GuildHandle
) -> None:
    now = discord.clock.time()
    for change, where in (
        ({"name": "x" * 101}, "name"),
        ({"description": "x" * 1001}, "description"),
        ({"entity_metadata": None}, "entity_metadata.location"),
        ({"scheduled_end_time": None}, "scheduled_end_time"),
        ({"scheduled_end_time": timestamp(now)}, "scheduled_end_time"),
        ({"scheduled_start_time": timestamp(now - 1)}, "scheduled_start_time"),
        ({"scheduled_start_time": "soon"}, "scheduled_start_time"),
        ({"entity_type": 2, "entity_metadata": None}, "channel_id"),
        (
            {"entity_type": 2, "channel_id": str(inn.channel("general").id), "entity_metadata": None},
            "channel_id",
        ),
        ({"privacy_level": 1}, "privacy_level"),
    ):
        answer = await rest.post(f"{here}/scheduled-events", event(discord, **change))
        assert list(answer.problems()) == [where], change


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        ({"frequency": 2, "by_weekday": [4]}, True),
        ({"frequency": 2, "by_weekday": [4], "interval": 2}, True),
        ({"frequency": 3, "by_weekday": [0, 1, 2, 3, 4]}, True),
        ({"frequency": 1, "by_n_weekday": [{"n": 1, "day": 4}]}, True),
        ({"frequency": 0, "by_month": [11], "by_month_day": [24]}, True),
        ({"frequency": 2, "by_weekday": [3, 4]}, False),
        ({"frequency": 3, "by_weekday": [0, 2]}, False),
        ({"frequency": 3, "interval": 2}, False),
        ({"frequency": 1, "by_weekday": [4]}, False),
    ],
)
async def test_events_recur_in_a_few_ways(
    rest: Rest, here: str, discord: Sandbox, rule: Payload, fits: bool
) -> None:
    start = timestamp(discord.clock.time() + HOUR)
    body = event(discord, recurrence_rule={"start": start, **rule})
    answer = await rest.post(f"{here}/scheduled-events", body)
    assert (answer.status == 200) == fits
    if fits:
        path = f"{here}/scheduled-events/{answer.body['id']}"
        assert (await rest.patch(path, {"name": "Again"})).body["recurrence_rule"] == answer.body[
            "recurrence_rule"
        ]


async def test_a_hundred_are_open_at_most(rest: Rest, here: str, inn: GuildHandle, discord: Sandbox) -> None:
    for number in range(100):
        await inn.announce(str(number), discord.clock.time() + HOUR, "Anywhere")
    assert (await rest.post(f"{here}/scheduled-events", event(discord))).code == 30038


async def test_others_events_need_the_greater_permission(
    rest: Rest, here: str, inn: GuildHandle, discord: Sandbox
) -> None:
    theirs = await inn.announce("Theirs", discord.clock.time() + HOUR, "Anywhere")
    path = f"{here}/scheduled-events/{theirs.id}"
    assert (await rest.patch(path, {"name": "Mine"})).code == 50013
    assert (await rest.delete(path)).code == 50013
    await allow_bot(inn)
    assert (await rest.post(f"{here}/scheduled-events", event(discord))).code == 50013

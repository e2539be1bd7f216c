"""Members are renamed, silenced, moved, kicked and banned."""

from __future__ import annotations

import pytest

from discord_sandbox import ActionUnavailable, GuildHandle, Permission, Person, Sandbox
from discord_sandbox.model.payload import timestamp
from sandbox.tests.conftest import allow_bot
from sandbox.tests.plain import Rest, Shard


def path(here: str, person: Person, tail: str = "members") -> str:
    return f"{here}/{tail}/{person.id}"


async def test_a_nickname_is_set_and_taken_away(rest: Rest, here: str, erin: Person, shard: Shard) -> None:
    renamed = (await rest.patch(path(here, erin), {"nick": "Innkeeper"})).body
    assert renamed["nick"] == "Innkeeper"
    assert (await shard.event("GUILD_MEMBER_UPDATE"))["nick"] == "Innkeeper"
    assert (await rest.patch(path(here, erin), {"nick": ""})).body["nick"] is None
    assert (await rest.patch(path(here, erin), {"nick": "x" * 33})).problems() == {
        "nick": "BASE_TYPE_MAX_LENGTH"
    }


async def test_the_bot_names_itself(rest: Rest, here: str, inn: GuildHandle, shard: Shard) -> None:
    answer = (await rest.patch(f"{here}/members/@me", {"nick": "Splinter"})).body
    assert answer["nick"] == "Splinter"
    assert int(answer["permissions"]) & Permission.MANAGE_ROLES
    assert (await shard.event("GUILD_MEMBER_UPDATE"))["nick"] == "Splinter"
    assert (await rest.patch(f"{here}/members/@me/nick", {"nick": None})).body == {"nick": None}
    await inn.edit_role("@everyone", permissions=int(Permission.VIEW_CHANNEL))
    await allow_bot(inn)
    assert (await rest.patch(f"{here}/members/@me", {"nick": "x"})).code == 50013


async def test_a_time_out_lasts_at_most_28_days(
    rest: Rest, here: str, erin: Person, discord: Sandbox, shard: Shard
) -> None:
    now = discord.clock.time()
    until = timestamp(now + 600)
    answer = await rest.patch(path(here, erin), {"communication_disabled_until": until}, reason="Cool down")
    assert answer.body["communication_disabled_until"] == until
    assert (await shard.event("GUILD_MEMBER_UPDATE"))["communication_disabled_until"] == until
    with pytest.raises(ActionUnavailable, match="SEND_MESSAGES"):
        await erin.say("I am not silent!")
    discord.clock.advance(601)
    await erin.say("Now I am not.")
    too_long = {"communication_disabled_until": timestamp(now + 29 * 86_400)}
    assert (await rest.patch(path(here, erin), too_long)).problems() == {
        "communication_disabled_until": "DATE_TIME_TYPE_MAX"
    }
    ended = await rest.patch(path(here, erin), {"communication_disabled_until": None})
    assert ended.body["communication_disabled_until"] is None


@pytest.mark.parametrize("name", ["maple", "rowan"])
async def test_the_owner_and_administrators_cannot_be_silenced(
    rest: Rest, here: str, inn: GuildHandle, discord: Sandbox, name: str
) -> None:
    until = {"communication_disabled_until": timestamp(discord.clock.time() + 60)}
    assert (await rest.patch(path(here, inn.member(name)), until)).code == 50013


async def test_a_timed_out_bot_can_do_nothing(
    rest: Rest, here: str, inn: GuildHandle, general: str, erin: Person
) -> None:
    await inn.time_out("shard", 60)
    assert (await rest.post(f"{general}/messages", {"content": "x"})).code == 50013
    assert (await rest.delete(path(here, erin))).code == 50013
    assert (await rest.get(f"{general}/messages")).status == 200


async def test_nobody_acts_on_those_who_stand_as_high(rest: Rest, here: str, inn: GuildHandle) -> None:
    await inn.create_role("High", position=50)
    await inn.grant("erin", "High")
    erin = inn.member("erin")
    assert (await rest.patch(path(here, erin), {"nick": "x"})).code == 50013
    assert (await rest.delete(path(here, erin))).code == 50013
    assert (await rest.put(path(here, erin, "bans"), {})).code == 50013


async def test_a_member_is_kicked_and_may_come_back(
    rest: Rest, here: str, inn: GuildHandle, erin: Person, shard: Shard
) -> None:
    assert (await rest.delete(path(here, erin), reason="Rude")).status == 204
    assert (await shard.event("GUILD_MEMBER_REMOVE"))["user"]["username"] == "erin"
    assert (await rest.delete(path(here, erin))).code == 10007
    await inn.join("erin")
    assert (await shard.event("GUILD_MEMBER_ADD"))["user"]["username"] == "erin"


async def test_a_ban_keeps_somebody_out(
    rest: Rest, here: str, inn: GuildHandle, erin: Person, shard: Shard, general: str
) -> None:
    said = await erin.say("Something to be deleted")
    said_id = str(said.id)
    assert (
        await rest.put(path(here, erin, "bans"), {"delete_message_seconds": 60}, reason="Spam")
    ).status == 204
    assert (await shard.event("GUILD_MEMBER_REMOVE"))["user"]["username"] == "erin"
    assert (await shard.event("GUILD_BAN_ADD"))["user"]["username"] == "erin"
    assert (await shard.event("MESSAGE_DELETE_BULK"))["ids"] == [said_id]
    assert said.deleted
    assert (await rest.get(path(here, erin, "bans"))).body["reason"] == "Spam"
    assert [ban["user"]["username"] for ban in (await rest.get(f"{here}/bans")).body] == ["erin"]
    with pytest.raises(ActionUnavailable, match="banned"):
        await inn.join("erin")
    assert (await rest.delete(path(here, erin, "bans"))).status == 204
    assert (await shard.event("GUILD_BAN_REMOVE"))["user"]["username"] == "erin"
    assert (await rest.get(path(here, erin, "bans"))).code == 10026
    assert (await rest.delete(path(here, erin, "bans"))).code == 10026
    assert (await rest.put(f"{here}/bans/1", {})).code == 10013


async def test_bans_come_by_pages(rest: Rest, here: str, inn: GuildHandle) -> None:
    names = ["erin", "juniper", "linden"]
    ids = sorted(inn.member(name).id for name in names)
    for user_id in ids:
        await rest.put(f"{here}/bans/{user_id}", {})

    async def listed(**query: str) -> list[int]:
        return [int(ban["user"]["id"]) for ban in (await rest.get(f"{here}/bans", **query)).body]

    assert await listed(limit="2") == ids[:2]
    assert await listed(after=str(ids[0])) == ids[1:]
    assert await listed(before=str(ids[2])) == ids[:2]


async def test_many_are_banned_at_once(rest: Rest, here: str, inn: GuildHandle, shard: Shard) -> None:
    erin, maple = inn.member("erin"), inn.member("maple")
    body = {"user_ids": [str(erin.id), str(maple.id), "1"], "delete_message_seconds": 0}
    answer = await rest.post(f"{here}/bulk-ban", body, reason="Raid")
    assert answer.body == {"banned_users": [str(erin.id)], "failed_users": [str(maple.id), "1"]}
    assert (await shard.event("GUILD_BAN_ADD"))["user"]["username"] == "erin"
    assert (await rest.post(f"{here}/bulk-ban", body)).code == 500000
    many = {"user_ids": [str(number) for number in range(201)]}
    assert (await rest.post(f"{here}/bulk-ban", many)).problems() == {"user_ids": "BASE_TYPE_MAX_LENGTH"}
    await allow_bot(inn, Permission.BAN_MEMBERS)
    assert (await rest.post(f"{here}/bulk-ban", body)).code == 50013


async def test_members_are_moved_muted_and_thrown_out_of_voice(
    rest: Rest, here: str, inn: GuildHandle, erin: Person, shard: Shard
) -> None:
    await allow_bot(inn, Permission.MOVE_MEMBERS, Permission.MUTE_MEMBERS, Permission.DEAFEN_MEMBERS)
    lobby = await inn.create_channel("lobby", type(erin.channel.type).GUILD_VOICE)
    assert (await rest.patch(path(here, erin), {"mute": True})).code == 40032
    await erin.join_voice("reading-aloud")
    assert (await shard.event("VOICE_STATE_UPDATE"))["mute"] is False
    assert (await rest.patch(path(here, erin), {"mute": True, "deaf": True})).body["mute"] is True
    assert (await shard.event("VOICE_STATE_UPDATE"))["deaf"] is True
    assert (await rest.patch(path(here, erin), {"channel_id": str(lobby.id)})).status == 200
    assert (await shard.event("VOICE_STATE_UPDATE"))["channel_id"] == str(lobby.id)
    wrong = {"channel_id": str(inn.channel("general").id)}
    assert (await rest.patch(path(here, erin), wrong)).problems() == {"channel_id": "CHANNEL_INVALID"}
    assert (await rest.patch(path(here, erin), {"channel_id": None})).status == 200
    assert (await shard.event("VOICE_STATE_UPDATE"))["channel_id"] is None


async def test_voice_states_can_be_asked_for(rest: Rest, here: str, erin: Person) -> None:
    assert (await rest.get(f"{here}/voice-states/{erin.id}")).code == 10065
    await erin.join_voice("reading-aloud", self_deaf=True)
    state = (await rest.get(f"{here}/voice-states/{erin.id}")).body
    assert (state["self_deaf"], state["user_id"]) == (True, str(erin.id))
    assert (await rest.get(f"{here}/voice-states/@me")).code == 10065
    await erin.leave_voice()
    assert (await rest.get(f"{here}/voice-states/{erin.id}")).code == 10065


async def test_lists_of_members_need_the_intent(rest: Rest, here: str, discord: Sandbox) -> None:
    discord.world.application.privileged_intents = 0
    assert (await rest.get(f"{here}/members", limit="10")).code == 50001
    assert (await rest.get(f"{here}/members/search", query="er")).status == 200
    assert (await rest.get(f"{here}/members/search")).code == 50035

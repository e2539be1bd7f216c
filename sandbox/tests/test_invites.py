"""Invitations: made, shown, used, paused and taken back."""

from __future__ import annotations

import pytest

from discord_sandbox import ActionUnavailable, GuildHandle, Permission, Person, Sandbox
from discord_sandbox.model.payload import timestamp
from sandbox.tests.conftest import allow_bot
from sandbox.tests.plain import Rest, Shard


async def test_an_invitation_is_made_shown_and_taken_back(
    rest: Rest, here: str, general: str, shard: Shard, inn: GuildHandle
) -> None:
    made = (await rest.post(f"{general}/invites", {"max_age": 3600, "max_uses": 5})).body
    assert (made["max_age"], made["max_uses"], made["uses"]) == (3600, 5, 0)
    created = await shard.event("INVITE_CREATE")
    assert (created["code"], created["inviter"]["username"]) == (made["code"], "shard")
    same = (await rest.post(f"{general}/invites", {"max_age": 3600, "max_uses": 5})).body
    assert same["code"] == made["code"]
    other = (await rest.post(f"{general}/invites", {"max_age": 3600, "max_uses": 5, "unique": True})).body
    assert other["code"] != made["code"]
    assert len((await rest.get(f"{general}/invites")).body) == 2
    assert len((await rest.get(f"{here}/invites")).body) == 2
    shown = (await rest("GET", f"/invites/{made['code']}", headers={}, params={"with_counts": "true"})).body
    assert (shown["guild"]["name"], shown["approximate_member_count"]) == (inn.name, len(inn.people) + 1)
    assert "uses" not in shown
    assert (await rest.delete(f"/invites/{made['code']}")).status == 200
    assert (await shard.event("INVITE_DELETE"))["code"] == made["code"]
    assert (await rest.get(f"/invites/{made['code']}")).code == 10006


async def test_invitations_end(rest: Rest, inn: GuildHandle, general: str, discord: Sandbox) -> None:
    invite = (await rest.post(f"{general}/invites", {"max_uses": 1, "max_age": 60})).body["code"]
    await inn.accept("pisces", invite)
    with pytest.raises(ActionUnavailable, match="not valid"):
        await inn.accept("ceria", invite)
    invite = (await rest.post(f"{general}/invites", {"max_age": 60})).body["code"]
    discord.clock.advance(61)
    assert (await rest.get(f"/invites/{invite}")).code == 10006


async def test_an_invitation_can_give_roles(rest: Rest, inn: GuildHandle, general: str) -> None:
    readers = inn.role("Readers")
    invite = (await rest.post(f"{general}/invites", {"role_ids": [str(readers.id)]})).body
    assert [role["name"] for role in invite["roles"]] == ["Readers"]
    pisces = await inn.accept("pisces", invite["code"])
    assert pisces.member is not None
    assert pisces.member.roles == [readers.id]
    high = await inn.create_role("High", position=50)
    assert (await rest.post(f"{general}/invites", {"role_ids": [str(high.id)]})).code == 50013


async def test_invitations_and_messages_can_be_paused(
    rest: Rest, here: str, inn: GuildHandle, general: str, discord: Sandbox, shard: Shard
) -> None:
    invite = (await rest.post(f"{general}/invites")).body["code"]
    until = timestamp(discord.clock.time() + 3600)
    answer = await rest.put(f"{here}/incident-actions", {"invites_disabled_until": until}, reason="Raid")
    assert answer.body == {"invites_disabled_until": until, "dms_disabled_until": None}
    assert (await shard.event("GUILD_UPDATE"))["incidents_data"] == answer.body
    with pytest.raises(ActionUnavailable, match="paused"):
        await inn.accept("pisces", invite)
    ended = await rest.put(f"{here}/incident-actions", {"invites_disabled_until": None})
    assert ended.body == {"invites_disabled_until": None, "dms_disabled_until": None}
    await inn.accept("pisces", invite)
    too_long = {"dms_disabled_until": timestamp(discord.clock.time() + 90_000)}
    assert (await rest.put(f"{here}/incident-actions", too_long)).problems() == {
        "dms_disabled_until": "DATE_TIME_TYPE_MAX"
    }


async def test_permissions_decide_who_invites_and_who_sees(
    rest: Rest, here: str, general: str, inn: GuildHandle, shard: Shard
) -> None:
    code = (await rest.post(f"{general}/invites")).body["code"]
    await allow_bot(inn, Permission.VIEW_AUDIT_LOG)
    assert "uses" not in (await rest.get(f"{here}/invites")).body[0]
    assert (await rest.get(f"{general}/invites")).code == 50013
    assert (await rest.delete(f"/invites/{code}")).code == 50013
    await allow_bot(inn)
    assert (await rest.get(f"{here}/invites")).code == 50013
    await inn.edit_role("@everyone", permissions=int(Permission.VIEW_CHANNEL))
    assert (await rest.post(f"{general}/invites")).code == 50013


async def test_what_the_sandbox_does_not_know_of_invitations_is_said(rest: Rest, general: str) -> None:
    stream = {"target_type": 1, "target_user_id": "1"}
    assert (await rest.post(f"{general}/invites", stream)).status == 501
    assert (await rest.post(f"{general}/invites", {"max_age": 604_801})).problems() == {
        "max_age": "NUMBER_TYPE_MAX"
    }


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
async def test_a_moment_out_of_time_is_refused(rest: Rest, here: str, erin: Person, moment: str) -> None:
    safety = await rest.put(f"{here}/incident-actions", {"invites_disabled_until": moment})
    assert safety.problems() == {"invites_disabled_until": "DATE_TIME_TYPE_PARSE"}
    member = await rest.patch(f"{here}/members/{erin.id}", {"communication_disabled_until": moment})
    assert member.problems() == {"communication_disabled_until": "DATE_TIME_TYPE_PARSE"}
    assert (await rest.get(here)).status == 200

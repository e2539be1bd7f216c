"""The guild itself, the bot's account, and outages."""

from __future__ import annotations

import base64

from discord_sandbox import GuildHandle, Permission, Person, Sandbox
from discord_sandbox.gateway.intents import KNOWN_INTENTS
from sandbox.tests.conftest import allow_bot
from sandbox.tests.plain import PlainBot, Rest, Shard

PICTURE = "data:image/png;base64," + base64.b64encode(b"\x89PNG").decode()


async def test_a_guild_is_changed(
    rest: Rest, here: str, inn: GuildHandle, general: str, shard: Shard
) -> None:
    body = {
        "name": "An Inn",
        "description": "With a door",
        "system_channel_id": general.removeprefix("/channels/"),
        "verification_level": 2,
        "icon": PICTURE,
        "features": ["INVITES_DISABLED", "VANITY_URL"],
    }
    changed = (await rest.patch(here, body)).body
    assert (changed["name"], changed["verification_level"]) == ("An Inn", 2)
    assert changed["icon"]
    assert changed["features"] == ["INVITES_DISABLED"]
    assert await shard.event("GUILD_UPDATE") == changed
    assert (await rest.patch(here, {"name": "x"})).problems() == {"name": "BASE_TYPE_BAD_LENGTH"}
    assert (await rest.patch(here, {"rules_channel_id": "1"})).problems() == {
        "rules_channel_id": "CHANNEL_INVALID"
    }
    assert (await rest.patch(here, {"features": ["COMMUNITY"]})).code == 50013
    await allow_bot(inn)
    assert (await rest.patch(here, {"name": "Mine"})).code == 50013


async def test_an_outage_is_not_a_farewell(
    plain: PlainBot, rest: Rest, here: str, inn: GuildHandle, general: str, erin: Person, shard: Shard
) -> None:
    await inn.begin_outage()
    assert await shard.event("GUILD_DELETE") == {"id": str(inn.id), "unavailable": True}
    await erin.say("Does anybody hear me?")
    assert (await rest.get(general)).code == 10003
    again, _ = await plain.identify()
    assert (await again.event("GUILD_DELETE"))["unavailable"] is True
    await inn.end_outage()
    back = await shard.event("GUILD_CREATE", "MESSAGE_CREATE")
    assert (back["id"], back["unavailable"]) == (str(inn.id), False)


async def test_the_bot_is_thrown_out(
    rest: Rest, here: str, inn: GuildHandle, shard: Shard, discord: Sandbox
) -> None:
    await inn.member("maple").moderator.kick("shard", "Not needed")
    assert await shard.event("GUILD_DELETE") == {"id": str(inn.id)}
    assert (await rest.get(here)).code == 10004
    await discord.add_guild("new", "A new inn", owner="maple")
    assert (await shard.event("GUILD_CREATE"))["name"] == "A new inn"
    assert (await rest.delete(f"/users/@me/guilds/{discord.guild('new').id}")).status == 204


async def test_the_bot_changes_its_account(rest: Rest, shard: Shard) -> None:
    changed = (await rest.patch("/users/@me", {"username": "splinter", "avatar": PICTURE})).body
    assert changed["username"] == "splinter"
    assert (await shard.event("USER_UPDATE"))["username"] == "splinter"
    assert (await shard.event("GUILD_MEMBER_UPDATE"))["user"]["avatar"] == changed["avatar"]


async def test_a_users_new_name_is_told_to_the_guilds(
    plain: PlainBot, discord: Sandbox, erin: Person, shard: Shard
) -> None:
    await discord.user("erin").update(global_name="The Innkeeper")
    assert (await shard.event("GUILD_MEMBER_UPDATE"))["user"]["global_name"] == "The Innkeeper"
    await erin.appear("online", [{"name": "chess", "type": 0, "created_at": 0}])
    presence = await shard.event("PRESENCE_UPDATE")
    assert (presence["status"], presence["activities"][0]["name"]) == ("online", "chess")
    again, _ = await plain.identify(intents=KNOWN_INTENTS)
    [present] = (await again.event("GUILD_CREATE"))["presences"]
    assert (present["user"]["id"], present["status"]) == (str(erin.id), "online")


async def test_who_is_in_voice_is_told_on_joining(plain: PlainBot, erin: Person) -> None:
    await erin.join_voice("reading-aloud")
    shard, _ = await plain.identify()
    guild = await shard.event("GUILD_CREATE")
    assert [state["user_id"] for state in guild["voice_states"]] == [str(erin.id)]
    assert {member["user"]["username"] for member in guild["members"]} == {"shard", "erin"}


async def test_the_application_is_known_by_its_id(plain: PlainBot) -> None:
    assert (await plain.rest.get(plain.application)).body["name"] == "Shard"
    assert (await plain.rest.get("/applications/1")).code == 10002


async def test_counts_are_those_of_the_guild(rest: Rest, here: str, inn: GuildHandle, erin: Person) -> None:
    await erin.appear("idle")
    counted = (await rest.get(here, with_counts="true")).body
    assert counted["approximate_member_count"] == len(inn.people) + 1
    assert counted["approximate_presence_count"] == 2
    own = (await rest.get("/users/@me/guilds", with_counts="true")).body[0]
    assert int(own["permissions"]) & Permission.MANAGE_ROLES

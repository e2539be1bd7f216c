"""What people can do, and what their clients keep from them."""

from __future__ import annotations

import pytest

from discord_sandbox import ActionUnavailable, Forged, GuildHandle, Permission, Person, Sandbox
from sandbox.tests.plain import PlainBot, Shard


async def test_slow_mode_slows_people_down(
    inn: GuildHandle, erin: Person, sage: Person, discord: Sandbox
) -> None:
    await inn.edit_channel("general", rate_limit_per_user=30)
    await erin.say("One")
    with pytest.raises(ActionUnavailable, match="slow mode"):
        await erin.say("Two")
    await sage.say("One")
    await sage.say("Two")
    discord.clock.advance(30)
    await erin.say("Two")


async def test_people_write_what_fits(inn: GuildHandle, erin: Person) -> None:
    with pytest.raises(ActionUnavailable, match="2000"):
        await erin.say("x" * 2001)
    await inn.overwrite("general", "@everyone", deny=[Permission.ATTACH_FILES])
    with pytest.raises(ActionUnavailable, match="ATTACH_FILES"):
        await erin.say("", files=[("a.txt", b"x")])


async def test_reactions_have_limits_for_people_too(inn: GuildHandle, erin: Person, sage: Person) -> None:
    said = await erin.say("React!")
    for number in range(20):
        await erin.react(said, chr(0x1F600 + number))
    with pytest.raises(ActionUnavailable, match="20"):
        await erin.react(said, "👋")
    await inn.overwrite("general", "@everyone", deny=[Permission.ADD_REACTIONS])
    other = await sage.say("Mine")
    with pytest.raises(ActionUnavailable, match="ADD_REACTIONS"):
        await erin.react(other, "👋")
    await sage.unchecked.react(other, "👋")
    await erin.react(other, "👋")
    await erin.take_back(other, "👋")
    assert other.reactions == {"👋": 1}


async def test_nicknames_are_ones_own(inn: GuildHandle, erin: Person, shard: Shard) -> None:
    await erin.rename("Innkeeper")
    assert (await shard.event("GUILD_MEMBER_UPDATE"))["nick"] == "Innkeeper"
    with pytest.raises(ActionUnavailable, match="32"):
        await erin.rename("x" * 33)
    await inn.edit_role("@everyone", permissions=int(Permission.VIEW_CHANNEL))
    with pytest.raises(ActionUnavailable, match="cannot change"):
        await erin.rename("Again")


async def test_a_direct_message_is_opened(erin: Person, shard: Shard) -> None:
    private = erin.dm()
    await private.say("Hello")
    created = await shard.event("MESSAGE_CREATE")
    assert (created["content"], created["channel_type"]) == ("Hello", 1)
    assert "guild_id" not in created
    with pytest.raises(ActionUnavailable, match="direct messages"):
        await private.join_voice("reading-aloud")


async def test_people_start_threads(inn: GuildHandle, erin: Person, shard: Shard) -> None:
    said = await erin.say("A question")
    thread = await erin.start_thread("Answers", said)
    assert thread.channel.id == said.id
    assert (await shard.event("THREAD_CREATE"))["owner_id"] == str(erin.id)
    with pytest.raises(ActionUnavailable, match="already"):
        await erin.start_thread("More answers", said)
    with pytest.raises(ActionUnavailable, match="CREATE_PRIVATE_THREADS"):
        await erin.start_thread("Hush", private=True)
    await thread.leave_thread()
    assert thread.channel.thread is not None
    assert thread.channel.thread.members == {}


async def test_people_talk(inn: GuildHandle, erin: Person, shard: Shard) -> None:
    await erin.join_voice("reading-aloud")
    joined = await shard.event("VOICE_STATE_UPDATE")
    assert (joined["channel_id"], joined["member"]["user"]["username"]) == (
        str(inn.channel("reading-aloud").id),
        "erin",
    )
    await inn.leave("erin")
    assert (await shard.event("VOICE_STATE_UPDATE"))["channel_id"] is None
    juniper = inn.member("juniper")
    with pytest.raises(ActionUnavailable, match="no voice channel"):
        await juniper.join_voice("general")
    await inn.overwrite("reading-aloud", "@everyone", deny=[Permission.CONNECT])
    with pytest.raises(ActionUnavailable, match="CONNECT"):
        await juniper.join_voice("reading-aloud")


def timed_out(person: Person) -> bool:
    return bool(person.member and person.member.communication_disabled_until)


async def test_moderators_moderate_those_below_them(inn: GuildHandle, erin: Person, sage: Person) -> None:
    moderator = sage.moderator
    await moderator.time_out("erin", 60, "Loud")
    assert timed_out(erin)
    await moderator.time_out("erin", 0)
    assert not timed_out(erin)
    for act in (moderator.kick("rowan"), moderator.ban("maple"), moderator.time_out("sage", 60)):
        with pytest.raises(ActionUnavailable, match="stands as high"):
            await act
    with pytest.raises(ActionUnavailable, match="lacks BAN_MEMBERS"):
        await erin.moderator.ban("linden")
    with pytest.raises(ActionUnavailable, match="lacks MANAGE_ROLES"):
        await moderator.give_role("linden", "Readers")
    rowan = inn.member("rowan").moderator
    await rowan.give_role("linden", "Readers")
    await rowan.take_role("linden", "Readers")
    with pytest.raises(ActionUnavailable, match="cannot give"):
        await rowan.give_role("linden", "shard")
    with pytest.raises(ActionUnavailable, match="not banned"):
        await moderator.unban("erin")


async def test_moderators_tidy_up(inn: GuildHandle, erin: Person, sage: Person, shard: Shard) -> None:
    said = [await erin.say(f"{number}") for number in range(3)]
    maple = inn.member("maple").moderator
    await maple.pin(said[0])
    assert (await shard.event("CHANNEL_PINS_UPDATE"))["last_pin_timestamp"]
    await maple.unpin(said[0])
    assert (await shard.event("CHANNEL_PINS_UPDATE"))["last_pin_timestamp"] is None
    await sage.moderator.purge(said)
    assert len((await shard.event("MESSAGE_DELETE_BULK"))["ids"]) == 3
    thread = await erin.start_thread("Chapter one")
    await sage.moderator.edit_thread("Chapter one", archived=True, locked=True)
    assert (await shard.event("THREAD_UPDATE"))["thread_metadata"]["locked"] is True
    with pytest.raises(ActionUnavailable, match="locked"):
        await thread.say("x")
    await maple.edit_channel("general", topic="Tidy")
    assert (await shard.event("CHANNEL_UPDATE"))["topic"] == "Tidy"


async def test_a_guild_decides_who_uses_which_command_where(
    bot: PlainBot, inn: GuildHandle, erin: Person, sage: Person
) -> None:
    await bot.register(
        {"name": "ask", "description": "Something."},
        {"name": "staff", "description": "For moderators.", "default_member_permissions": "8192"},
    )
    path = f"{bot.application}/guilds/{inn.id}/commands"
    commands = {each["name"]: each["id"] for each in (await bot.rest.get(f"{bot.application}/commands")).body}
    unset = await bot.rest.get(f"{path}/{commands['ask']}/permissions")
    assert unset.code == 10066
    assert (await bot.rest.put(f"{path}/{commands['ask']}/permissions", {"permissions": []})).code == 20001

    await inn.allow_command("ask", general=False)
    assert "switched off in #general" in str(erin.offered()["ask"])
    assert erin.in_channel("art").offered()["ask"] is None
    await inn.allow_command("ask", Readers=False)
    assert erin.offered()["ask"] == "it is switched off for this person"
    assert inn.member("linden").offered()["ask"] is None
    await inn.allow_command("ask", Readers=False, erin=True)
    assert erin.offered()["ask"] is None
    with pytest.raises(ActionUnavailable, match="switched off"):
        await sage.slash("ask")
    assert inn.member("rowan").offered()["ask"] is None

    assert str(erin.offered()["staff"]) == "it needs MANAGE_MESSAGES"
    await inn.allow_command("staff", Readers=True)
    assert erin.offered()["staff"] is None
    await inn.allow_command("*", juniper=False)
    assert inn.member("juniper").offered()["staff"] == "it is switched off for this person"
    listed = (await bot.rest.get(f"{path}/permissions")).body
    assert {each["id"] for each in listed} == {*commands.values(), bot.application.rpartition("/")[2]}
    assert (await bot.rest.get(f"{path}/{commands['staff']}/permissions")).body["permissions"][0]["type"] == 1


async def test_new_command_permissions_are_told(bot: PlainBot, inn: GuildHandle, shard: Shard) -> None:
    await inn.allow_command("ask", Readers=False)
    told = await shard.event("APPLICATION_COMMAND_PERMISSIONS_UPDATE")
    assert told["permissions"] == [{"id": str(inn.role("Readers").id), "type": 1, "permission": False}]
    entry = await shard.event("GUILD_AUDIT_LOG_ENTRY_CREATE")
    assert (entry["action_type"], entry["target_id"]) == (121, told["id"])


async def test_in_an_archived_thread_no_command_is_offered(
    bot: PlainBot, inn: GuildHandle, erin: Person, sage: Person
) -> None:
    thread = await erin.start_thread("Chapter one")
    assert thread.offered()["ask"] is None
    await sage.moderator.edit_thread("Chapter one", archived=True)
    assert thread.offered()["ask"] == "the thread is archived"


async def test_only_a_hostile_client_makes_up_ids(bot: PlainBot, erin: Person) -> None:
    person = {"name": "person", "description": "Who.", "type": 6}
    await bot.register({"name": "who", "description": "Who.", "options": [person]})
    with pytest.raises(ActionUnavailable, match="nothing that can be chosen"):
        await erin.slash("who", person=Forged("5"))

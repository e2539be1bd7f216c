"""Threads: started, joined, archived, locked, found and deleted."""

from __future__ import annotations

import pytest

from discord_sandbox import ActionUnavailable, GuildHandle, Permission, Person, Sandbox
from discord_sandbox.model.channel import ChannelType
from discord_sandbox.model.payload import timestamp
from sandbox.tests.conftest import allow_bot
from sandbox.tests.plain import Payload, PlainBot, Rest, Shard

PUBLIC = {"name": "Chapter one", "type": 11}
PRIVATE = {"name": "Spoilers", "type": 12}


async def started(rest: Rest, general: str, body: Payload = PUBLIC) -> Payload:
    answer = await rest.post(f"{general}/threads", body)
    assert answer.status == 201, answer.body
    thread: Payload = answer.body
    return thread


async def test_a_thread_is_started_from_a_message(
    rest: Rest, general: str, erin: Person, shard: Shard
) -> None:
    said = await erin.say("What about the Antinium?")
    path = f"{general}/messages/{said.id}"
    thread = (await rest.post(f"{path}/threads", {"name": "Antinium", "auto_archive_duration": 60})).body
    assert (thread["id"], thread["thread_metadata"]["auto_archive_duration"]) == (str(said.id), 60)
    created = await shard.event("THREAD_CREATE")
    assert (created["newly_created"], created["member"]["user_id"]) == (True, thread["owner_id"])
    updated = await shard.event("MESSAGE_UPDATE")
    assert (updated["thread"]["id"], updated["flags"]) == (thread["id"], 1 << 5)
    first = await shard.event("MESSAGE_CREATE")
    assert (first["type"], first["referenced_message"]["content"]) == (21, said.content)
    assert (await rest.post(f"{path}/threads", {"name": "Again"})).code == 160004
    assert (await rest.delete(f"/channels/{thread['id']}/messages/{first['id']}")).code == 50021


async def test_a_thread_is_started_by_itself(rest: Rest, general: str, shard: Shard) -> None:
    thread = await started(rest, general)
    assert thread["type"] == ChannelType.PUBLIC_THREAD
    note = await shard.event("MESSAGE_CREATE")
    assert (note["type"], note["content"]) == (18, "Chapter one")
    without_type = await started(rest, general, {"name": "Secret"})
    assert without_type["type"] == ChannelType.PRIVATE_THREAD
    assert without_type["thread_metadata"]["invitable"] is True


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"name": ""}, "name"),
        ({"name": "  "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "x", "auto_archive_duration": 5}, "auto_archive_duration"),
        ({"name": "x", "type": 10}, "type"),
        ({"name": "x", "rate_limit_per_user": -1}, "rate_limit_per_user"),
    ],
)
async def test_a_thread_that_cannot_be_is_refused(
    rest: Rest, general: str, body: Payload, where: str
) -> None:
    assert list((await rest.post(f"{general}/threads", body)).problems()) == [where]


async def test_starting_threads_has_its_own_permissions(
    rest: Rest, inn: GuildHandle, general: str, erin: Person
) -> None:
    await allow_bot(inn)
    await inn.edit_role(
        "@everyone", permissions=int(Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY)
    )
    said = await erin.unchecked.say("x")
    assert (await rest.post(f"{general}/threads", PUBLIC)).code == 50013
    assert (await rest.post(f"{general}/threads", PRIVATE)).code == 50013
    assert (await rest.post(f"{general}/messages/{said.id}/threads", {"name": "x"})).code == 50013
    voice = inn.channel("reading-aloud")
    await allow_bot(inn, Permission.CREATE_PUBLIC_THREADS, Permission.CONNECT)
    assert (await rest.post(f"/channels/{voice.id}/threads", PUBLIC)).code == 50024


async def test_people_come_and_go(
    rest: Rest, inn: GuildHandle, general: str, erin: Person, shard: Shard
) -> None:
    thread = await started(rest, general)
    members = f"/channels/{thread['id']}/thread-members"
    assert (await rest.put(f"{members}/{erin.id}")).status == 204
    added = await shard.event("THREAD_MEMBERS_UPDATE")
    assert [each["user_id"] for each in added["added_members"]] == [str(erin.id)]
    assert (await shard.event("MESSAGE_CREATE"))["type"] == 1
    full = (await rest.get(members, with_member="true")).body
    assert {each["member"]["user"]["username"] for each in full} == {"shard", "erin"}
    assert (await rest.get(f"{members}/{erin.id}")).body["user_id"] == str(erin.id)
    assert (await rest.delete(f"{members}/{erin.id}")).status == 204
    assert (await shard.event("THREAD_MEMBERS_UPDATE"))["removed_member_ids"] == [str(erin.id)]
    assert (await rest.get(f"{members}/{erin.id}")).code == 10007
    assert (await rest.delete(f"{members}/@me")).status == 204
    assert (await rest.put(f"{members}/@me")).status == 204
    assert (await shard.event("THREAD_CREATE"))["member"]["user_id"] == str(rest.discord.world.bot.id)
    assert (await rest.get(f"{general}/thread-members")).code == 50024


async def test_writing_brings_somebody_in(erin: Person, inn: GuildHandle, shard: Shard) -> None:
    thread = await inn.start_thread("Chapter one", parent="general", owner="juniper")
    await erin.at(thread).say(f"Hello {inn.member('sage').mention}")
    added = (await shard.event("THREAD_MEMBERS_UPDATE"))["added_members"]
    assert [each["member"]["user"]["username"] for each in added] == ["erin", "sage"]
    assert thread.thread is not None
    assert thread.thread.sent == 1


async def test_others_coming_and_going_needs_the_intent(
    plain: PlainBot, rest: Rest, inn: GuildHandle, erin: Person
) -> None:
    shard, _ = await plain.identify(intents=1)
    thread = await inn.start_thread("Chapter one", parent="general", owner="juniper")
    await erin.at(thread).join_thread()
    await rest.put(f"/channels/{thread.id}/thread-members/@me")
    added = (await shard.event("THREAD_MEMBERS_UPDATE"))["added_members"]
    assert [each["member"]["user"]["username"] for each in added] == ["shard"]


async def test_a_private_thread_is_there_for_those_in_it(
    rest: Rest, inn: GuildHandle, general: str, erin: Person, shard: Shard
) -> None:
    await inn.edit_role(
        "@everyone", permissions=inn.guild.everyone.permissions | Permission.CREATE_PRIVATE_THREADS
    )
    await allow_bot(inn)
    hidden = await erin.start_thread("Hush", private=True)
    assert (await rest.get(f"/channels/{hidden.channel.id}")).code == 50001
    await hidden.say(f"Come in, {rest.discord.world.bot.mention}")
    assert (await shard.event("THREAD_CREATE"))["name"] == "Hush"
    assert (await rest.get(f"/channels/{hidden.channel.id}")).body["name"] == "Hush"
    with pytest.raises(ActionUnavailable, match="cannot see"):
        inn.member("juniper").at(hidden.channel).reads()


async def test_a_thread_is_archived_when_nothing_happens_in_it(
    rest: Rest, general: str, discord: Sandbox, erin: Person, shard: Shard
) -> None:
    thread = await started(rest, general, PUBLIC | {"auto_archive_duration": 60})
    place = erin.at(discord.world.channels[int(thread["id"])])
    discord.clock.advance(3000)
    await place.say("Still here")
    discord.clock.advance(3000)
    assert (await rest.get(f"/channels/{thread['id']}")).body["thread_metadata"]["archived"] is False
    discord.clock.advance(601)
    assert (await shard.event("THREAD_UPDATE"))["thread_metadata"]["archived"] is True
    said = await place.say("Awake again")
    assert (await shard.event("THREAD_UPDATE"))["thread_metadata"]["archived"] is False
    assert not said.deleted


async def test_in_an_archived_thread_nothing_changes(
    rest: Rest, general: str, erin: Person, discord: Sandbox
) -> None:
    thread = await started(rest, general)
    path = f"/channels/{thread['id']}"
    said = (await rest.post(f"{path}/messages", {"content": "x"})).body
    assert (await rest.patch(path, {"archived": True})).body["thread_metadata"]["archived"] is True
    assert (await rest.patch(f"{path}/messages/{said['id']}", {"content": "y"})).code == 50083
    assert (await rest.put(f"{path}/messages/{said['id']}/reactions/%F0%9F%91%8B/@me")).code == 50083
    assert (await rest.put(f"{path}/thread-members/{erin.id}")).code == 50083
    assert (await rest.patch(path, {"name": "y"})).code == 50083
    assert (await rest.patch(path, {"archived": False, "name": "y"})).body["name"] == "y"
    await rest.patch(path, {"archived": True})
    assert (await rest.delete(f"{path}/messages/{said['id']}")).status == 204


async def test_in_a_locked_thread_only_moderators_write(
    rest: Rest, inn: GuildHandle, general: str, erin: Person, sage: Person
) -> None:
    thread = await started(rest, general)
    path = f"/channels/{thread['id']}"
    await rest.patch(path, {"locked": True})
    place = inn.channel("Chapter one")
    with pytest.raises(ActionUnavailable, match="locked"):
        await erin.at(place).say("x")
    await sage.at(place).say("Only I")
    await allow_bot(inn)
    assert (await rest.post(f"{path}/messages", {"content": "x"})).code == 160005
    assert (await rest.patch(path, {"name": "x"})).code == 160005


async def test_a_threads_owner_may_do_a_little(rest: Rest, inn: GuildHandle, general: str) -> None:
    own = await started(rest, general)
    others = await inn.start_thread("Not mine", parent="general", owner="erin")
    await allow_bot(inn)
    assert (await rest.patch(f"/channels/{own['id']}", {"name": "Mine"})).status == 200
    assert (await rest.patch(f"/channels/{own['id']}", {"locked": True})).code == 50013
    assert (await rest.patch(f"/channels/{others.id}", {"name": "Mine"})).code == 50013
    assert (await rest.delete(f"/channels/{own['id']}")).code == 50013


async def test_a_new_name_is_noted_in_the_thread(rest: Rest, general: str, shard: Shard) -> None:
    thread = await started(rest, general)
    await shard.event("MESSAGE_CREATE")
    await rest.patch(f"/channels/{thread['id']}", {"name": "Chapter two"})
    assert (await shard.event("THREAD_UPDATE"))["name"] == "Chapter two"
    note = await shard.event("MESSAGE_CREATE")
    assert (note["type"], note["content"]) == (4, "Chapter two")


async def test_a_thread_is_deleted(rest: Rest, general: str, erin: Person, shard: Shard) -> None:
    said = await erin.say("?")
    thread = (await rest.post(f"{general}/messages/{said.id}/threads", {"name": "x"})).body
    assert (await rest.delete(f"/channels/{thread['id']}")).status == 200
    assert (await shard.event("THREAD_DELETE"))["id"] == thread["id"]
    assert "thread" not in (await rest.get(f"{general}/messages/{said.id}")).body


async def test_archived_threads_are_listed(rest: Rest, general: str, discord: Sandbox) -> None:
    ids = []
    for name in ("a", "b", "c"):
        thread = await started(rest, general, {"name": name, "type": 11})
        discord.clock.advance(10)
        await rest.patch(f"/channels/{thread['id']}", {"archived": True})
        ids.append(thread["id"])
    hidden = await started(rest, general, PRIVATE)
    await rest.patch(f"/channels/{hidden['id']}", {"archived": True})

    async def listed(tail: str, **query: str) -> list[str]:
        answer = (await rest.get(f"{general}/{tail}", **query)).body
        assert {each["id"] for each in answer["members"]} == {each["id"] for each in answer["threads"]}
        return [each["id"] for each in answer["threads"]]

    assert await listed("threads/archived/public") == ids[::-1]
    before = timestamp(discord.clock.time() - 5)
    assert await listed("threads/archived/public", before=before) == ids[1::-1]
    assert await listed("threads/archived/private") == [hidden["id"]]
    assert await listed("users/@me/threads/archived/private") == [hidden["id"]]
    page = (await rest.get(f"{general}/threads/archived/public", limit="2")).body
    assert page["has_more"] is True
    assert (await rest.get(f"{general}/threads/archived/public", before="yesterday")).code == 50035


@pytest.mark.parametrize(
    "tail",
    [
        *("threads/archived/public", "threads/archived/private", "threads/search"),
        "users/@me/threads/archived/private",
    ],
)
async def test_direct_messages_have_no_threads(rest: Rest, erin: Person, tail: str) -> None:
    private = (await rest.post("/users/@me/channels", {"recipient_id": str(erin.id)})).body
    assert (await rest.get(f"/channels/{private['id']}/{tail}")).code == 50003

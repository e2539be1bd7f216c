"""Channels: made, changed, moved, hidden and deleted."""

from __future__ import annotations

import pytest

from discord_sandbox import GuildHandle, Permission, Person
from discord_sandbox.model.channel import ChannelType
from sandbox.tests.conftest import allow_bot
from sandbox.tests.plain import Payload, PlainBot, Rest, Shard


async def test_a_channel_comes_changes_and_goes(
    rest: Rest, here: str, inn: GuildHandle, shard: Shard
) -> None:
    category = inn.channel("Community")
    body = {"name": "Fan Art", "type": 0, "topic": "By readers", "parent_id": str(category.id), "nsfw": True}
    made = await rest.post(f"{here}/channels", body)
    assert (made.status, made.body["name"], made.body["parent_id"]) == (201, "fan-art", str(category.id))
    assert (await shard.event("CHANNEL_CREATE"))["topic"] == "By readers"
    path = f"/channels/{made.body['id']}"
    changes = {
        "name": "Art",
        "rate_limit_per_user": 30,
        "parent_id": None,
        "default_auto_archive_duration": 60,
    }
    changed = (await rest.patch(path, changes)).body
    assert (changed["name"], changed["rate_limit_per_user"], changed["parent_id"]) == ("art", 30, None)
    assert (await shard.event("CHANNEL_UPDATE")) == changed
    assert (await rest.delete(path)).body["id"] == made.body["id"]
    assert (await shard.event("CHANNEL_DELETE"))["id"] == made.body["id"]
    assert (await rest.get(path)).code == 10003


@pytest.mark.parametrize(
    ("body", "where", "code"),
    [
        ({"name": ""}, "name", "BASE_TYPE_REQUIRED"),
        ({"name": "x" * 101}, "name", "BASE_TYPE_BAD_LENGTH"),
        ({"name": " \t "}, "name", "BASE_TYPE_REQUIRED"),
        ({"name": "x", "topic": "x" * 1025}, "topic", "BASE_TYPE_MAX_LENGTH"),
        ({"name": "x", "rate_limit_per_user": 21_601}, "rate_limit_per_user", "NUMBER_TYPE_MAX"),
        ({"name": "x", "bitrate": 64_000}, "bitrate", "CHANNEL_FIELD_UNSUPPORTED"),
        ({"name": "x", "parent_id": "1"}, "parent_id", "CHANNEL_PARENT_INVALID"),
        ({"name": "x", "type": 11}, "type", "BASE_TYPE_CHOICES"),
        ({"name": "x", "type": 15, "available_tags": [{"name": "a"}, {"name": "A"}]}, "available_tags", None),
        ({"name": "x", "type": 15, "available_tags": [{"name": "a"}] * 21}, "available_tags", None),
        ({"name": "x", "type": 15, "available_tags": [{"name": "x" * 21}]}, "available_tags.0.name", None),
        ({"name": "x", "default_auto_archive_duration": 61}, "default_auto_archive_duration", None),
        (
            {"name": "x", "permission_overwrites": [{"id": "1", "type": 0}]},
            "permission_overwrites.0.id",
            None,
        ),
    ],
)
async def test_a_channel_that_cannot_be_is_refused(
    rest: Rest, here: str, body: Payload, where: str, code: str | None
) -> None:
    problems = (await rest.post(f"{here}/channels", body)).problems()
    assert where in problems
    assert code in {None, problems[where]}


async def test_a_guild_has_at_most_500_channels_and_a_category_50(
    rest: Rest, here: str, inn: GuildHandle
) -> None:
    category = str(inn.channel("Community").id)
    inside = sum(str(each.parent_id) == category for each in inn.guild.channels.values())
    for number in range(50 - inside):
        await inn.create_channel(str(number), parent_id=int(category))
    full = await rest.post(f"{here}/channels", {"name": "x", "parent_id": category})
    assert full.problems() == {"parent_id": "CHANNEL_PARENT_MAX_CHANNELS"}
    for number in range(500 - len(inn.guild.channels)):
        await inn.create_channel(str(number))
    assert (await rest.post(f"{here}/channels", {"name": "x"})).code == 30013


async def test_a_deleted_category_leaves_its_channels(
    rest: Rest, inn: GuildHandle, general: str, shard: Shard
) -> None:
    await rest.delete(f"/channels/{inn.channel('Community').id}")
    assert (await shard.event("CHANNEL_UPDATE"))["parent_id"] is None
    assert (await rest.get(general)).body["parent_id"] is None


async def test_channels_are_moved(rest: Rest, here: str, inn: GuildHandle, shard: Shard) -> None:
    general, staff = inn.channel("general"), inn.channel("staff")
    moves = [
        {"id": str(general.id), "position": 9},
        {"id": str(staff.id), "parent_id": str(inn.channel("Community").id), "lock_permissions": True},
    ]
    assert (await rest.patch(f"{here}/channels", moves)).status == 204
    assert (await shard.event("CHANNEL_UPDATE"))["position"] == 9
    assert (await shard.event("CHANNEL_UPDATE"))["permission_overwrites"] == []
    assert (await rest.patch(f"{here}/channels", [{"id": "1"}])).code == 10003


async def test_overwrites_are_set_and_taken_away(
    rest: Rest, inn: GuildHandle, general: str, erin: Person, shard: Shard
) -> None:
    path = f"{general}/permissions/{erin.id}"
    assert (await rest.put(path, {"type": 1, "deny": str(1 << 11)})).status == 204
    [overwrite] = (await shard.event("CHANNEL_UPDATE"))["permission_overwrites"]
    assert overwrite == {"id": str(erin.id), "type": 1, "allow": "0", "deny": str(1 << 11)}
    assert (await rest.delete(path)).status == 204
    assert (await rest.delete(path)).code == 10009
    assert (await rest.put(f"{general}/permissions/1", {"type": 0})).code == 10009
    assert (await rest.put(path, {"deny": "1"})).problems() == {"type": "BASE_TYPE_REQUIRED"}


async def test_only_what_the_bot_may_can_it_allow_in_a_channel(
    rest: Rest, inn: GuildHandle, general: str
) -> None:
    readers = inn.role("Readers").id
    mention = {"type": 0, "allow": str(int(Permission.MENTION_EVERYONE))}
    assert (await rest.put(f"{general}/permissions/{readers}", mention)).code == 50013
    manage = [Permission.MANAGE_ROLES]
    await inn.overwrite("general", "shard", allow=manage)
    assert (await rest.put(f"{general}/permissions/{readers}", mention)).status == 204


async def test_without_the_permission_channels_stay_as_they_are(
    rest: Rest, here: str, inn: GuildHandle, general: str
) -> None:
    await allow_bot(inn)
    assert (await rest.post(f"{here}/channels", {"name": "x"})).code == 50013
    assert (await rest.patch(general, {"name": "x"})).code == 50013
    assert (await rest.delete(general)).code == 50013
    assert (await rest.put(f"{general}/permissions/{inn.id}", {"type": 0})).code == 50013


async def test_a_text_channel_becomes_one_for_announcements(
    rest: Rest, inn: GuildHandle, general: str, erin: Person
) -> None:
    wrong = await rest.patch(general, {"type": 5})
    assert wrong.problems() == {"type": "CHANNEL_TYPE_INVALID"}
    await inn.update(features=["NEWS"])
    assert (await rest.patch(general, {"type": 5})).body["type"] == ChannelType.GUILD_ANNOUNCEMENT
    said = await erin.say("News!")
    published = await rest.post(f"{general}/messages/{said.id}/crosspost")
    assert published.body["flags"] & 1
    assert (await rest.post(f"{general}/messages/{said.id}/crosspost")).code == 40033


async def test_only_announcements_are_published(rest: Rest, general: str, erin: Person) -> None:
    said = await erin.say("Not news.")
    assert (await rest.post(f"{general}/messages/{said.id}/crosspost")).code == 50024


async def test_what_the_bot_cannot_see_has_no_name(
    plain: PlainBot, rest: Rest, here: str, inn: GuildHandle
) -> None:
    await inn.create_channel("secret", topic="Hush")
    await inn.overwrite("secret", "@everyone", deny=[Permission.VIEW_CHANNEL])
    shard, _ = await plain.identify()
    guild = await shard.event("GUILD_CREATE")
    [hidden] = [channel for channel in guild["channels"] if channel["flags"] & 1 << 17]
    assert (hidden["name"], hidden["topic"]) == ("___hidden___", None)
    assert hidden["permission_overwrites"] == [
        {"id": str(inn.id), "type": 0, "allow": "0", "deny": str(1 << 10)}
    ]
    names = {channel["name"] for channel in (await rest.get(f"{here}/channels")).body}
    assert not names & {"secret", "___hidden___"}
    await inn.edit_channel("secret", topic="Still")
    assert (await shard.event("CHANNEL_UPDATE"))["topic"] is None


async def test_what_comes_to_be_seen_is_told_in_full(
    rest: Rest, inn: GuildHandle, shard: Shard, erin: Person
) -> None:
    await inn.create_channel("secret")
    await inn.start_thread("Whispers", parent="secret", owner="erin")
    await inn.overwrite("secret", "@everyone", deny=[Permission.VIEW_CHANNEL])
    assert (await shard.event("CHANNEL_CREATE"))["name"] == "secret"
    assert (await shard.event("CHANNEL_UPDATE"))["name"] == "___hidden___"
    role = await inn.create_role("Insiders")
    await inn.overwrite("secret", "Insiders", allow=[Permission.VIEW_CHANNEL])
    assert (await shard.event("CHANNEL_UPDATE"))["name"] == "___hidden___"
    await inn.grant("shard", "Insiders")
    assert (await shard.event("GUILD_MEMBER_UPDATE"))["roles"][-1] == str(role.id)
    assert (await shard.event("CHANNEL_UPDATE"))["name"] == "secret"
    synced = await shard.event("THREAD_LIST_SYNC")
    assert [thread["name"] for thread in synced["threads"]] == ["Whispers"]


async def test_a_direct_message_is_closed_not_deleted(rest: Rest, erin: Person) -> None:
    opened = (await rest.post("/users/@me/channels", {"recipient_id": str(erin.id)})).body
    assert (await rest.delete(f"/channels/{opened['id']}")).body["id"] == opened["id"]
    again = await rest.post("/users/@me/channels", {"recipient_id": str(erin.id)})
    assert again.body["id"] == opened["id"]
    assert (await rest.patch(f"/channels/{opened['id']}", {"name": "x"})).code == 50003

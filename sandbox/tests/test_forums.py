"""Posts in forums: with tags, files, by bots, people and webhooks."""

from __future__ import annotations

import pytest

from discord_sandbox import ActionUnavailable, File, GuildHandle, Permission, Person
from discord_sandbox.model.channel import ChannelFlag
from discord_sandbox.model.errors import ApiError
from sandbox.tests.conftest import allow_bot
from sandbox.tests.plain import Payload, Rest, Shard


@pytest.fixture
async def forum(rest: Rest, inn: GuildHandle) -> str:
    """The path of a forum with two tags, one of them for moderators."""
    path = f"/channels/{inn.channel('theories').id}"
    tags = [{"name": "Volume 1", "emoji_name": "📘"}, {"name": "Canon", "moderated": True}]
    assert (await rest.patch(path, {"available_tags": tags})).status == 200
    return path


async def tags_of(rest: Rest, forum: str) -> dict[str, str]:
    return {tag["name"]: tag["id"] for tag in (await rest.get(forum)).body["available_tags"]}


async def posted(rest: Rest, forum: str, **more: object) -> Payload:
    body = {"name": "A theory", "message": {"content": "Listen!"}, **more}
    answer = await rest.post(f"{forum}/threads", body)
    assert answer.status == 201, answer.body
    post: Payload = answer.body
    return post


async def test_a_post_is_a_thread_with_its_first_message(rest: Rest, forum: str, shard: Shard) -> None:
    tags = await tags_of(rest, forum)
    post = await posted(rest, forum, applied_tags=[tags["Volume 1"]], auto_archive_duration=4320)
    assert (post["id"], post["applied_tags"]) == (post["message"]["id"], [tags["Volume 1"]])
    assert (await shard.event("THREAD_CREATE"))["parent_id"] == forum.removeprefix("/channels/")
    assert (await shard.event("MESSAGE_CREATE"))["content"] == "Listen!"
    assert (await rest.get(f"/channels/{post['id']}")).body["message_count"] == 0
    assert (await rest.post(f"{forum}/messages", {"content": "x"})).code == 50008


async def test_a_post_comes_with_files(rest: Rest, forum: str) -> None:
    files = [{"id": 0, "description": "A map", "is_spoiler": True}]
    body = {"name": "Maps", "message": {"content": "", "attachments": files}}
    answer = await rest.upload("POST", f"{forum}/threads", body, ("map.png", b"\x89PNG"))
    [attachment] = answer.body["message"]["attachments"]
    assert (attachment["description"], attachment["flags"]) == ("A map", 1 << 3)


async def test_tags_are_those_of_the_forum(rest: Rest, inn: GuildHandle, forum: str) -> None:
    tags = await tags_of(rest, forum)
    wrong = await rest.post(
        f"{forum}/threads", {"name": "x", "message": {"content": "x"}, "applied_tags": ["1"]}
    )
    assert wrong.problems() == {"applied_tags.0": "INVALID_FORUM_TAG"}
    many = {"name": "x", "message": {"content": "x"}, "applied_tags": [str(number) for number in range(6)]}
    assert (await rest.post(f"{forum}/threads", many)).problems() == {"applied_tags": "BASE_TYPE_MAX_LENGTH"}
    post = await posted(rest, forum, applied_tags=[tags["Canon"]])
    changed = await rest.patch(f"/channels/{post['id']}", {"applied_tags": [tags["Volume 1"]]})
    assert changed.body["applied_tags"] == [tags["Volume 1"]]
    await allow_bot(inn)
    refused = {"name": "x", "message": {"content": "x"}, "applied_tags": [tags["Canon"]]}
    assert (await rest.post(f"{forum}/threads", refused)).code == 50013


async def test_a_forum_can_insist_on_a_tag(rest: Rest, forum: str) -> None:
    await rest.patch(forum, {"flags": 1 << 4})
    assert (await rest.post(f"{forum}/threads", {"name": "x", "message": {"content": "x"}})).code == 40067


async def test_a_post_needs_something_in_it(rest: Rest, forum: str, general: str) -> None:
    assert (await rest.post(f"{forum}/threads", {"name": "x"})).problems() == {
        "message": "BASE_TYPE_REQUIRED"
    }
    assert (await rest.post(f"{forum}/threads", {"name": "x", "message": {}})).code == 50006
    pinned = await posted(rest, forum)
    assert (await rest.patch(f"/channels/{pinned['id']}", {"flags": 2})).body["flags"] == 2


async def test_people_post_too(inn: GuildHandle, forum: str, erin: Person, shard: Shard) -> None:
    here = erin.in_channel("theories")
    post = await here.post(
        "Gnolls", "Look!", tags=["Volume 1"], files=[File("a.txt", b"x", "Notes", spoiler=True)]
    )
    assert (await shard.event("THREAD_CREATE"))["name"] == "Gnolls"
    first = await shard.event("MESSAGE_CREATE")
    assert (first["attachments"][0]["description"], first["id"]) == ("Notes", str(post.channel.id))
    with pytest.raises(ActionUnavailable, match="no tag"):
        await here.post("x", "x", tags=["Unknown"])
    with pytest.raises(ActionUnavailable, match="no forum"):
        await erin.post("x", "x")
    assert [message.content for message in post.reads()] == ["Look!"]


async def test_a_webhook_posts_in_a_forum(rest: Rest, forum: str, shard: Shard) -> None:
    tags = await tags_of(rest, forum)
    webhook = (await rest.post(f"{forum}/webhooks", {"name": "Gallery"})).body
    path = f"/webhooks/{webhook['id']}/{webhook['token']}"
    assert (await rest.post(path, {"content": "x"})).code == 220001
    body = {"content": "Look", "thread_name": "Picture", "applied_tags": [tags["Volume 1"]]}
    message = (await rest("POST", path, body, params={"wait": "true"})).body
    created = await shard.event("THREAD_CREATE")
    assert (created["name"], created["applied_tags"]) == ("Picture", [tags["Volume 1"]])
    assert message["channel_id"] == created["id"] == message["id"]
    assert (await rest("POST", path, body, params={"thread_id": created["id"]})).code == 220002
    follow = await rest(
        "POST", path, {"content": "More"}, params={"thread_id": created["id"], "wait": "true"}
    )
    assert follow.body["channel_id"] == created["id"]


async def test_posts_are_searched_for(rest: Rest, forum: str, inn: GuildHandle) -> None:
    tags = await tags_of(rest, forum)
    first = await posted(rest, forum, name="Gnolls of Liscor", applied_tags=[tags["Volume 1"]])
    second = await posted(rest, forum, name="Antinium of Liscor")
    await rest.patch(f"/channels/{first['id']}", {"archived": True})

    async def found(**query: str) -> list[str]:
        answer = (await rest.get(f"{forum}/threads/search", **query)).body
        assert answer["total_results"] == len(answer["threads"]) == len(answer["first_messages"])
        return [thread["id"] for thread in answer["threads"]]

    assert await found(name="liscor") == [second["id"], first["id"]]
    assert await found(name="gnolls") == [first["id"]]
    assert await found(tag=tags["Volume 1"]) == [first["id"]]
    assert await found(archived="false") == [second["id"]]
    assert await found(sort_by="creation_time", sort_order="asc") == [first["id"], second["id"]]
    assert (await rest.get(f"{forum}/threads/search", sort_by="size")).code == 50035


async def test_without_sending_messages_there_is_no_post(rest: Rest, inn: GuildHandle, forum: str) -> None:
    await inn.overwrite("theories", "@everyone", deny=[Permission.SEND_MESSAGES])
    await inn.overwrite("theories", "shard", deny=[Permission.SEND_MESSAGES])
    body = {"name": "x", "message": {"content": "x"}}
    assert (await rest.post(f"{forum}/threads", body)).code == 50013
    with pytest.raises((ActionUnavailable, ApiError)):
        await inn.member("erin", "theories").post("x", "x")


async def test_a_forum_has_one_post_at_its_top(rest: Rest, forum: str) -> None:
    pinned, unpinned = {"flags": int(ChannelFlag.PINNED)}, {"flags": 0}
    first, second = [f"/channels/{(await posted(rest, forum))['id']}" for _ in range(2)]
    for _ in range(2):
        assert (await rest.patch(first, pinned)).body["flags"] == ChannelFlag.PINNED
    assert (await rest.patch(second, pinned)).code == 30047
    await rest.patch(first, unpinned)
    assert (await rest.patch(second, pinned)).status == 200
